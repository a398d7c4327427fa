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
            else
            {
                json.Skip();
            }
        }

        return new(business, row.Split('!')[1], SnapshotId.TryParse(row.Split('!')[2], out var slot) ? slot : default, SnakeCase.Parse<RunState>(state), (int)attempts, requestedAt, endedAt, error);
    }

    public static ReadOnlyMemory<byte> Write(ReportRun run) => new ColumnWriter()
        .Text("state", SnakeCase.Name(run.State))
        .Number("attempts", run.Attempts)
        .Time("requested_at", run.RequestedAt)
        .Time("ended_at", run.EndedAt)
        .Text("error", run.Error)
        .ToMemory();
}
