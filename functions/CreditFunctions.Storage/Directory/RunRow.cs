using System.Text.Json;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Directory;

/// <summary>A run as it is stored: partition <c>{business}</c>, row <c>run!{report}!{slot}</c>.</summary>
internal static class RunRow
{
    public const string Prefix = "run!";
    private const string FullMode = "full";
    private const int MaxErrorLength = 4000;

    public static string PrefixOf(string report) => $"{Prefix}{report}!";

    public static string Key(string report, SnapshotId slot) => PrefixOf(report) + slot;

    public static ReportRun Read(ref Utf8JsonReader json)
    {
        string business = "";
        string row = "";
        string state = "";
        long attempts = 0;
        Instant requestedAt = default;
        Instant? endedAt = null;
        string? error = null;
        var mode = "";
        string? phase = null;
        string? progress = null;
        string? etag = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan;
            _ = json.Read();
            if (name.SequenceEqual("PartitionKey"u8))
            {
                business = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("RowKey"u8))
            {
                row = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("state"u8))
            {
                state = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("attempts"u8))
            {
                attempts = ColumnReader.Number(ref json);
            }
            else if (name.SequenceEqual("requested_at"u8))
            {
                requestedAt = ColumnReader.Time(ref json);
            }
            else if (name.SequenceEqual("ended_at"u8))
            {
                endedAt = ColumnReader.Time(ref json);
            }
            else if (name.SequenceEqual("error"u8))
            {
                error = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("mode"u8))
            {
                mode = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("phase"u8))
            {
                phase = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("progress"u8))
            {
                progress = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("odata.etag"u8))
            {
                etag = json.GetString();
            }
            else
            {
                json.Skip();
            }
        }

        var id = SnapshotId.TryParse(row.Split('!')[2], out var slot) ? slot : default;
        return new(business, row.Split('!')[1], id, SnakeCase.Parse<RunState>(state), (int)attempts, requestedAt, endedAt, error)
        {
            IsFull = mode == FullMode,
            Phase = phase is null ? null : SnakeCase.Parse<RunPhase>(phase),
            Progress = progress,
            ETag = etag,
        };
    }

    public static ReadOnlyMemory<byte> Write(ReportRun run) => new ColumnWriter()
        .Text("state", SnakeCase.Name(run.State))
        .Number("attempts", run.Attempts)
        .Time("requested_at", run.RequestedAt)
        .Time("ended_at", run.EndedAt)
        .Text("error", Shortened(run.Error))
        .Text("mode", run.IsFull ? FullMode : null)
        .Text("phase", run.Phase is { } phase ? SnakeCase.Name(phase) : null)
        .Text("progress", run.Progress)
        .ToMemory();

    // What differs in a roll-forward may be long.
    private static string? Shortened(string? error) => error?.Length > MaxErrorLength ? error[..MaxErrorLength] + "…" : error;
}
