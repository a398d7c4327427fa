using System.Text.Json;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Imports;

/// <summary>An import as it is stored: table <c>directory</c>, partition <c>{business}</c>, row <c>import!{id}</c>.</summary>
internal static class ImportRow
{
    public const string Prefix = "import!";

    public static string Key(string id) => Prefix + id;

    public static ImportRun Read(ref Utf8JsonReader json)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            _ = json.Read();
            if (json.TokenType == JsonTokenType.String)
            {
                texts[name] = RowJson.Text(ref json);
            }
            else
            {
                json.Skip();
            }
        }

        long Number(string column) => long.Parse(texts[column], System.Globalization.CultureInfo.InvariantCulture);
        Instant Time(string column) => Instant.From(DateTimeOffset.Parse(texts[column], System.Globalization.CultureInfo.InvariantCulture));
        var body = new ImportBody(SnakeCase.Parse<ImportFormat>(texts["format"]), Number("bytes"), texts["sha256"]);
        return new(texts["PartitionKey"], texts["RowKey"][Prefix.Length..], body, Time("created_at"))
        {
            Upload = texts.GetValueOrDefault("upload"),
            UploadETag = texts.GetValueOrDefault("upload_etag"),
            State = SnakeCase.Parse<RunState>(texts["state"]),
            BytesDone = Number("bytes_done"),
            NextLine = Number("next_line"),
            Counts = new(Number("customers"), Number("commands"), Number("repeated"), Number("rejected")),
            CheckpointAt = Time(texts.ContainsKey("checkpoint_at") ? "checkpoint_at" : "created_at"),
            Attempts = (int)Number("attempts"),
            UpdatedAt = Time("updated_at"),
            EndedAt = texts.ContainsKey("ended_at") ? Time("ended_at") : null,
            FilesRemovedAt = texts.ContainsKey("files_removed_at") ? Time("files_removed_at") : null,
            Error = texts.GetValueOrDefault("error"),
            ETag = texts["odata.etag"],
        };
    }

    public static ReadOnlyMemory<byte> Write(ImportRun run) => new ColumnWriter()
        .Text("state", SnakeCase.Name(run.State))
        .Text("format", SnakeCase.Name(run.Body.Format))
        .Number("bytes", run.Body.Bytes)
        .Text("sha256", run.Body.Sha256)
        .Text("upload", run.Upload)
        .Text("upload_etag", run.UploadETag)
        .Number("bytes_done", run.BytesDone)
        .Number("next_line", run.NextLine)
        .Time("checkpoint_at", run.CheckpointAt)
        .Number("customers", run.Counts.Customers)
        .Number("commands", run.Counts.Commands)
        .Number("repeated", run.Counts.Repeated)
        .Number("rejected", run.Counts.Rejected)
        .Number("attempts", run.Attempts)
        .Time("created_at", run.CreatedAt)
        .Time("updated_at", run.UpdatedAt)
        .Time("ended_at", run.EndedAt)
        .Time("files_removed_at", run.FilesRemovedAt)
        .Text("error", run.Error)
        .ToMemory();
}
