using System.Collections.Immutable;
using System.Text;

namespace CreditFunctions.Reports;

/// <summary>
/// Rows as JSON objects with a property for every column, in column order: amounts as decimal strings, integers as numbers, instants as RFC 3339 strings, an absent text as null. All of them
/// one array, or each a line of its own (NDJSON).
/// </summary>
public sealed class JsonFormat : RowFormat
{
    private readonly (ColumnKind Kind, int Ordinal, byte[] Name)[] cells;
    private readonly byte[] end;

    /// <summary>The form of those columns.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="aLine">A line a row, instead of one array.</param>
    public JsonFormat(ImmutableArray<ReportColumn> columns, bool aLine)
        : base(JsonText.MaxBytesPerByte, columns.Sum(column => column.Key.Length + CellBytes.MaxLength + "{\"\":\"\"".Length) + "}\n".Length)
    {
        // A name comes with the opening quote of a cell that always has one.
        cells = [.. columns.Select((column, at) => (
            column.Kind,
            column.Ordinal,
            Encoding.UTF8.GetBytes($"{(at == 0 ? '{' : ',')}\"{column.Key}\":{(column.Kind is ColumnKind.Amount or ColumnKind.Instant ? "\"" : "")}")))];
        end = aLine ? "}\n"u8.ToArray() : "}"u8.ToArray();
        (Begin, Between, End) = aLine ? (default, default, default) : ("["u8.ToArray(), ","u8.ToArray(), "]"u8.ToArray());
    }

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Begin { get; }

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Between { get; }

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> End { get; }

    /// <inheritdoc/>
    public override int Write(in Row row, Span<byte> output)
    {
        var at = 0;
        foreach (var (kind, ordinal, name) in cells)
        {
            name.CopyTo(output[at..]);
            at += name.Length;
            if (kind == ColumnKind.Text)
            {
                at += WriteText(row, ordinal, output[at..]);
                continue;
            }

            at += CellBytes.Write(kind, row.Number(ordinal), row.Precision, output[at..]);
            if (kind != ColumnKind.Integer)
            {
                output[at++] = (byte)'"';
            }
        }

        end.CopyTo(output[at..]);
        return at + end.Length;
    }

    private static int WriteText(in Row row, int ordinal, Span<byte> output)
    {
        if (row.IsAbsent(ordinal))
        {
            "null"u8.CopyTo(output);
            return "null"u8.Length;
        }

        output[0] = (byte)'"';
        var length = JsonText.Write(row.Text(ordinal), output[1..]);
        output[length + 1] = (byte)'"';
        return length + 2;
    }
}
