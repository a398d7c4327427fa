using System.Text.Json;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Tests.Tables;

/// <summary>A row of the tests: every kind of column there is.</summary>
internal sealed record Row(string? PartitionKey, string? RowKey, string? ETag, Instant? Timestamp, string? Text, long? Number, bool? Flag, Instant? Time, string LongText)
{
    public static readonly RowReader<Row> Reader = Read;

    public static ReadOnlyMemory<byte> Columns(string? text = null, long? number = null, bool? flag = null, Instant? time = null, string? longText = null)
    {
        var columns = new ColumnWriter().Text("text", text).Number("number", number).Time("time", time).LongText("long", longText);
        return (flag is { } value ? columns.Flag("flag", value) : columns).ToMemory();
    }

    public static RowWrite Insert(string key, string text = "first", long? number = null) => new(RowAction.Insert, key, Columns(text, number));

    private static Row Read(ref Utf8JsonReader json)
    {
        var row = new Row(null, null, null, null, null, null, null, null, "");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            json.Read();
            if (json.TokenType == JsonTokenType.Null)
            {
                continue;
            }

            row = name switch
            {
                "PartitionKey" => row with { PartitionKey = json.GetString() },
                "RowKey" => row with { RowKey = json.GetString() },
                "odata.etag" => row with { ETag = json.GetString() },
                "Timestamp" => row with { Timestamp = ColumnReader.Time(ref json) },
                "text" => row with { Text = json.GetString() },
                "number" => row with { Number = ColumnReader.Number(ref json) },
                "flag" => row with { Flag = json.GetBoolean() },
                "time" => row with { Time = ColumnReader.Time(ref json) },
                _ when name.StartsWith("long", StringComparison.Ordinal) && !name.Contains('@', StringComparison.Ordinal) =>
                    row with { LongText = row.LongText + json.GetString() },
                _ => row,
            };
        }

        return row;
    }
}
