using CreditFunctions.Imports;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Settings;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Timers;

/// <summary>
/// The timer function <c>SnapshotReports</c>: sees to it that every business has both reports of the last slot of the schedule. Which slot that is depends on
/// the schedule and the time alone, so it may be called twice, late, or after that slot was missed: it is run once. Slots before the last one are not looked for.
/// </summary>
internal sealed class SnapshotReports(DirectoryStore directory, OpenRuns runs, RunQueue queue, ImportWorker imports, ProgramSettings settings, TimeProvider clock)
{
    /// <summary>Asks for the runs of the last slot and works off all that is open.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // Another instance may have died with an import under way.
        imports.Wake();
        var now = Instant.Now(clock);
        if (Slots.Last(settings.ReportSchedule, now) is { } slot)
        {
            foreach (var business in await directory.BusinessesAsync(cancellationToken))
            {
                // A business is not older than its reports.
                foreach (var report in business.CreatedAt <= slot.Slot ? ReportCatalogue.All : [])
                {
                    await directory.RequestRunAsync(business.Id, report.Key, slot, now, isFull: false, cancellationToken);
                }
            }
        }

        if (await runs.WorkOffAsync(cancellationToken))
        {
            // The worker goes on with what is left, long before the next slot.
            queue.Wake();
        }
    }
}
