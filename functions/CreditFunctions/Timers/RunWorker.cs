namespace CreditFunctions.Timers;

/// <summary>Works off open runs in the background: at start, when woken, and again after a while as long as some are left.</summary>
internal sealed partial class RunWorker(RunQueue queue, OpenRuns runs, TimeProvider clock, ILogger<RunWorker> logger) : BackgroundService
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var left = true;
            try
            {
                left = await runs.WorkOffAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is, the program goes on to serve, and the runs stand in storage.
                LogFailed(logger, exception);
            }

            if (left)
            {
                await Task.Delay(RetryAfter, clock, stoppingToken);
            }
            else
            {
                await queue.WaitAsync(stoppingToken);
            }
        }
    }

    [LoggerMessage(EventId = 2003, Level = LogLevel.Warning, Message = "Open runs could not be worked off; they are tried again.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
