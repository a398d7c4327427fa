using CreditFunctions.Reports;
using CreditFunctions.Storage.Queues;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>
/// Hands the shards of a large slot to whichever instances are there: a message a shard. Nothing depends on it: a shard that nobody takes is made by the one who handed it out, and one that is taken twice is made once.
/// </summary>
/// <param name="queue">The queue <see cref="StoreNames.Shards"/>.</param>
/// <param name="fromRows">From how many rows of a slot on, accounts and entries; 0: always.</param>
public sealed class ShardHandOut(IQueue queue, long fromRows)
{
    /// <summary>Is a slot so large, by what is finished of it?</summary>
    internal bool IsDue(IReadOnlyCollection<FinishedShard?> shards)
    {
        var finished = shards.OfType<FinishedShard>().ToList();
        return fromRows == 0 || (finished.Count > 0 && finished.Sum(Rows) * (Int128)shards.Count / finished.Count >= fromRows);
    }

    /// <summary>Sends the messages, the last shard's first: whoever hands them out begins at the front.</summary>
    /// <exception cref="StorageException">Not all could be sent.</exception>
    internal async Task SendAsync(string business, SnapshotId slot, IEnumerable<int> shards, CancellationToken cancellationToken)
    {
        foreach (var shard in shards.OrderDescending())
        {
            await queue.SendAsync(new ShardMessage(business, slot, shard).ToJson(), TimeSpan.Zero, cancellationToken);
        }
    }

    private static long Rows(FinishedShard shard) => shard.Accounts.Rows + shard.Entries.Rows;
}
