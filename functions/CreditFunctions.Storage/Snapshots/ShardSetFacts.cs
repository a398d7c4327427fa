using System.Security.Cryptography;
using System.Text;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>What is true of all shards of a slot together.</summary>
internal static class ShardSetFacts
{
    private const int DigestBytes = 12;

    /// <summary>The slot the shards are compared with; null: there was none.</summary>
    public static SnapshotId? Base(this ShardSet set) => set.Shards.Max(static shard => shard.Base);

    /// <summary>Are all shards compared with <see cref="Base"/>? One that is not opens at zero, and not where the snapshot before closed.</summary>
    public static bool OpensAtBase(this ShardSet set) => set.Base() is { } slot && set.Shards.All(shard => shard.Base == slot);

    /// <summary>Was everything read?</summary>
    public static bool IsFull(this ShardSet set) => set.Shards.All(shard => shard.FullAsOf == set.Slot);

    /// <summary>Since when no shard was read in full.</summary>
    public static Instant FullAsOf(this ShardSet set) => set.Shards.Min(static shard => shard.FullAsOf).Slot;

    /// <summary>When the first of them was begun.</summary>
    public static Instant StartedAt(this ShardSet set) => set.Shards.Min(static shard => shard.StartedAt);

    /// <summary>Names the folder of what is made from these shards, with those settings that files depend on and their names do not tell.</summary>
    public static string Digest(this ShardSet set, SnapshotSettings settings)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append($"{Manifest.CurrentSchema} {settings.Formats.Any(static form => form.HasByteOrderMark)}");
        foreach (var shard in set.Shards)
        {
            Append($"{shard.Record} {shard.Base} {shard.Accounts} {shard.Entries} {shard.Changes}");
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, DigestBytes));

        void Append(string part) => hash.AppendData(Encoding.UTF8.GetBytes(part + "\n"));
    }
}
