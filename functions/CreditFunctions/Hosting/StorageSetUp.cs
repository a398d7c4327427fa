using CreditFunctions.Storage;

namespace CreditFunctions.Hosting;

/// <summary>
/// Creates the tables and the container where they are missing, before anything else runs. A storage that cannot be reached does not keep the program from starting:
/// it says so in its log, answers 503, and finds the tables once storage is back, if they were there.
/// </summary>
internal sealed partial class StorageSetUp(IStorage storage, ILogger<StorageSetUp> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await storage.CreateAllAsync(cancellationToken);
        }
        catch (StorageException exception)
        {
            LogFailed(logger, exception);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventId = 1003, Level = LogLevel.Error, Message = "Storage could not be reached at start.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
