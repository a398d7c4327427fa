using System.Collections.Immutable;
using CreditFunctions.Ledger;

namespace CreditFunctions.Reports;

/// <summary>All rows of a snapshot in ascending order of one column.</summary>
/// <param name="Column">The column; where it is equal the natural key decides, ascending.</param>
/// <param name="File">The rows.</param>
public sealed record IndexedRows(ReportColumn Column, RowFileReader File);

/// <summary>The rows of a report at one instant: a snapshot's, in as many orders as it has indexes, or some in memory.</summary>
/// <param name="Report">The report.</param>
/// <param name="AsOf">The instant.</param>
/// <param name="Snapshot">The snapshot they are of; null: they were computed just now.</param>
/// <param name="Rows">How many there are.</param>
/// <param name="Indexes">The orders there are; the first is read where none serves. None: the rows are in <paramref name="Live"/>.</param>
/// <param name="Live">Rows in memory, in any order.</param>
public sealed record ReportData(
    ReportDefinition Report, Instant AsOf, SnapshotId? Snapshot, long Rows, ImmutableArray<IndexedRows> Indexes, IReadOnlyList<RowBatch> Live);
