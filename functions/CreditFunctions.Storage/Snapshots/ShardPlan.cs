using CreditFunctions.Ledger;
using CreditFunctions.Reports;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>What all shards of a slot are made by, whoever makes them and when: it is written first, and once.</summary>
/// <param name="Base">The slot they are compared with and, unless all is read, start from; null: there was none.</param>
/// <param name="IsFull">Is all read?</param>
/// <param name="Since">Entries created before are left out.</param>
internal sealed record ShardPlan(SnapshotId? Base, bool IsFull, Instant Since);
