using CreditFunctions.Reports;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Pruning;
using CreditFunctions.Storage.Runs;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>
/// Removes shards that no snapshot is made from any more. What stays: the newest slot whose shards are all finished, and the one of these that the next may start from; slots that a run is open for, and what those start
/// from; whatever is newer than all that is finished; and the row files that any of these name, in whatever slot they lie. Whatever breaks it off, the next time does the rest.
/// </summary>
/// <param name="reports">Where they are.</param>
/// <param name="runs">Which runs there are.</param>
internal sealed class ShardPruning(IBlobContainer reports, RunStore runs)
{
    /// <summary>Removes what is no longer needed.</summary>
    public Task RunAsync(Business business, CancellationToken cancellationToken) => RunAsync(business, PruneWork.Unlimited(cancellationToken));

    /// <summary>Removes what is no longer needed, while there is time.</summary>
    public async Task RunAsync(Business business, PruneWork work)
    {
        var cancellationToken = work.Stop;
        var blobs = new List<(SnapshotId Slot, int? Shard, string Name)>();
        await foreach (var blob in reports.ListAsync(ShardPaths.All(business.Id), cancellationToken))
        {
            if (SnapshotPaths.TryParse(blob.Name, ShardPaths.All(business.Id), out var slot, out _))
            {
                blobs.Add((slot, ShardPaths.TryParseRecord(blob.Name, business.Id, out _, out var shard) ? shard : null, blob.Name));
            }
        }

        // Asked for after the listing: what is not listed is not removed, and whoever wrote what is listed has asked for it before.
        var open = (await runs.OpenAsync(business.Id, cancellationToken)).Where(static run => run.Task.Function == RunTask.SnapshotReports).Select(static run => run.Slot).ToHashSet();
        var finished = blobs.Where(static blob => blob.Shard is not null).CountBy(static blob => blob.Slot)
            .Where(slot => slot.Value == business.Shards).Select(static slot => slot.Key).Order().ToList();
        if (finished.Count == 0)
        {
            return;
        }

        var store = new ShardStore(reports, business);
        var kept = open.Append(finished[^1]).ToHashSet();
        // What a slot starts from is settled, or will be when it is begun.
        var bases = new List<SnapshotId?> { await store.BaseAmongAsync(finished.AsEnumerable().Reverse(), cancellationToken) };
        foreach (var slot in open)
        {
            bases.Add(await PlannedBaseAsync(store, slot, cancellationToken)
                ?? await store.BaseAmongAsync(finished.Where(earlier => earlier < slot).Reverse(), cancellationToken));
        }

        kept.UnionWith(bases.OfType<SnapshotId>());

        var named = await NamedAsync(store, blobs.Where(blob => kept.Contains(blob.Slot)).Select(static blob => (blob.Slot, blob.Shard)), cancellationToken);
        var unneeded = blobs.Where(blob => blob.Slot <= finished[^1] && !kept.Contains(blob.Slot) && !named.Contains(blob.Name)).ToLookup(static blob => blob.Shard is not null, static blob => blob.Name);
        // Records before row files: a record says that its files are there.
        await work.BlobsAsync(reports, [.. unneeded[true]], Pruned.ShardFile);
        await work.BlobsAsync(reports, [.. unneeded[false]], Pruned.ShardFile);
    }

    /// <summary>What a slot starts from; null: that is not settled, or cannot be read.</summary>
    private static async Task<SnapshotId?> PlannedBaseAsync(ShardStore store, SnapshotId slot, CancellationToken cancellationToken)
    {
        try
        {
            return (await store.FindPlanAsync(slot, cancellationToken))?.Base;
        }
        catch (SnapshotException)
        {
            return null;
        }
    }

    /// <summary>What a shard's record says; null: it is not there, or cannot be read, and then nothing of its slot is removed.</summary>
    private static async Task<FinishedShard?> FindAsync(ShardStore store, SnapshotId slot, int shard, CancellationToken cancellationToken)
    {
        try
        {
            return await store.FindAsync(slot, shard, cancellationToken);
        }
        catch (SnapshotException)
        {
            return null;
        }
    }

    /// <summary>The row files that finished shards name.</summary>
    private static async Task<HashSet<string>> NamedAsync(ShardStore store, IEnumerable<(SnapshotId Slot, int? Shard)> blobs, CancellationToken cancellationToken)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (slot, shard) in blobs)
        {
            if (shard is { } number && await FindAsync(store, slot, number, cancellationToken) is { } found)
            {
                named.UnionWith(ShardStore.FilesOf(found));
            }
        }

        return named;
    }
}
