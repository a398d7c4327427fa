using System.Text.Json;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Credits;

/// <summary>A customer's claim to an external id. It counts only while the customer's row lists that id.</summary>
/// <param name="ETag">The row's version.</param>
/// <param name="Customer">Whose claim it is.</param>
/// <param name="Timestamp">When the service wrote it.</param>
internal sealed record ClaimRow(string ETag, string Customer, Instant Timestamp)
{
    /// <summary>Reads a row with all its columns.</summary>
    public static ClaimRow Read(ref Utf8JsonReader json)
    {
        string etag = "", customer = "";
        Instant timestamp = default;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan;
            _ = json.Read();
            if (name.SequenceEqual("odata.etag"u8))
            {
                etag = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("customer"u8))
            {
                customer = RowJson.Text(ref json);
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

        return new(etag, customer, timestamp);
    }

    /// <summary>The columns of a customer's claim.</summary>
    public static ReadOnlyMemory<byte> Write(string customer) => new ColumnWriter().Text("customer", customer).ToMemory();
}
