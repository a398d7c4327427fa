using System.Text.Json;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Credits;

/// <summary>A request's claim to a key that is unique in the business, as it is stored.</summary>
/// <param name="ETag">The row's version.</param>
/// <param name="RequestHash">SHA-256 of the request, in hexadecimal.</param>
/// <param name="Account">The account the request is for.</param>
/// <param name="Timestamp">When the service wrote it.</param>
internal sealed record BusinessKeyRow(string ETag, string RequestHash, AccountKey Account, Instant Timestamp)
{
    /// <summary>The column that says how long the claim is kept; without it, for ever.</summary>
    public const string Kept = "kept";

    /// <summary>As long as records of keys are.</summary>
    public const string Months = "months";

    /// <summary>Reads a row with all its columns.</summary>
    public static BusinessKeyRow Read(ref Utf8JsonReader json)
    {
        string etag = "", business = "", hash = "", customer = "", entitlement = "", unit = "";
        Instant timestamp = default;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan;
            _ = json.Read();
            if (name.SequenceEqual("odata.etag"u8))
            {
                etag = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("PartitionKey"u8))
            {
                business = RowJson.Text(ref json).Split('!')[0];
            }
            else if (name.SequenceEqual("Timestamp"u8))
            {
                timestamp = ColumnReader.Time(ref json);
            }
            else if (name.SequenceEqual("request"u8))
            {
                hash = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("customer"u8))
            {
                customer = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("entitlement"u8))
            {
                entitlement = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("unit"u8))
            {
                unit = RowJson.Text(ref json);
            }
            else
            {
                json.Skip();
            }
        }

        return new(etag, hash, new(business, customer, entitlement, unit), timestamp);
    }

    /// <summary>The columns of a claim.</summary>
    public static ReadOnlyMemory<byte> Write(BusinessKey key, string requestHash, AccountKey account) => new ColumnWriter()
        .Text("request", requestHash)
        .Text("customer", account.Customer)
        .Text("entitlement", account.Entitlement)
        .Text("unit", account.Unit)
        .Text(Kept, key.IsForgotten ? Months : null)
        .ToMemory();
}
