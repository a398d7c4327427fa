using System.Globalization;
using System.Text.Json;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Directory;

/// <summary>An export as it is stored: partition <c>{business}</c>, row <c>export!{2^63-1 - number}</c>, so that the newest comes first.</summary>
internal static class ExportRow
{
    public const string Prefix = "export!";

    public static string Key(long number) => Prefix + (long.MaxValue - number).ToString("D19", CultureInfo.InvariantCulture);

    public static ReportExport Read(ref Utf8JsonReader json)
    {
        string business = "", row = "", query = "";
        Instant createdAt = default;
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
            else if (name.SequenceEqual("query"u8))
            {
                query = RowJson.Text(ref json);
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

        return new(business, long.MaxValue - long.Parse(row.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture), query, createdAt);
    }

    public static ReadOnlyMemory<byte> Write(ReportExport export) => new ColumnWriter().Text("query", export.Query).Time("created_at", export.CreatedAt).ToMemory();
}
