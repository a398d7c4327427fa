using System.Buffers;
using System.Collections.Immutable;

namespace CreditFunctions.Reports;

/// <summary>Answers a query from rows in memory: filter, then sort, then page.</summary>
public static class ReportExecution
{
    /// <summary>The page that is asked for. The order is total, so pages of one set of rows never overlap or miss a row.</summary>
    /// <exception cref="ArgumentException">The rows are another report's.</exception>
    public static ReportPage Run(PackedRows rows, ReportQuery query)
    {
        if (rows.Report != query.Report)
        {
            throw new ArgumentException($"Rows of {rows.Report} cannot answer a query of {query.Report}.", nameof(rows));
        }

        // Rented: at 200,000 rows it is 800 KB, which would go to the large object heap with every request.
        var rented = ArrayPool<int>.Shared.Rent(rows.Count);
        try
        {
            var matching = rented.AsSpan(0, RowFilter.Collect(rows, query.Filter, rented));
            var from = Math.Min(query.Offset, matching.Length);
            var to = (int)Math.Min((long)query.Offset + query.Limit, matching.Length);
            PartialSort.Arrange(matching, from, to, new RowComparer(rows, query.Sort));
            return new ReportPage(matching.Length, [.. matching[from..to]]);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rented);
        }
    }

    /// <summary>All rows in the report's own order, as files have them.</summary>
    public static ImmutableArray<int> DefaultOrder(PackedRows rows) =>
        Run(rows, new ReportQuery(rows.Report) { Limit = int.MaxValue }).Rows;
}
