using System.Globalization;
using CreditFunctions.Ledger;

namespace CreditFunctions.Reports;

/// <summary>Numbers, amounts and instants as text, the same in every format.</summary>
internal static class CellText
{
    /// <summary>The longest such text, an instant: 2026-11-21T02:00:00.000001Z.</summary>
    public const int MaxLength = 27;

    /// <summary>Writes the cell, which is not of a text column, and returns its length.</summary>
    public static int Format(PackedRows rows, int row, ReportColumn column, Span<byte> utf8)
    {
        var value = rows.Numbers(column)[row];
        int written;
        var fits = column.Kind switch
        {
            ColumnKind.Integer => value.TryFormat(utf8, out written, provider: CultureInfo.InvariantCulture),
            ColumnKind.Amount => Amount.TryFormat(value, rows.Precisions[row], utf8, out written),
            ColumnKind.Instant => Instant.FromMicroseconds(value).TryFormat(utf8, out written),
            _ => throw new ArgumentException($"Column {column.Key} holds texts.", nameof(column)),
        };
        return fits ? written : throw new ArgumentException($"{MaxLength} bytes are needed.", nameof(utf8));
    }
}
