using CreditFunctions.Ledger;
using CreditFunctions.Reports;

namespace CreditFunctions.Storage.Directory;

/// <summary>Where a run stands.</summary>
public enum RunState
{
    /// <summary>Asked for, or begun and not ended: whoever comes next takes it on.</summary>
    Open,

    /// <summary>Its snapshot is there.</summary>
    Done,

    /// <summary>Given up after <see cref="ReportRun.MaxAttempts"/> attempts.</summary>
    Failed,
}

/// <summary>What a run makes, in this order.</summary>
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

/// <summary>One snapshot that is to be, or was, made. There is one run a business, report and slot, however often it was asked for.</summary>
/// <param name="Business">Whose report.</param>
/// <param name="Report">Its key.</param>
/// <param name="Slot">The instant it is exact as of, in whole seconds.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Attempts">How often it was begun since it last got on.</param>
/// <param name="RequestedAt">When it was first asked for.</param>
/// <param name="EndedAt">When it was done or given up.</param>
/// <param name="Error">What went wrong last.</param>
public sealed record ReportRun(
    string Business, string Report, SnapshotId Slot, RunState State, int Attempts, Instant RequestedAt, Instant? EndedAt, string? Error)
{
    /// <summary>How often a run is begun without getting on before it is given up.</summary>
    public const int MaxAttempts = 12;

    /// <summary>Is everything to be read, whatever earlier snapshots there are?</summary>
    public bool IsFull { get; init; }

    /// <summary>What is being made, or was when it was last heard of; null before it was begun.</summary>
    public RunPhase? Phase { get; init; }

    /// <summary>The version of the row it was read from or written as; null: it was not stored yet.</summary>
    public string? ETag { get; init; }

    /// <summary>How far that is, for people, such as <c>shards 5 of 16</c>.</summary>
    public string? Progress { get; init; }
}
