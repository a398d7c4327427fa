using CreditFunctions.Ledger;
using CreditFunctions.Reports;

namespace CreditFunctions.Storage.Runs;

/// <summary>Where a run stands.</summary>
public enum RunState
{
    /// <summary>Asked for, or begun and not ended: whoever comes next takes it on.</summary>
    Open,

    /// <summary>Its effect is there.</summary>
    Done,

    /// <summary>Given up after <see cref="Run.MaxAttempts"/> attempts; asked for again by hand, it is open again.</summary>
    Failed,
}

/// <summary>What a run of a report makes, in this order.</summary>
public enum RunPhase
{
    /// <summary>The shards' rows, from Table Storage.</summary>
    Shards,

    /// <summary>The check of what moved against the snapshot before.</summary>
    RollForward,

    /// <summary>All rows in order of each indexed column.</summary>
    Pages,

    /// <summary>The files for people.</summary>
    Files,

    /// <summary>The manifest, and what comes after it: the newest snapshot is pointed to, and what is no longer needed is removed.</summary>
    Manifest,
}

/// <summary>How far an audit is: whoever goes on begins with the next shard.</summary>
/// <param name="ShardsDone">How many shards are done, from the first.</param>
/// <param name="Accounts">How many accounts those have.</param>
/// <param name="Entries">How many entries those have.</param>
public readonly record struct AuditCounts(int ShardsDone, long Accounts, long Entries);

/// <summary>Who asked for a run first.</summary>
public enum RunOrigin
{
    /// <summary>The schedule, when it was due.</summary>
    Schedule,

    /// <summary>A later event found that nobody had.</summary>
    Missed,

    /// <summary>Somebody with a key.</summary>
    Hand,
}

/// <summary>
/// The effect of one slot for one business: there is one run a business, task and slot, however often, late, by whom and on how many instances it was asked for, and it ends once.
/// </summary>
/// <param name="Business">For whom.</param>
/// <param name="Task">What it does.</param>
/// <param name="Slot">The instant it belongs to, in whole seconds.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Attempts">How often it was begun since it last got on.</param>
/// <param name="RequestedAt">When it was first asked for.</param>
public sealed record Run(string Business, RunTask Task, SnapshotId Slot, RunState State, int Attempts, Instant RequestedAt)
{
    /// <summary>How often a run is begun without getting on before it is given up.</summary>
    public const int MaxAttempts = 12;

    /// <summary>How often all of a run is tried without getting on before it is done in part, where only some of it cannot be done: the next run tries that again.</summary>
    public const int MaxPartAttempts = 3;

    /// <summary>One that was asked for and has not begun.</summary>
    public static Run Requested(string business, RunTask task, SnapshotId slot, Instant now) => new(business, task, slot, RunState.Open, 0, now);

    /// <summary>Who asked for it first; of one that had ended and was asked for again by hand, that.</summary>
    public RunOrigin Origin { get; init; }

    /// <summary>When it was first begun.</summary>
    public Instant? StartedAt { get; init; }

    /// <summary>When it was done or given up.</summary>
    public Instant? EndedAt { get; init; }

    /// <summary>In how many pieces it was worked on.</summary>
    public int Pieces { get; init; }

    /// <summary>How long it was worked on, in all its pieces.</summary>
    public TimeSpan Worked { get; init; }

    /// <summary>Which process works on it, or did last; null before it was begun.</summary>
    public string? Holder { get; init; }

    /// <summary>How far it is, for people, such as <c>shards 5 of 16</c>.</summary>
    public string? Progress { get; init; }

    /// <summary>What it came to, for people, such as <c>2,234 rows</c>.</summary>
    public string? Outcome { get; init; }

    /// <summary>How many things it could not do though it is done: accounts that could not be settled, damaged rows. Above 0 it is done in part.</summary>
    public long Failures { get; init; }

    /// <summary>The later slot whose run did what this one was to do; null: it did so itself.</summary>
    public SnapshotId? CoveredBy { get; init; }

    /// <summary>What went wrong last.</summary>
    public string? Error { get; init; }

    /// <summary>Of a report: is everything to be read, whatever earlier snapshots there are?</summary>
    public bool IsFull { get; init; }

    /// <summary>Of a report: what is being made, or was when it was last heard of; null before it was begun, and when it is done.</summary>
    public RunPhase? Phase { get; init; }

    /// <summary>Of an audit: how far it is; the damaged rows it has found are <see cref="Failures"/>.</summary>
    public AuditCounts Audited { get; init; }

    /// <summary>Of <c>ExpireCredits</c>: how many accounts were settled.</summary>
    public long Settled { get; init; }

    /// <summary>The version of the row it was read from or written as; null: it was not stored yet.</summary>
    public string? ETag { get; init; }
}
