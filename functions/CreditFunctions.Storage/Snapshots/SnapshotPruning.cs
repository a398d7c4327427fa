using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>
/// Removes what is no longer needed of a report: snapshots that no longer stay, the pages of all but the newest, and what runs left that were given up or taken over. Whatever breaks it off, the next time
/// does the rest. A slot whose run is open is left alone.
/// </summary>
/// <param name="reports">Where they are.</param>
/// <param name="directory">Which runs there are.</param>
/// <param name="retention">What stays.</param>
/// <param name="clock">Tells the present.</param>
internal sealed class SnapshotPruning(IBlobContainer reports, DirectoryStore directory, Retention retention, TimeProvider clock)
{
    /// <summary>Of so many of the newest snapshots the pages stay.</summary>
    public const int PagedSnapshots = 2;

    private static readonly TimeSpan LongestQuery = TimeSpan.FromDays(1);

    /// <summary>Removes what is no longer needed.</summary>
    public async Task RunAsync(string business, string report, CancellationToken cancellationToken)
    {
        var open = (await directory.OpenRunsAsync(business, cancellationToken)).Where(run => run.Report == report).Select(static run => run.Slot).ToHashSet();
        var slots = await SlotsAsync(business, report, cancellationToken);
        var finished = slots.Where(static slot => slot.Value.Contains(Manifest.FileName)).Select(static slot => slot.Key).ToList();
        foreach (var slot in retention.Expired(finished, Instant.Now(clock)).Where(slot => !open.Contains(slot)))
        {
            // The manifest first: without its files there must be none.
            await reports.DeleteAsync(SnapshotPaths.Manifest(business, report, slot), cancellationToken);
            await DeleteAsync(business, report, slot, slots[slot], static _ => true, cancellationToken);
            slots.Remove(slot);
        }

        foreach (var slot in finished.Order().SkipLast(PagedSnapshots).Where(slots.ContainsKey))
        {
            await DeleteAsync(business, report, slot, slots[slot], static name => name.EndsWith(SnapshotPaths.RowsSuffix, StringComparison.Ordinal), cancellationToken);
        }

        foreach (var slot in finished.Where(slot => !open.Contains(slot) && slots.ContainsKey(slot)))
        {
            // Written by one whose lease had run out, after the slot was swept.
            await DeleteAsync(business, report, slot, slots[slot], SnapshotPaths.IsOfTheMaking, cancellationToken);
        }

        foreach (var (slot, names) in slots.Where(slot => !finished.Contains(slot.Key) && !open.Contains(slot.Key)))
        {
            // Looked at again: a run may have begun, or ended well, while the blobs were listed.
            if (await directory.RunAsync(business, report, slot, cancellationToken) is not { State: RunState.Open }
                && await reports.GetPropertiesAsync(SnapshotPaths.Manifest(business, report, slot), cancellationToken) is null)
            {
                await DeleteAsync(business, report, slot, names, static _ => true, cancellationToken);
            }
        }
    }

    /// <summary>Removes what queries have sorted into blobs whose process died before it could remove them.</summary>
    public async Task SweepQueriesAsync(CancellationToken cancellationToken)
    {
        var oldest = Instant.Now(clock).Plus(-LongestQuery);
        await foreach (var blob in reports.ListAsync(SnapshotPaths.Queries, cancellationToken))
        {
            if (blob.LastModified < oldest)
            {
                await reports.DeleteAsync(blob.Name, cancellationToken);
            }
        }
    }

    /// <summary>Of each slot that has blobs, their names within it.</summary>
    private async Task<SortedDictionary<SnapshotId, HashSet<string>>> SlotsAsync(string business, string report, CancellationToken cancellationToken)
    {
        var slots = new SortedDictionary<SnapshotId, HashSet<string>>();
        await foreach (var blob in reports.ListAsync(SnapshotPaths.Report(business, report), cancellationToken))
        {
            if (SnapshotPaths.TryParse(blob.Name, SnapshotPaths.Report(business, report), out var slot, out var name))
            {
                if (!slots.TryGetValue(slot, out var names))
                {
                    slots.Add(slot, names = new(StringComparer.Ordinal));
                }

                names.Add(name);
            }
        }

        return slots;
    }

    private async Task DeleteAsync(string business, string report, SnapshotId slot, IEnumerable<string> names, Func<string, bool> which, CancellationToken cancellationToken)
    {
        foreach (var name in names.Where(which))
        {
            await reports.DeleteAsync(SnapshotPaths.Slot(business, report, slot) + name, cancellationToken);
        }
    }
}
