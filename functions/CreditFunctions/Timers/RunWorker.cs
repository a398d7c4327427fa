namespace CreditFunctions.Timers;

/// <summary>Works off what is open in the background: at start, when woken, and again after a while as long as something is left.</summary>
/// <param name="queue">Wakes it.</param>
/// <param name="workOff">Tries all that is open once, and says whether something is left.</param>
/// <param name="clock">Measures the pauses.</param>
/// <param name="logger">Hears of what could not be tried.</param>
internal sealed partial class RunWorker(RunQueue queue, Func<CancellationToken, Task<bool>> workOff, TimeProvider clock, ILogger<RunWorker> logger) : BackgroundService
{
    /// <summary>The first pause after something is left.</summary>
    public static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(10);

    /// <summary>The pause after a pause.</summary>
    public static TimeSpan Longer(TimeSpan delay) => delay * 2 < LongestDelay ? delay * 2 : LongestDelay;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var delay = FirstDelay;
        while (!stoppingToken.IsCancellationRequested)
        {
            var left = true;
            try
            {
                left = await workOff(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is, the program goes on to serve, and the runs stand in storage.
                LogFailed(logger, exception);
            }

            if (left)
            {
                // Ever more patiently, so that the attempts of a run outlast an outage of storage. Being woken is no patience.
                delay = await queue.WaitAsync(delay, clock, stoppingToken) ? delay : Longer(delay);
            }
            else
            {
                delay = FirstDelay;
                _ = await queue.WaitAsync(Timeout.InfiniteTimeSpan, clock, stoppingToken);
            }
        }
    }

    [LoggerMessage(EventId = 2003, Level = LogLevel.Warning, Message = "Open runs could not be worked off; they are tried again.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
