using System.Buffers;
using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CreditFunctions.Reports;

/// <summary>Writes pages, a part at a time: what waits in memory stays near <see cref="FlushBytes"/> however large the page.</summary>
public static class PageWriter
{
    /// <summary>Bytes that may wait before they are sent on (32 KiB).</summary>
    public const int FlushBytes = 32 * 1024;

    // Nothing of it is embedded in HTML, so names keep their letters and stay small.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>
    /// Writes the page in the format its query asks for (<see cref="ReportContentTypes.Of"/>) and flushes it: JSON with what is known of the columns and the paging, CSV and NDJSON the rows
    /// alone. Writing stops quietly where the reader has gone. A stream is written to through <see cref="PipeWriter.Create(Stream, StreamPipeWriterOptions)"/>.
    /// </summary>
    public static async ValueTask WriteAsync(PipeWriter output, ReportPageAnswer answer, CancellationToken cancellationToken)
    {
        var format = RowFormat.Of(answer.Query.Format, answer.Query.Columns);
        var isEnveloped = answer.Query.Format == ReportFormat.Json;
        if (isEnveloped)
        {
            WriteHead(output, answer);
        }

        output.Write(format.Begin.Span);
        for (var next = 0; next < answer.Page.Rows.Count;)
        {
            next = Fill(output, format, answer, next);
            if (output.UnflushedBytes >= FlushBytes && (await output.FlushAsync(cancellationToken)).IsCompleted)
            {
                return;
            }
        }

        output.Write(format.End.Span);
        output.Write(isEnveloped ? "}"u8 : ""u8);
        await output.FlushAsync(cancellationToken);
    }

    /// <summary>Writes rows until enough wait and returns which comes next.</summary>
    private static int Fill(PipeWriter output, RowFormat format, ReportPageAnswer answer, int next)
    {
        var rows = answer.Page.Rows;
        Span<long> cells = stackalloc long[Row.MaxColumns];
        do
        {
            if (next > 0)
            {
                output.Write(format.Between.Span);
            }

            format.Write(new Row(rows[next++], answer.Query.Report, cells), output);
        }
        while (next < rows.Count && output.UnflushedBytes < FlushBytes);
        return next;
    }

    /// <summary>The envelope up to where the array of rows begins.</summary>
    private static void WriteHead(PipeWriter output, ReportPageAnswer answer)
    {
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteString("report"u8, answer.Query.Report.Key);
        json.WriteString("as_of"u8, answer.AsOf.ToString());
        json.WriteString("source"u8, answer.Snapshot is null ? "live"u8 : "snapshot"u8);
        json.WriteString("snapshot"u8, answer.Snapshot?.ToString());
        json.WriteNumber("total"u8, answer.Page.Total);
        json.WriteNumber("limit"u8, answer.Query.Limit);
        json.WriteNumber("offset"u8, answer.Query.Offset);
        json.WriteString("plan"u8, answer.Page.Plan == ReportPlan.Index ? "index"u8 : "scan"u8);
        json.WriteString("next_cursor"u8, answer.NextCursor);
        json.WriteStartArray("columns"u8);
        foreach (var column in answer.Query.Columns)
        {
            json.WriteStartObject();
            json.WriteString("key"u8, column.Key);
            json.WriteString("label"u8, column.Label);
            json.WriteString("kind"u8, column.KindName);
            WriteSorted(json, answer.Query, column);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WritePropertyName("rows"u8);
    }

    private static void WriteSorted(Utf8JsonWriter json, ReportQuery query, ReportColumn column)
    {
        for (var priority = 0; priority < query.Sort.Length; priority++)
        {
            if (query.Sort[priority].Column == column)
            {
                json.WriteStartObject("sorted"u8);
                json.WriteString("order"u8, query.Sort[priority].Descending ? "desc"u8 : "asc"u8);
                json.WriteNumber("priority"u8, priority);
                json.WriteEndObject();
            }
        }
    }
}
