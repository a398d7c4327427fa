using System.Text.Json;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Directory;

/// <summary>An audit as it is stored: partition <c>{business}</c>, row <c>audit!{slot}</c>.</summary>
internal static class AuditRow
{
    public const string Prefix = "audit!";

    public static string Key(SnapshotId slot) => Prefix + slot;

    public static AuditRun Read(ref Utf8JsonReader json)
    {
        string business = "", row = "", state = "";
        long attempts = 0, shardsDone = 0, accounts = 0, entries = 0, findings = 0;
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
            else if (name.SequenceEqual("shards_done"u8))
            {
                shardsDone = ColumnReader.Number(ref json);
            }
            else if (name.SequenceEqual("accounts"u8))
            {
                accounts = ColumnReader.Number(ref json);
            }
            else if (name.SequenceEqual("entries"u8))
            {
                entries = ColumnReader.Number(ref json);
            }
            else if (name.SequenceEqual("findings"u8))
            {
                findings = ColumnReader.Number(ref json);
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

        return new(
            business, SnapshotId.TryParse(row.AsSpan(Prefix.Length), out var slot) ? slot : default, SnakeCase.Parse<RunState>(state), (int)attempts, requestedAt, endedAt,
            (int)shardsDone, accounts, entries, findings, error);
    }

    public static ReadOnlyMemory<byte> Write(AuditRun audit) => new ColumnWriter()
        .Text("state", SnakeCase.Name(audit.State))
        .Number("attempts", audit.Attempts)
        .Time("requested_at", audit.RequestedAt)
        .Time("ended_at", audit.EndedAt)
        .Number("shards_done", audit.ShardsDone)
        .Number("accounts", audit.Accounts)
        .Number("entries", audit.Entries)
        .Number("findings", audit.Findings)
        .Text("error", audit.Error)
        .ToMemory();
}
