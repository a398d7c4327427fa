using System.Buffers;
using System.Collections.Immutable;
using System.Text;

namespace CreditFunctions.Reports;

/// <summary>
/// Rows as CSV (RFC 4180): UTF-8 without a byte order mark, CRLF after every line, amounts as exact decimals with all the unit's decimals,
/// instants as RFC 3339. An absent text is an empty cell, an empty one is <c>""</c>.
/// </summary>
public static class CsvRows
{
    /// <summary>Writes the header: the keys of the columns.</summary>
    public static void WriteHeader(IBufferWriter<byte> output, ImmutableArray<ReportColumn> columns)
    {
        foreach (var column in columns)
        {
            output.Write(column == columns[0] ? ""u8 : ","u8);
            CsvCell.Write(output, Encoding.UTF8.GetBytes(column.Key));
        }

        output.Write("\r\n"u8);
    }

    /// <summary>Writes one row.</summary>
    public static void WriteRow(IBufferWriter<byte> output, PackedRows rows, int row, ImmutableArray<ReportColumn> columns)
    {
        for (var at = 0; at < columns.Length; at++)
        {
            if (at > 0)
            {
                output.Write(","u8);
            }

            if (columns[at].Kind != ColumnKind.Text)
            {
                Advance(output, rows, row, columns[at]);
            }
            else if (rows.TextIds(columns[at])[row] is var id && id != TextArena.Absent)
            {
                CsvCell.Write(output, rows.Texts[id]);
            }
        }

        output.Write("\r\n"u8);
    }

    private static void Advance(IBufferWriter<byte> output, PackedRows rows, int row, ReportColumn column) =>
        output.Advance(CellText.Format(rows, row, column, output.GetSpan(CellText.MaxLength)));
}
