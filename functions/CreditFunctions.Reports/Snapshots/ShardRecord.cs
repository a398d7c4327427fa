namespace CreditFunctions.Reports;

/// <summary>What of one shard went into a snapshot; two snapshots of one instant have equal records, unless what had come due by then was written down between them.</summary>
/// <param name="Shard">The shard, in two lower-case hex digits.</param>
/// <param name="Accounts">Accounts scanned.</param>
/// <param name="Digest">What <see cref="ShardDigest"/> made of them, in 64 lower-case hex digits.</param>
public sealed record ShardRecord(string Shard, long Accounts, string Digest);
