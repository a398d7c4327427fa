using CreditFunctions.Storage.Runs;

namespace CreditFunctions.Timers;

/// <summary>Works off what is open of a function in the background: at start if it is to, when woken, and again after a while as long as something is left.</summary>
/// <param name="function">Whose runs.</param>
/// <param name="runs">Tries them.</param>
/// <param name="looksAtStart">Does it look for what is open before it is woken?</param>
/// <param name="clock">Measures the pauses.</param>
/// <param name="logger">Hears of what could not be tried.</param>
internal sealed partial class RunWorker(TimerTask function, OpenRuns runs, bool looksAtStart, TimeProvider clock, ILogger<RunWorker> logger) : BackgroundService
{
    /// <summary>The first pause after something is left.</summary>
    public static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(10);

    /// <summary>The pause after a pause.</summary>
    public static TimeSpan Longer(TimeSpan delay) => delay * 2 < LongestDelay ? delay * 2 : LongestDelay;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var delay = FirstDelay;
        if (!looksAtStart)
        {
            _ = await function.Queue.WaitAsync(Timeout.InfiniteTimeSpan, clock, stoppingToken);
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            var left = true;
            try
            {
                using var piece = Piece.Unlimited(clock, stoppingToken);
                left = (await runs.WorkOffAsync([function], piece)).Any(static run => run.IsLeft);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is, the program goes on to serve, and the runs stand in storage.
                LogFailed(logger, exception);
            }

            if (left)
            {
                // Ever more patiently, so that the attempts of a run outlast an outage of storage. Being woken is no patience.
                delay = await function.Queue.WaitAsync(delay, clock, stoppingToken) ? delay : Longer(delay);
            }
            else
            {
                delay = FirstDelay;
                _ = await function.Queue.WaitAsync(Timeout.InfiniteTimeSpan, clock, stoppingToken);
            }
        }
    }

    [LoggerMessage(EventId = 2003, Level = LogLevel.Warning, Message = "Open runs could not be worked off; they are tried again.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
