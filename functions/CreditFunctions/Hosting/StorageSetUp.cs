using CreditFunctions.Storage;

namespace CreditFunctions.Hosting;

/// <summary>
/// Creates the tables and the container where they are missing, before anything else runs. A storage that cannot be reached does not keep the program from starting:
/// it says so in its log, answers 503, and goes on trying.
/// </summary>
internal sealed partial class StorageSetUp(IStorage storage, TimeProvider clock, ILogger<StorageSetUp> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource stop = new();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!await TryCreateAsync(cancellationToken))
        {
            _ = KeepTryingAsync();
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => stop.CancelAsync();

    public void Dispose() => stop.Dispose();

    private async Task KeepTryingAsync()
    {
        try
        {
            do
            {
                await Task.Delay(RetryAfter, clock, stop.Token);
            }
            while (!await TryCreateAsync(stop.Token));
        }
        catch (OperationCanceledException)
        {
            // The program ends.
        }
    }

    private async Task<bool> TryCreateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await storage.CreateAllAsync(cancellationToken);
            return true;
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
