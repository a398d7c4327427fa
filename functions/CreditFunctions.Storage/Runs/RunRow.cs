using System.Globalization;
using System.Text.Json;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Runs;

/// <summary>A run as it is stored: partition <c>{business}</c>, row <c>run!{task}!{slot}</c>.</summary>
internal static class RunRow
{
    public const string Prefix = "run!";
    private const string FullMode = "full";
    private const int MaxErrorLength = 4000;

    public static string PrefixOf(RunTask task) => $"{Prefix}{task.Key}!";

    public static string Key(RunTask task, SnapshotId slot) => PrefixOf(task) + slot;

    public static Run Read(ref Utf8JsonReader json)
    {
        var columns = new Dictionary<string, string>(StringComparer.Ordinal);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            _ = json.Read();
            if (json.TokenType == JsonTokenType.String)
            {
                columns[name] = RowJson.Text(ref json);
            }
            else
            {
                json.Skip();
            }
        }

        string? Text(string column) => columns.GetValueOrDefault(column);
        long Number(string column) => Text(column) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : 0;
        Instant? Time(string column) => Text(column) is { } text ? Instant.From(DateTimeOffset.Parse(text, CultureInfo.InvariantCulture)) : null;
        T? Word<T>(string column)
            where T : struct, Enum => Text(column) is { } word ? SnakeCase.Parse<T>(word) : null;

        var row = columns["RowKey"].Split('!');
        return new(columns["PartitionKey"], RunTask.OfKey(row[1]), SlotOf(row[2]) ?? default, Word<RunState>("state") ?? default, (int)Number("attempts"), Time("requested_at") ?? default)
        {
            Origin = Word<RunOrigin>("origin") ?? default,
            StartedAt = Time("started_at"),
            EndedAt = Time("ended_at"),
            Pieces = (int)Number("pieces"),
            Worked = TimeSpan.FromMilliseconds(Number("worked_ms")),
            Holder = Text("holder"),
            Progress = Text("progress"),
            Outcome = Text("outcome"),
            Failures = Number("failures"),
            CoveredBy = SlotOf(Text("covered_by")),
            Error = Text("error"),
            IsFull = Text("mode") == FullMode,
            Phase = Word<RunPhase>("phase"),
            Audited = new((int)Number("shards_done"), Number("accounts"), Number("entries")),
            Settled = Number("settled"),
            ETag = Text("odata.etag"),
        };
    }

    public static ReadOnlyMemory<byte> Write(Run run)
    {
        var row = new ColumnWriter()
            .Text("state", SnakeCase.Name(run.State))
            .Number("attempts", run.Attempts)
            .Time("requested_at", run.RequestedAt)
            .Text("origin", SnakeCase.Name(run.Origin))
            .Time("started_at", run.StartedAt)
            .Time("ended_at", run.EndedAt)
            .Number("pieces", run.Pieces)
            .Number("worked_ms", (long)run.Worked.TotalMilliseconds)
            .Text("holder", run.Holder)
            .Text("progress", run.Progress)
            .Text("outcome", run.Outcome)
            .Number("failures", run.Failures)
            .Text("covered_by", run.CoveredBy?.ToString())
            .Text("error", Shortened(run.Error))
            .Text("mode", run.IsFull ? FullMode : null)
            .Text("phase", run.Phase is { } phase ? SnakeCase.Name(phase) : null)
            .Number("settled", run.Settled > 0 ? run.Settled : null);
        if (run.Audited != default)
        {
            row.Number("shards_done", run.Audited.ShardsDone).Number("accounts", run.Audited.Accounts).Number("entries", run.Audited.Entries);
        }

        return row.ToMemory();
    }

    private static SnapshotId? SlotOf(string? text) => text is not null && SnapshotId.TryParse(text, out var slot) ? slot : null;

    // What differs in a roll-forward may be long.
    private static string? Shortened(string? error) => error?.Length > MaxErrorLength ? error[..MaxErrorLength] + "…" : error;
}
