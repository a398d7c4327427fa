using CreditFunctions.Storage;

namespace CreditFunctions.Hosting;

/// <summary>
/// Creates the tables, containers and queues where they are missing, before any background work begins and any request is let through. The program listens meanwhile: the Functions host gives it 30 seconds to answer, however slow
/// storage is. A storage that cannot be reached does not keep the program from starting: it says so in its log, answers 503, and goes on trying.
/// </summary>
internal sealed partial class StorageSetUp(IStorage storage, TimeProvider clock, ILogger<StorageSetUp> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource stop = new();
    private readonly TaskCompletionSource firstTry = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when it was tried once, whatever came of it.</summary>
    public Task FirstTry => firstTry.Task;

    /// <summary>Is everything there?</summary>
    public bool IsDone { get; private set; }

    /// <summary>Waits for the first try, though not for a storage that does not answer: what needs it finds that out by itself.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FirstTry.WaitAsync(LongestWait, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            // It goes on without.
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = CreateAsync();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => stop.CancelAsync();

    public void Dispose() => stop.Dispose();

    private async Task CreateAsync()
    {
        try
        {
            while (!await TryCreateAsync())
            {
                firstTry.TrySetResult();
                await Task.Delay(RetryAfter, clock, stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The program ends.
        }
        finally
        {
            firstTry.TrySetResult();
        }
    }

    private async Task<bool> TryCreateAsync()
    {
        try
        {
            await storage.CreateAllAsync(stop.Token);
            return IsDone = true;
        }
        catch (StorageException exception)
        {
            LogFailed(logger, exception);
            return false;
        }
    }

    [LoggerMessage(EventId = 1003, Level = LogLevel.Error, Message = "Storage cannot be reached; it is tried again in 5 seconds.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
