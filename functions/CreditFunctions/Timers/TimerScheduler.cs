using CreditFunctions.Hosting;
using CreditFunctions.Ledger;
using CreditFunctions.Settings;
using NCrontab;

namespace CreditFunctions.Timers;

/// <summary>
/// Runs the timer functions by their schedules when no Functions host does. Each runs once at start, since a slot may have passed while nobody was there, and
/// then at every slot.
/// </summary>
internal sealed partial class TimerScheduler(FunctionTable functions, IServiceProvider services, IConfiguration configuration, TimeProvider clock, ILogger<TimerScheduler> logger)
    : BackgroundService
{
    // A timer cannot wait longer than this in one go (Task.Delay's limit is 49 days).
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(functions.Timers.Select(timer => RunAsync(timer, stoppingToken)));

    private async Task RunAsync(TimerFunction timer, CancellationToken stoppingToken)
    {
        var schedule = CrontabSchedule.Parse(configuration[timer.ScheduleSetting] ?? timer.DefaultSchedule, SettingValue.SixFields);
        while (!stoppingToken.IsCancellationRequested)
        {
            var next = schedule.GetNextOccurrence(Instant.Now(clock).ToDateTimeOffset().UtcDateTime);
            try
            {
                await timer.Run(services, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, timer.Name, exception);
                await Task.Delay(RetryAfter, clock, stoppingToken);
                continue;
            }

            for (var wait = Until(next); wait > TimeSpan.Zero; wait = Until(next))
            {
                await Task.Delay(wait < LongestWait ? wait : LongestWait, clock, stoppingToken);
            }
        }
    }

    private TimeSpan Until(DateTime next) => next - clock.GetUtcNow().UtcDateTime;

    [LoggerMessage(EventId = 2004, Level = LogLevel.Error, Message = "Timer function {Name} failed; it is run again in a minute.")]
    private static partial void LogFailed(ILogger logger, string name, Exception exception);
}
