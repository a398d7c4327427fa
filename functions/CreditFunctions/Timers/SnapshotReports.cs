using CreditFunctions.Imports;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Settings;
using CreditFunctions.Storage.Directory;
using NCrontab;

namespace CreditFunctions.Timers;

/// <summary>
/// The timer function <c>SnapshotReports</c>: sees to it that every business has both reports of the last slot of the schedule. Which slot that is depends on
/// the schedule and the time alone, so it may be called twice, late, or after that slot was missed: it is run once. Slots before the last one are not looked for.
/// </summary>
internal sealed class SnapshotReports(DirectoryStore directory, OpenRuns runs, RunQueue queue, ImportWorker imports, ProgramSettings settings, TimeProvider clock)
{
    // The longest time between two slots that are still found: a leap day's schedule comes every eight years at most.
    private static readonly TimeSpan Reach = TimeSpan.FromDays(366 * 8);

    /// <summary>Asks for the runs of the last slot and works off all that is open.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // Another instance may have died with an import under way.
        imports.Wake();
        var now = Instant.Now(clock);
        if (LastSlot(settings.ReportSchedule, now) is { } slot)
        {
            foreach (var business in await directory.BusinessesAsync(cancellationToken))
            {
                // A business is not older than its reports.
                foreach (var report in business.CreatedAt <= slot.Slot ? ReportCatalogue.All : [])
                {
                    await directory.RequestRunAsync(business.Id, report.Key, slot, now, cancellationToken);
                }
            }
        }

        if (await runs.WorkOffAsync(cancellationToken))
        {
            // The worker goes on with what is left, long before the next slot.
            queue.Wake();
        }
    }

    /// <summary>The last slot not after an instant; null if there is none within eight years.</summary>
    public static SnapshotId? LastSlot(string schedule, Instant now)
    {
        var (cron, end) = (CrontabSchedule.Parse(schedule, ProgramSettings.SixFields), now.ToDateTimeOffset().UtcDateTime);
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
