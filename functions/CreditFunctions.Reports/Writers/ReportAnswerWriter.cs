using System.IO.Pipelines;
using System.Text.Json;

namespace CreditFunctions.Reports;

/// <summary>Writes answers, a part at a time: what waits in memory stays near <see cref="FlushBytes"/> however large the page.</summary>
public static class ReportAnswerWriter
{
    /// <summary>Bytes that may wait before they are sent on (32 KiB).</summary>
    public const int FlushBytes = 32 * 1024;

    /// <summary>
    /// Writes the answer in the format its query asks for (<see cref="ReportContentTypes.Of"/>) and flushes it. Writing stops quietly where the
    /// reader has gone. A stream is written to through <see cref="PipeWriter.Create(Stream, StreamPipeWriterOptions)"/>.
    /// </summary>
    public static ValueTask WriteAsync(PipeWriter output, ReportAnswer answer, CancellationToken cancellationToken) =>
        answer.Query.Format == ReportFormat.Csv
            ? WriteCsvAsync(output, answer, cancellationToken)
            : WriteJsonAsync(output, answer, cancellationToken);

    private static async ValueTask WriteCsvAsync(PipeWriter output, ReportAnswer answer, CancellationToken cancellationToken)
    {
        CsvRows.WriteHeader(output, answer.Query.Columns);
        foreach (var row in answer.Page.Rows)
        {
            CsvRows.WriteRow(output, answer.Rows, row, answer.Query.Columns);
            if (output.UnflushedBytes >= FlushBytes && (await output.FlushAsync(cancellationToken)).IsCompleted)
            {
                return;
            }
        }

        await output.FlushAsync(cancellationToken);
    }

    private static async ValueTask WriteJsonAsync(PipeWriter output, ReportAnswer answer, CancellationToken cancellationToken)
    {
        var rows = new JsonRows(answer.Query.Columns);
        await using var json = new Utf8JsonWriter(output, JsonRows.Options);
        WriteHead(json, answer);
        foreach (var row in answer.Page.Rows)
        {
            rows.WriteRow(json, answer.Rows, row);
            if (json.BytesPending + output.UnflushedBytes < FlushBytes)
            {
                continue;
            }

            json.Flush();
            if ((await output.FlushAsync(cancellationToken)).IsCompleted)
            {
                return;
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        await output.FlushAsync(cancellationToken);
    }

    private static void WriteHead(Utf8JsonWriter json, ReportAnswer answer)
    {
        json.WriteStartObject();
        json.WriteString("report"u8, answer.Query.Report.Key);
        json.WriteString("as_of"u8, answer.AsOf.ToString());
        json.WriteString("source"u8, answer.Snapshot is null ? "live"u8 : "snapshot"u8);
        json.WriteString("snapshot"u8, answer.Snapshot?.ToString());
        json.WriteNumber("total"u8, answer.Page.Total);
        json.WriteNumber("limit"u8, answer.Query.Limit);
        json.WriteNumber("offset"u8, answer.Query.Offset);
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
        json.WriteStartArray("rows"u8);
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
