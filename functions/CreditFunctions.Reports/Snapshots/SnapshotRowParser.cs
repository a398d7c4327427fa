using System.Text.Json;
using CreditFunctions.Ledger;

namespace CreditFunctions.Reports;

/// <summary>
/// Turns the parts of a JSON array of rows into <see cref="PackedRows"/>, token by token. It is strict: each row has every column, in column
/// order, and nothing else, since this program wrote it.
/// </summary>
internal sealed class SnapshotRowParser(PackedRows rows)
{
    private const int NoPrecision = -1;

    // Reading an amount needs one, and an instant has at most 32 characters.
    private const int MaxShortText = 32;

    private readonly ReportDefinition report = rows.Report;
    private JsonReaderState state;
    private byte[] scratch = new byte[1024];

    // The column whose cell comes next; the number of columns where a row is complete or none is begun.
    private int next = rows.Report.Columns.Length;
    private int precision;

    /// <summary>A row came that the rows had no room for; nothing more is to be parsed.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Parses what is complete of the next part and returns how many bytes of it that was; the rest must come again with the part after.</summary>
    /// <exception cref="JsonException">It is not JSON, or not rows of the report.</exception>
    /// <exception cref="InvalidOperationException">A text is not UTF-8.</exception>
    public int Parse(ReadOnlySpan<byte> json, bool isLast)
    {
        var reader = new Utf8JsonReader(json, isLast, state);
        while (!IsFull && reader.Read())
        {
            Take(ref reader);
        }

        state = reader.CurrentState;
        return (int)reader.BytesConsumed;
    }

    private void Take(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray or JsonTokenType.EndArray when reader.CurrentDepth == 0:
                break;
            case JsonTokenType.StartObject when reader.CurrentDepth == 1:
                IsFull = !rows.HasRoom;
                if (!IsFull)
                {
                    rows.BeginRow();
                    (next, precision) = (0, NoPrecision);
                }

                break;
            case JsonTokenType.PropertyName when next < report.Columns.Length && reader.ValueTextEquals(report.Columns[next].Key):
                break;
            case JsonTokenType.PropertyName:
                throw new JsonException($"'{reader.GetString()}' is not the column that comes next.");
            case JsonTokenType.EndObject when next == report.Columns.Length:
                rows.EndRow(precision);
                break;
            case JsonTokenType.Null or JsonTokenType.String or JsonTokenType.Number when reader.CurrentDepth == 2:
                SetCell(ref reader, report.Columns[next]);
                next++;
                break;
            default:
                throw new JsonException($"{reader.TokenType} stands where a row, a cell or the end must be.");
        }
    }

    private void SetCell(ref Utf8JsonReader reader, ReportColumn column)
    {
        switch (column.Kind, reader.TokenType)
        {
            case (ColumnKind.Text, JsonTokenType.Null):
                rows.SetAbsent(column.Ordinal);
                break;
            case (ColumnKind.Text, JsonTokenType.String):
                if (scratch.Length < reader.ValueSpan.Length)
                {
                    scratch = new byte[reader.ValueSpan.Length];
                }

                rows.SetText(column.Ordinal, scratch.AsSpan(0, reader.CopyString(scratch)));
                break;
            case (ColumnKind.Integer, JsonTokenType.Number) when reader.TryGetInt64(out var number):
                rows.SetNumber(column.Ordinal, number);
                break;
            case (ColumnKind.Amount, JsonTokenType.String) when reader.ValueSpan.Length <= MaxShortText:
                rows.SetNumber(column.Ordinal, ReadAmount(ref reader, column));
                break;
            case (ColumnKind.Instant, JsonTokenType.String) when reader.ValueSpan.Length <= MaxShortText:
                rows.SetNumber(column.Ordinal, ReadInstant(ref reader, column));
                break;
            default:
                throw new JsonException($"{reader.TokenType} cannot be a cell of {column.Key}.");
        }
    }

    private static long ReadInstant(ref Utf8JsonReader reader, ReportColumn column)
    {
        Span<char> text = stackalloc char[MaxShortText];
        return Instant.TryParse(text[..reader.CopyString(text)], out var instant)
            ? instant.Microseconds
            : throw new JsonException($"A cell of {column.Key} is not a time.");
    }

    // Amounts are written with all decimals of the row's unit: their number is the unit's precision.
    private long ReadAmount(ref Utf8JsonReader reader, ReportColumn column)
    {
        Span<char> buffer = stackalloc char[MaxShortText];
        ReadOnlySpan<char> text = buffer[..reader.CopyString(buffer)];
        var negative = text.StartsWith('-');
        text = negative ? text[1..] : text;
        var point = text.IndexOf('.');
        var decimals = point < 0 ? 0 : text.Length - point - 1;
        if (precision != NoPrecision && precision != decimals)
        {
            throw new JsonException($"The amounts of one row have {precision} and {decimals} decimals.");
        }

        precision = decimals;
        return Amount.TryParse(text, decimals, out var minor) == AmountParse.Read
            ? negative ? -minor : minor
            : throw new JsonException($"A cell of {column.Key} is not an amount.");
    }
}
