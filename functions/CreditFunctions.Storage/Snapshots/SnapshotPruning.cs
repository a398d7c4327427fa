using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Pruning;
using CreditFunctions.Storage.Runs;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>
/// Removes what is no longer needed of a report: snapshots that no longer stay, the pages of all but the newest, and what runs left that were given up or taken over. Whatever breaks it off, the next time
/// does the rest. A slot whose run is open is left alone.
/// </summary>
/// <param name="reports">Where they are.</param>
/// <param name="runs">Which runs there are.</param>
/// <param name="retention">What stays.</param>
/// <param name="clock">Tells the present.</param>
internal sealed class SnapshotPruning(IBlobContainer reports, RunStore runs, Retention retention, TimeProvider clock)
{
    /// <summary>Of so many of the newest snapshots the pages stay.</summary>
    public const int PagedSnapshots = 2;

    private static readonly TimeSpan LongestQuery = TimeSpan.FromDays(1);

    /// <summary>Removes what is no longer needed.</summary>
    public Task RunAsync(string business, string report, CancellationToken cancellationToken) => RunAsync(business, report, PruneWork.Unlimited(cancellationToken));

    /// <summary>Removes what is no longer needed, while there is time.</summary>
    public async Task RunAsync(string business, string report, PruneWork work)
    {
        var cancellationToken = work.Stop;
        var open = (await runs.OpenAsync(business, RunTask.Of(report), cancellationToken)).Select(static run => run.Slot).ToHashSet();
        var slots = await SlotsAsync(business, report, cancellationToken);
        var finished = slots.Where(static slot => slot.Value.ContainsKey(Manifest.FileName)).Select(static slot => slot.Key).ToList();
        var now = Instant.Now(clock);
        // One that was made of an old slot is new to whoever asked for it.
        foreach (var slot in retention.Expired(finished, now).Where(slot => !open.Contains(slot) && slots[slot][Manifest.FileName] <= now.Plus(-Retention.Fresh)))
        {
            if (work.IsOver)
            {
                return;
            }

            // The manifest first: without its files there must be none.
            if (await reports.DeleteAsync(SnapshotPaths.Manifest(business, report, slot), cancellationToken))
            {
                work.Count(Pruned.Snapshot);
            }

            await DeleteAsync(business, report, slot, slots[slot].Keys, static _ => true, what: null, work.ToTheEnd());
            slots.Remove(slot);
        }

        foreach (var slot in finished.Order().SkipLast(PagedSnapshots).Where(slots.ContainsKey))
        {
            await DeleteAsync(business, report, slot, slots[slot].Keys, static name => name.EndsWith(SnapshotPaths.RowsSuffix, StringComparison.Ordinal), Pruned.ReportFile, work);
        }

        foreach (var slot in finished.Where(slot => !open.Contains(slot) && slots.ContainsKey(slot)))
        {
            // Written by one whose lease had run out, after the slot was swept.
            await DeleteAsync(business, report, slot, slots[slot].Keys, SnapshotPaths.IsOfTheMaking, Pruned.SortFile, work);
        }

        foreach (var (slot, names) in slots.Where(slot => !finished.Contains(slot.Key) && !open.Contains(slot.Key)))
        {
            if (work.IsOver)
            {
                return;
            }

            // Looked at again: a run may have begun, or ended well, while the blobs were listed.
            if (await runs.GetAsync(business, RunTask.Of(report), slot, cancellationToken) is not { State: RunState.Open }
                && await reports.GetPropertiesAsync(SnapshotPaths.Manifest(business, report, slot), cancellationToken) is null)
            {
                await DeleteAsync(business, report, slot, names.Keys, static _ => true, Pruned.ReportFile, work);
            }
        }
    }

    /// <summary>Removes what queries have sorted into blobs whose process died before it could remove them.</summary>
    public Task SweepQueriesAsync(CancellationToken cancellationToken) => SweepQueriesAsync(PruneWork.Unlimited(cancellationToken));

    /// <summary>Removes what queries have sorted into blobs whose process died before it could remove them, while there is time.</summary>
    public async Task SweepQueriesAsync(PruneWork work)
    {
        var oldest = Instant.Now(clock).Plus(-LongestQuery);
        var old = new List<string>();
        await foreach (var blob in reports.ListAsync(SnapshotPaths.Queries, work.Stop))
        {
            if (blob.LastModified < oldest)
            {
                old.Add(blob.Name);
            }
        }

        await work.BlobsAsync(reports, old, Pruned.SortFile);
    }

    /// <summary>Of each slot that has blobs, their names within it, and when they were written.</summary>
    private async Task<SortedDictionary<SnapshotId, Dictionary<string, Instant>>> SlotsAsync(string business, string report, CancellationToken cancellationToken)
    {
        var slots = new SortedDictionary<SnapshotId, Dictionary<string, Instant>>();
        await foreach (var blob in reports.ListAsync(SnapshotPaths.Report(business, report), cancellationToken))
        {
            if (SnapshotPaths.TryParse(blob.Name, SnapshotPaths.Report(business, report), out var slot, out var name))
            {
                if (!slots.TryGetValue(slot, out var names))
                {
                    slots.Add(slot, names = new(StringComparer.Ordinal));
                }

                names.Add(name, blob.LastModified);
            }
        }

        return slots;
    }

    private Task DeleteAsync(string business, string report, SnapshotId slot, IEnumerable<string> names, Func<string, bool> which, Pruned? what, PruneWork work) =>
        work.BlobsAsync(reports, [.. names.Where(which).Select(name => SnapshotPaths.Slot(business, report, slot) + name)], what);
}
