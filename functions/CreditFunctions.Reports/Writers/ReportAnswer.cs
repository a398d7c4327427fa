using CreditFunctions.Ledger;

namespace CreditFunctions.Reports;

/// <summary>A page of a report, ready to be written.</summary>
/// <param name="Query">What was asked.</param>
/// <param name="Rows">The rows the page is cut from.</param>
/// <param name="Page">What <see cref="ReportExecution.Run"/> made of the two.</param>
/// <param name="AsOf">The instant the rows are of.</param>
/// <param name="Snapshot">The snapshot the rows were read from; null for rows computed live.</param>
public sealed record ReportAnswer(ReportQuery Query, PackedRows Rows, ReportPage Page, Instant AsOf, SnapshotId? Snapshot);
