using System.Collections.Immutable;

namespace CreditFunctions.Reports;

/// <summary>One page of a report's rows.</summary>
/// <param name="Total">Rows that match the filter, on all pages; exact.</param>
/// <param name="Rows">Indexes into the <see cref="PackedRows"/>, in the order asked for.</param>
public readonly record struct ReportPage(int Total, ImmutableArray<int> Rows);
