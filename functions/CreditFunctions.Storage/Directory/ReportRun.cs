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

/// <summary>One snapshot that is to be, or was, made. There is one run a business, report and slot, however often it was asked for.</summary>
/// <param name="Business">Whose report.</param>
/// <param name="Report">Its key.</param>
/// <param name="Slot">The instant it is exact as of, in whole seconds.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Attempts">How often it was begun.</param>
/// <param name="RequestedAt">When it was first asked for.</param>
/// <param name="EndedAt">When it was done or given up.</param>
/// <param name="Error">What went wrong last.</param>
public sealed record ReportRun(
    string Business, string Report, SnapshotId Slot, RunState State, int Attempts, Instant RequestedAt, Instant? EndedAt, string? Error)
{
    /// <summary>How often a run is begun before it is given up.</summary>
    public const int MaxAttempts = 12;
}
