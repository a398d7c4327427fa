using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>Finished shards in the container <c>reports</c>: a shard is finished when its record is there.</summary>
internal sealed class ShardStore(IBlobContainer reports, Business business)
{
    private const int MaxRecordBytes = 4 * 1024 * 1024;
    private static readonly BlobHeaders Json = new("application/json");

    /// <summary>The container.</summary>
    public IBlobContainer Container => reports;

    /// <summary>A shard's record; null if it is not finished.</summary>
    /// <exception cref="SnapshotException">There is one that cannot be read.</exception>
    public async Task<FinishedShard?> FindAsync(SnapshotId slot, int shard, CancellationToken cancellationToken)
    {
        var name = ShardPaths.Record(business.Id, slot, shard);
        return await ReadAsync(name, cancellationToken) is { } json ? ShardJson.ReadShard(name, json) : null;
    }

    /// <summary>Finishes a shard, unless another has: false.</summary>
    public async Task<bool> TryFinishAsync(SnapshotId slot, int shard, FinishedShard finished, CancellationToken cancellationToken) =>
        (await reports.PutAsync(ShardPaths.Record(business.Id, slot, shard), ShardJson.Write(finished), Json, BlobCondition.Absent, cancellationToken)).Written;

    /// <summary>The shards of a slot that are finished.</summary>
    public async Task<IReadOnlySet<int>> FinishedOfAsync(SnapshotId slot, CancellationToken cancellationToken)
    {
        var finished = new HashSet<int>();
        await foreach (var blob in reports.ListAsync(ShardPaths.Slot(business.Id, slot), cancellationToken))
        {
            _ = ShardPaths.TryParseRecord(blob.Name, business.Id, out _, out var shard) && finished.Add(shard);
        }

        return finished;
    }

    /// <summary>What the shards of a slot are made by, if that is settled already; null: it is not.</summary>
    /// <exception cref="SnapshotException">There is a plan that cannot be read.</exception>
    public async Task<ShardPlan?> FindPlanAsync(SnapshotId slot, CancellationToken cancellationToken)
    {
        var name = ShardPaths.Plan(business.Id, slot);
        return await ReadAsync(name, cancellationToken) is { } json ? ShardJson.ReadPlan(name, json) : null;
    }

    /// <summary>What the shards of a slot are made by: what was said first stays.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="isFull">Is all read?</param>
    /// <param name="isAnew">Is it compared with the newest slot before though that has no snapshot?</param>
    /// <param name="since">Entries created before are left out.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <exception cref="SnapshotException">There is a plan that cannot be read.</exception>
    public async Task<ShardPlan> PlanAsync(SnapshotId slot, bool isFull, bool isAnew, Instant since, CancellationToken cancellationToken)
    {
        if (await FindPlanAsync(slot, cancellationToken) is { } earlier)
        {
            return earlier;
        }

        var plan = new ShardPlan(await BaseBeforeAsync(slot, isAnew, cancellationToken), isFull, since);
        return (await reports.PutAsync(ShardPaths.Plan(business.Id, slot), ShardJson.Write(plan), Json, BlobCondition.Absent, cancellationToken)).Written
            ? plan
            : await FindPlanAsync(slot, cancellationToken) ?? throw new StorageException("A plan came and went.", false);
    }

    /// <summary>Has a report a snapshot of the slot? Then what its shards say agreed with the snapshot before.</summary>
    public async Task<bool> HasSnapshotAsync(SnapshotId slot, CancellationToken cancellationToken) => await SnapshotsAsync(slot, cancellationToken) > 0;

    /// <summary>
    /// Which of some finished slots another may start from: the newest that every report has a snapshot of, so that each can say what changed since its own last; if there is none, the newest that any
    /// report has. One without a snapshot may disagree with the one before it: either nobody has checked, or it was found so.
    /// </summary>
    /// <param name="newestFirst">The slots.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public async Task<SnapshotId?> BaseAmongAsync(IEnumerable<SnapshotId> newestFirst, CancellationToken cancellationToken)
    {
        SnapshotId? newestOfAny = null;
        foreach (var slot in newestFirst)
        {
            var snapshots = await SnapshotsAsync(slot, cancellationToken);
            if (snapshots == ReportCatalogue.All.Length)
            {
                return slot;
            }

            newestOfAny ??= snapshots > 0 ? slot : null;
        }

        return newestOfAny;
    }

    /// <summary>The slots before one whose shards are all finished, newest first.</summary>
    public async Task<IReadOnlyList<SnapshotId>> FinishedBeforeAsync(SnapshotId slot, CancellationToken cancellationToken)
    {
        var finished = new SortedDictionary<SnapshotId, int>();
        await foreach (var blob in reports.ListAsync(ShardPaths.All(business.Id), cancellationToken))
        {
            if (ShardPaths.TryParseRecord(blob.Name, business.Id, out var of, out _) && of < slot)
            {
                finished[of] = finished.GetValueOrDefault(of) + 1;
            }
        }

        return [.. finished.Where(of => of.Value == business.Shards).Select(static of => of.Key).Reverse()];
    }

    /// <summary>Removes a record that cannot be read, or the records, of whatever slots, that name a row file: their shards are made again, and nobody starts from these. False: there is none.</summary>
    public async Task<bool> ForgetAsync(string file, CancellationToken cancellationToken)
    {
        var isNamed = false;
        await foreach (var blob in reports.ListAsync(ShardPaths.All(business.Id), cancellationToken))
        {
            if (ShardPaths.TryParseRecord(blob.Name, business.Id, out var slot, out var shard) && await NamesAsync(slot, shard, file, cancellationToken))
            {
                isNamed |= await reports.DeleteAsync(blob.Name, cancellationToken);
            }
        }

        return isNamed;
    }

    /// <summary>Does a shard's record name a file, or is it the file and cannot be read?</summary>
    private async Task<bool> NamesAsync(SnapshotId slot, int shard, string file, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(slot, shard, cancellationToken) is { } found && FilesOf(found).Contains(file, StringComparer.Ordinal);
        }
        catch (SnapshotException unreadable)
        {
            return unreadable.File == file;
        }
    }

    /// <summary>Removes files of a slot, all of whose shards are finished, that none of them names: those of whoever was not the first, or did not come to the end.</summary>
    public async Task SweepAsync(SnapshotId slot, IEnumerable<FinishedShard> shards, CancellationToken cancellationToken)
    {
        var named = shards.SelectMany(FilesOf).ToHashSet(StringComparer.Ordinal);
        await foreach (var blob in reports.ListAsync(ShardPaths.Slot(business.Id, slot), cancellationToken))
        {
            if (blob.Name.EndsWith(".rows", StringComparison.Ordinal) && !named.Contains(blob.Name))
            {
                await reports.DeleteAsync(blob.Name, cancellationToken);
            }
        }
    }

    private async Task<SnapshotId?> BaseBeforeAsync(SnapshotId slot, bool isAnew, CancellationToken cancellationToken)
    {
        var finished = await FinishedBeforeAsync(slot, cancellationToken);
        return !isAnew ? await BaseAmongAsync(finished, cancellationToken) : finished is [var newest, ..] ? newest : null;
    }

    /// <summary>How many reports have a snapshot of a slot.</summary>
    private async Task<int> SnapshotsAsync(SnapshotId slot, CancellationToken cancellationToken)
    {
        var snapshots = 0;
        foreach (var report in ReportCatalogue.All)
        {
            snapshots += await reports.GetPropertiesAsync(SnapshotPaths.Manifest(business.Id, report.Key, slot), cancellationToken) is null ? 0 : 1;
        }

        return snapshots;
    }

    private async Task<byte[]?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        await using var download = await reports.GetAsync(name, null, cancellationToken);
        if (download is null)
        {
            return null;
        }

        if (download.Properties.Length > MaxRecordBytes)
        {
            throw new SnapshotException(name, $"has {download.Properties.Length} bytes; at most {MaxRecordBytes} are read.");
        }

        var bytes = new byte[download.Properties.Length];
        await download.Content.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    /// <summary>The row files of a shard.</summary>
    public static IEnumerable<string> FilesOf(FinishedShard shard) =>
        new[] { shard.Accounts, shard.Entries, shard.Changes }.OfType<RowFileInfo>().Select(file => file.Name);
}
