using CreditFunctions.Reports;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>Hears of shards what their records do not say.</summary>
/// <param name="Made">A shard was made by this process.</param>
/// <param name="HandedOut">So many shards of a business's slot were handed to whoever is there.</param>
/// <param name="NotHandedOut">What kept shards from being handed out; this process makes what nobody else does.</param>
public sealed record ShardNotes(Action<ShardMessage> Made, Action<string, SnapshotId, int> HandedOut, Action<string, SnapshotId, StorageException> NotHandedOut)
{
    /// <summary>Nobody listens.</summary>
    public static ShardNotes None { get; } = new(static _ => { }, static (_, _, _) => { }, static (_, _, _) => { });
}
