using CreditFunctions.Ledger;
using CreditFunctions.Storage.Audits;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Storage.Snapshots;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Pruning;

/// <summary>
/// Removes the rows of runs that ended long ago, and with those of audits what they found. The newest of each task stays, and so does that of a snapshot which is still there. Of a slot that has no row any
/// more a snapshot is not pruned, but was never made.
/// </summary>
internal sealed class RunPruning(ITable directory, IBlobContainer reports)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    // There are many of them, and they are evidence of nothing.
    private static readonly TimeSpan ChoresKept = TimeSpan.FromDays(35);

    /// <summary>Removes them.</summary>
    public async Task RunAsync(Business business, Instant now, PruneWork work)
    {
        foreach (var task in RunTask.All)
        {
            await RunAsync(business, task, now.Plus(task == RunTask.ExpireCredits || task == RunTask.PruneSnapshots ? -ChoresKept : -Kept), work);
        }
    }

    private async Task RunAsync(Business business, RunTask task, Instant oldest, PruneWork work)
    {
        var (old, before) = (new List<Run>(), (Run?)null);
        await foreach (var run in directory.ScanAsync(RowQuery.Prefix(business.Id, RunRow.PrefixOf(task)), RunRow.Read, work.Stop))
        {
            if (before is not null && before.State != RunState.Open && before.EndedAt < oldest && !await HasSnapshotAsync(before, work.Stop))
            {
                old.Add(before);
            }

            if (old.Count == TransactionLimits.MaxRows)
            {
                await RemoveAsync(business, old, work);
                old.Clear();
            }

            if (work.IsOver || run.Slot.Slot >= oldest)
            {
                break;
            }

            before = run;
        }

        await RemoveAsync(business, old, work);
    }

    private async Task RemoveAsync(Business business, List<Run> old, PruneWork work)
    {
        if (work.IsOver)
        {
            return;
        }

        var all = work.ToTheEnd();
        // Findings first: without a row nobody would look for them.
        await all.BlobsAsync(reports, [.. old.Where(static run => run.Task == RunTask.VerifyLedger).Select(static run => FindingStore.Blob(run.Business, run.Slot))], Pruned.FindingFile);
        await all.RowsAsync(directory, business.Id, [.. old.Select(static run => new RowVersion(RunRow.Key(run.Task, run.Slot), run.ETag))], Pruned.Run);
    }

    private async Task<bool> HasSnapshotAsync(Run run, CancellationToken cancellationToken) => run.Task.Function == RunTask.SnapshotReports
        && await reports.GetPropertiesAsync(SnapshotPaths.Manifest(run.Business, run.Task.Key, run.Slot), cancellationToken) is not null;
}
