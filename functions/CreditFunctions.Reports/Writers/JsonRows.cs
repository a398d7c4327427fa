using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CreditFunctions.Reports;

/// <summary>
/// Rows as JSON objects with a property for every column, in column order: amounts as decimal strings, integers as numbers, instants as
/// RFC 3339 strings, an absent text as null.
/// </summary>
internal sealed class JsonRows
{
    /// <summary>For every JSON writer of reports: nothing of it is embedded in HTML, so names keep their letters and stay small.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ImmutableArray<ReportColumn> columns;
    private readonly JsonEncodedText[] names;

    public JsonRows(ImmutableArray<ReportColumn> columns)
    {
        this.columns = columns;
        names = [.. columns.Select(column => JsonEncodedText.Encode(column.Key))];
    }

    public void WriteRow(Utf8JsonWriter json, PackedRows rows, int row)
    {
        Span<byte> cell = stackalloc byte[CellText.MaxLength];
        json.WriteStartObject();
        for (var at = 0; at < names.Length; at++)
        {
            var column = columns[at];
            if (column.Kind == ColumnKind.Integer)
            {
                json.WriteNumber(names[at], rows.Numbers(column)[row]);
            }
            else if (column.Kind != ColumnKind.Text)
            {
                json.WriteString(names[at], cell[..CellText.Format(rows, row, column, cell)]);
            }
            else if (rows.TextIds(column)[row] is var id && id == TextArena.Absent)
            {
                json.WriteNull(names[at]);
            }
            else
            {
                json.WriteString(names[at], rows.Texts[id]);
            }
        }

        json.WriteEndObject();
    }
}
