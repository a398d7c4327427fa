using System.Text.Json;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Directory;

/// <summary>A business as it is stored: partition <c>business!</c>, row <c>{business}</c>.</summary>
internal static class BusinessRow
{
    public const string Partition = "business!";

    public static Business Read(ref Utf8JsonReader json)
    {
        string id = "";
        string homeCurrency = "";
        long shards = 0;
        Instant createdAt = default;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan;
            _ = json.Read();
            if (name.SequenceEqual("RowKey"u8))
            {
                id = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("home_currency"u8))
            {
                homeCurrency = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("shards"u8))
            {
                shards = ColumnReader.Number(ref json);
            }
            else if (name.SequenceEqual("created_at"u8))
            {
                createdAt = ColumnReader.Time(ref json);
            }
            else
            {
                json.Skip();
            }
        }

        return new(id, homeCurrency, (int)shards, createdAt);
    }

    public static ReadOnlyMemory<byte> Write(Business business) => new ColumnWriter()
        .Text("home_currency", business.HomeCurrency)
        .Number("shards", business.Shards)
        .Time("created_at", business.CreatedAt)
        .ToMemory();
}
