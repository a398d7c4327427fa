using System.Text.Json;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Credits;

/// <summary>A commit as it is stored in order of time: what it has is told by the entries from its first on.</summary>
internal static class TimeRow
{
    /// <summary>How many of its entries gave credit: what lists of grants are looked up by.</summary>
    public const string Grants = "grants";

    /// <summary>The columns that are read.</summary>
    public static readonly IReadOnlyList<string> Columns = ["PartitionKey", "RowKey", "Timestamp", "entries"];

    /// <summary>Reads a row with those columns, its key, and when the service wrote it.</summary>
    public static (string Row, FeedCommit Commit, Instant Timestamp) Read(ref Utf8JsonReader json)
    {
        string partition = "", row = "";
        Instant timestamp = default;
        var entries = 0L;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan;
            _ = json.Read();
            if (name.SequenceEqual("PartitionKey"u8))
            {
                partition = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("RowKey"u8))
            {
                row = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("Timestamp"u8))
            {
                timestamp = ColumnReader.Time(ref json);
            }
            else if (name.SequenceEqual("entries"u8))
            {
                entries = ColumnReader.Number(ref json);
            }
            else
            {
                json.Skip();
            }
        }

        var (number, account, seq) = RowKeys.CommitOf(partition, row);
        return (row, new(number, account, seq, entries), timestamp);
    }

    /// <summary>The columns.</summary>
    public static ReadOnlyMemory<byte> Write(long entries, long grants, string commitId) => new ColumnWriter()
        .Number("entries", entries)
        .Number(Grants, grants)
        .Text("commit", commitId)
        .ToMemory();
}
