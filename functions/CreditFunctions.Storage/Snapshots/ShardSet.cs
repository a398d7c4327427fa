using System.Collections.Immutable;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>A shard as of a slot, finished. The names of its row files are whole blob names: an unchanged shard's are those of an earlier slot.</summary>
/// <param name="Record">What was scanned, for the manifest.</param>
/// <param name="StartedAt">When its scan began.</param>
/// <param name="Base">The slot its scan started from; null: it was read in full.</param>
/// <param name="FullAsOf">The slot it was last read in full at: its own, or one before.</param>
/// <param name="Since">Entries created before are left out.</param>
/// <param name="Accounts">Rows of <see cref="ShardAccounts"/>.</param>
/// <param name="Entries">Rows of <see cref="ShardEntries"/>.</param>
/// <param name="Changes">Rows of <c>ShardChanges</c>: accounts that are new or moved since <paramref name="Base"/>; null without a base to compare with.</param>
/// <param name="Flows">What moved since the base, by unit; without one, since the beginning.</param>
/// <param name="RowsRead">Rows read from Table Storage.</param>
/// <param name="RequestsMade">Requests made to Table Storage.</param>
public sealed record FinishedShard(
    ShardRecord Record, Instant StartedAt, SnapshotId? Base, SnapshotId FullAsOf, Instant Since, RowFileInfo Accounts, RowFileInfo Entries, RowFileInfo? Changes,
    ImmutableArray<UnitFlows> Flows, long RowsRead, long RequestsMade)
{
    /// <summary>Why it was read in full though there was a base that it could have started from; null: it was not, or all were asked to be.</summary>
    public string? Reason { get; init; }

    /// <summary>When the oldest of its entries was created; <see cref="Instant.Max"/>: there are none.</summary>
    public Instant OldestEntry { get; init; }

    /// <summary>The least <see cref="ShardAccounts.NextDue"/> of its accounts; <see cref="Instant.Max"/>: there are none, or nothing ever comes due.</summary>
    public Instant NextDue { get; init; }
}

/// <summary>All shards of a business as of a slot: what every report of the slot is made from.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="Shards">One a shard, in order.</param>
public sealed record ShardSet(SnapshotId Slot, ImmutableArray<FinishedShard> Shards);
