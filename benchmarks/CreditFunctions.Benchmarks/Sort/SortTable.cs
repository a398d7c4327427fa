using CreditFunctions.Reports;

namespace CreditFunctions.Benchmarks;

/// <summary>The table of the same columns in a database.</summary>
internal static class SortTable
{
    public static string Columns(string text, string instant) => string.Join(", ", CreditBalances.Definition.Columns.Select(column => column.Key + " " + column.Kind switch
    {
        ColumnKind.Text => text,
        ColumnKind.Integer => "BIGINT",
        ColumnKind.Amount => "DECIMAL(18,2)",
        _ => instant,
    }));
}
