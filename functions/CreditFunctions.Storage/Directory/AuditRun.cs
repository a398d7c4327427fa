using CreditFunctions.Ledger;
using CreditFunctions.Reports;

namespace CreditFunctions.Storage.Directory;

/// <summary>One audit that is to be, or was, made of all accounts of a business. There is one a business and slot, however often it was asked for.</summary>
/// <param name="Business">Whose accounts.</param>
/// <param name="Slot">When it was to begin, in whole seconds; its id is written as a snapshot's is.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Attempts">How often it was begun since it last got on.</param>
/// <param name="RequestedAt">When it was first asked for.</param>
/// <param name="EndedAt">When it was done or given up.</param>
/// <param name="ShardsDone">How many shards are done, from the first: whoever goes on begins with the next.</param>
/// <param name="Accounts">How many accounts those have.</param>
/// <param name="Entries">How many entries those have.</param>
/// <param name="Findings">How many rows of those are not what they must be.</param>
/// <param name="Error">What went wrong last.</param>
public sealed record AuditRun(
    string Business, SnapshotId Slot, RunState State, int Attempts, Instant RequestedAt, Instant? EndedAt, int ShardsDone, long Accounts, long Entries, long Findings, string? Error)
{
    /// <summary>How often an audit is begun without getting on before it is given up.</summary>
    public const int MaxAttempts = ReportRun.MaxAttempts;

    /// <summary>One that was asked for and has not begun.</summary>
    public static AuditRun Requested(string business, SnapshotId slot, Instant now) => new(business, slot, RunState.Open, 0, now, null, 0, 0, 0, 0, null);
}
