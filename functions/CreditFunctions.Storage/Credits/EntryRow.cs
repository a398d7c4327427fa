using System.Text.Json;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Credits;

/// <summary>
/// An entry as it is stored: its canonical bytes in <c>body</c>, which is what the chain's hashes are over, and beside them columns for people.
/// </summary>
/// <param name="Entry">What <c>body</c> says.</param>
/// <param name="Canonical">Its bytes.</param>
/// <param name="Account">Whose it is.</param>
/// <param name="Timestamp">When the service wrote it.</param>
public sealed record EntryRow(Entry Entry, ReadOnlyMemory<byte> Canonical, AccountKey Account, Instant Timestamp)
{
    /// <summary>Reads a row.</summary>
    public static EntryRow Read(ref Utf8JsonReader json)
    {
        string partition = "", row = "";
        Instant timestamp = default;
        SortedList<int, string>? body = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (RowJson.TryKeepChunk(ref json, "body", ref body))
            {
                continue;
            }

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
            else
            {
                json.Skip();
            }
        }

        var canonical = RowJson.Utf8(body);
        return new(EntryFormat.ReadEntry(canonical), canonical, RowKeys.AccountOf(partition, row), timestamp);
    }

    /// <summary>The columns of an entry.</summary>
    public static ReadOnlyMemory<byte> Write(SealedEntry entry) => new ColumnWriter()
        .Text("type", entry.Entry.Draft.Type.Name())
        .Number("amount", entry.Entry.Draft.Amount)
        .Number("number", entry.Entry.Number)
        .Time("posted_at", entry.Entry.Draft.PostedAt)
        .Time("created_at", entry.Entry.Draft.CreatedAt)
        .Text("memo", entry.Entry.Draft.Memo)
        .Text("commit", entry.Entry.CommitId)
        .LongText("body", entry.Canonical.Span)
        .ToMemory();
}
