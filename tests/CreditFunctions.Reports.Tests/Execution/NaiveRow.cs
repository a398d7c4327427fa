using System.Numerics;

namespace CreditFunctions.Reports.Tests;

/// <summary>A row, and its cells as values that compare: texts (an absent one is empty), and numbers, an amount in units of 10^-10.</summary>
internal sealed record NaiveRow(byte[] Bytes, int Precision, IReadOnlyDictionary<string, object> Cells)
{
    public static NaiveRow Of(ReportDefinition report, byte[] bytes)
    {
        var row = new Row(bytes, report, stackalloc long[Row.MaxColumns]);
        var cells = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var column in report.Columns)
        {
            cells.Add(column.Key, column.Kind switch
            {
                ColumnKind.Text => row.String(column.Ordinal) ?? "",
                ColumnKind.Amount => row.Number(column.Ordinal) * BigInteger.Pow(10, 10 - row.Precision),
                _ => (BigInteger)row.Number(column.Ordinal),
            });
        }

        return new(bytes, row.Precision, cells);
    }
}
