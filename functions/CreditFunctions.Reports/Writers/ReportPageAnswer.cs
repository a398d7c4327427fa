using CreditFunctions.Ledger;

namespace CreditFunctions.Reports;

/// <summary>A page of a report, ready to be written.</summary>
/// <param name="Query">What was asked.</param>
/// <param name="Page">The rows that answer it.</param>
/// <param name="AsOf">The instant they are of.</param>
/// <param name="Snapshot">The snapshot they were read from; null for rows computed live.</param>
/// <param name="NextCursor">What asks for the page after this one; null where there is none.</param>
public sealed record ReportPageAnswer(ReportQuery Query, ReportPageRows Page, Instant AsOf, SnapshotId? Snapshot, string? NextCursor);
