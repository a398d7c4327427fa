using System.Collections.Immutable;
using System.Text;

namespace CreditFunctions.Reports;

/// <summary>
/// Rows as CSV (RFC 4180): a header of the columns' keys, CRLF after every line, amounts as exact decimals with all the unit's decimals, instants as RFC 3339. An absent text is an empty
/// cell, an empty one is <c>""</c>; one that a spreadsheet would run as a formula is defused (<see cref="CsvCell"/>), a number never is.
/// </summary>
public sealed class CsvFormat : RowFormat
{
    /// <summary>What tells programs for spreadsheets that a file is UTF-8.</summary>
    public static readonly ReadOnlyMemory<byte> ByteOrderMark = new byte[] { 0xEF, 0xBB, 0xBF };

    private readonly (ColumnKind Kind, int Ordinal)[] cells;

    /// <summary>The form of those columns.</summary>
    public CsvFormat(ImmutableArray<ReportColumn> columns)
        : base(CsvCell.MaxBytesPerByte, columns.Length * (CellBytes.MaxLength + CsvCell.QuoteBytes + 2))
    {
        cells = [.. columns.Select(column => (column.Kind, column.Ordinal))];
        Begin = Encoding.UTF8.GetBytes(string.Join(',', columns.Select(column => column.Key)) + "\r\n");
    }

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Begin { get; }

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Between => default;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> End => default;

    /// <inheritdoc/>
    public override int Write(in Row row, Span<byte> output)
    {
        var at = 0;
        foreach (var (kind, ordinal) in cells)
        {
            if (kind != ColumnKind.Text)
            {
                at += CellBytes.Write(kind, row.Number(ordinal), row.Precision, output[at..]);
            }
            else if (!row.IsAbsent(ordinal))
            {
                at += CsvCell.Write(row.Text(ordinal), output[at..]);
            }

            output[at++] = (byte)',';
        }

        output[at - 1] = (byte)'\r';
        output[at] = (byte)'\n';
        return at + 1;
    }
}
