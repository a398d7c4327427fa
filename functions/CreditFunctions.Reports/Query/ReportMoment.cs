using CreditFunctions.Ledger;

namespace CreditFunctions.Reports;

/// <summary>Which rows of a report are asked: those there are now, live or of the latest snapshot, or those of one instant.</summary>
/// <param name="OfSnapshot">Rows of a snapshot are asked, not live ones.</param>
/// <param name="At">The instant: the snapshot's slot, or that of live rows. Null: the latest.</param>
public readonly record struct ReportMoment(bool OfSnapshot, Instant? At)
{
    /// <summary>Live rows or the latest snapshot's, as it comes.</summary>
    public static readonly ReportMoment Any;

    /// <summary>The rows of the latest snapshot.</summary>
    public static readonly ReportMoment LatestSnapshot = new(true, null);

    /// <summary>The rows of that snapshot; null: it is not one snapshot that is asked.</summary>
    public SnapshotId? Snapshot => OfSnapshot && At is { } slot ? new SnapshotId(slot) : null;

    /// <summary>The instant live rows are asked as of; null: live rows of one instant are not asked.</summary>
    public Instant? LiveAsOf => OfSnapshot ? null : At;
}
