using NCrontab;

namespace CreditFunctions.Standin;

/// <summary>When a timer is due: NCRONTAB with seconds, in UTC.</summary>
internal sealed class TimerSchedule
{
    private static readonly CrontabSchedule.ParseOptions SixFields = new() { IncludingSeconds = true };

    private readonly CrontabSchedule schedule;

    private TimerSchedule(CrontabSchedule schedule) => this.schedule = schedule;

    /// <summary>That of a function, from its own text or the setting it names.</summary>
    public static TimerSchedule Of(HostFunction function, IReadOnlyDictionary<string, string> settings) => new(CrontabSchedule.Parse(Text(function, settings), SixFields));

    /// <summary>Why a timer cannot be run; null: it can.</summary>
    public static string? WhyNot(HostFunction function, IReadOnlyDictionary<string, string> settings) =>
        Text(function, settings) is not { } text ? $"{function.Schedule} does not resolve to a value."
        : CrontabSchedule.TryParse(text, SixFields) is null ? $"The schedule expression '{text}' was not recognized."
        : null;

    /// <summary>The next instant after one.</summary>
    public DateTimeOffset After(DateTimeOffset instant) => new(schedule.GetNextOccurrence(instant.UtcDateTime), TimeSpan.Zero);

    /// <summary>Is it due oftener than each minute? Then it is not remembered when it was.</summary>
    public bool IsOftenerThanEachMinute(DateTimeOffset now) => After(After(now)) - After(now) < TimeSpan.FromMinutes(1);

    private static string? Text(HostFunction function, IReadOnlyDictionary<string, string> settings) =>
        function.Schedule.StartsWith('%') ? settings.GetValueOrDefault(function.Schedule.Trim('%')) : function.Schedule;
}
