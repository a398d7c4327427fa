using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Settings;
using NCrontab;

namespace CreditFunctions.Timers;

/// <summary>The instants of a schedule. They depend on the schedule and the time alone, so whoever works off the last one late, or twice, works off the same.</summary>
internal static class Slots
{
    // The longest time between two slots that are still found: a leap day's schedule comes every eight years at most.
    private static readonly TimeSpan Reach = TimeSpan.FromDays(366 * 8);

    /// <summary>The last slot not after an instant, and before it those after another, oldest first.</summary>
    public static IEnumerable<SnapshotId> Within(string schedule, Instant after, Instant now)
    {
        if (Last(schedule, now) is not { } last)
        {
            yield break;
        }

        var cron = CrontabSchedule.Parse(schedule, SettingValue.SixFields);
        foreach (var time in cron.GetNextOccurrences(after.ToDateTimeOffset().UtcDateTime, last.Slot.ToDateTimeOffset().UtcDateTime))
        {
            yield return new(Instant.From(new DateTimeOffset(time, TimeSpan.Zero)));
        }

        yield return last;
    }

    /// <summary>The last slot not after an instant; null if there is none within eight years.</summary>
    public static SnapshotId? Last(string schedule, Instant now)
    {
        var (cron, end) = (CrontabSchedule.Parse(schedule, SettingValue.SixFields), now.ToDateTimeOffset().UtcDateTime);
        // Slots are only found going forward: look back over ever longer spans until one holds a slot, and take its last.
        for (var back = TimeSpan.FromMinutes(1); back <= Reach; back *= 2)
        {
            var last = cron.GetNextOccurrences(end - back, end.AddTicks(1)).Select(time => (DateTime?)time).LastOrDefault();
            if (last is { } slot)
            {
                return new(Instant.From(new DateTimeOffset(slot, TimeSpan.Zero)));
            }
        }

        return null;
    }
}
