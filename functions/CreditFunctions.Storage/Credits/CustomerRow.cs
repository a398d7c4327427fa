using System.Text.Json;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Credits;

/// <summary>A customer as it is stored, with the keys of its accounts: the customer's row and then its accounts' make a lookup.</summary>
/// <param name="ETag">The row's version.</param>
/// <param name="Customer">The customer.</param>
/// <param name="Accounts">Entitlement and unit of each account, in the order they were first used.</param>
public sealed record CustomerRow(string ETag, Customer Customer, IReadOnlyList<(string Entitlement, string Unit)> Accounts)
{
    /// <summary>Reads a row with all its columns.</summary>
    public static CustomerRow Read(ref Utf8JsonReader json)
    {
        string etag = "", row = "", accounts = "";
        string? customerName = null, email = null;
        long number = 0;
        Instant createdAt = default, updatedAt = default;
        SortedList<int, string>? metadata = null, externalIds = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (RowJson.TryKeepChunk(ref json, "metadata", ref metadata) || RowJson.TryKeepChunk(ref json, "external_ids", ref externalIds))
            {
                continue;
            }

            var name = json.ValueSpan;
            _ = json.Read();
            if (name.SequenceEqual("odata.etag"u8))
            {
                etag = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("RowKey"u8))
            {
                row = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("name"u8))
            {
                customerName = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("email"u8))
            {
                email = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("accounts"u8))
            {
                accounts = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("number"u8))
            {
                number = ColumnReader.Number(ref json);
            }
            else if (name.SequenceEqual("created_at"u8))
            {
                createdAt = ColumnReader.Time(ref json);
            }
            else if (name.SequenceEqual("updated_at"u8))
            {
                updatedAt = ColumnReader.Time(ref json);
            }
            else
            {
                json.Skip();
            }
        }

        var customer = new Customer(row[RowKeys.Customers.Length..], number, customerName, email, Pairs(metadata), createdAt, updatedAt);
        if (Pairs(externalIds) is { } ids)
        {
            customer = customer with { ExternalIds = ids };
        }

        return new(etag, customer, [.. accounts.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Parse)]);
    }

    /// <summary>The columns of a customer.</summary>
    public static ReadOnlyMemory<byte> Write(Customer customer, IEnumerable<(string Entitlement, string Unit)> accounts)
    {
        var columns = new ColumnWriter()
            .Number("number", customer.Number)
            .Text("name", customer.Name)
            .Text("email", customer.Email)
            .Text("accounts", string.Join(' ', accounts.Select(account => $"{account.Entitlement}!{account.Unit}")))
            .Time("created_at", customer.CreatedAt)
            .Time("updated_at", customer.UpdatedAt);
        if (customer.Metadata is { Count: > 0 } metadata)
        {
            columns.LongText("metadata", Json(metadata));
        }

        if (customer.ExternalIds.Count > 0)
        {
            columns.LongText("external_ids", Json(customer.ExternalIds));
        }

        return columns.ToMemory();
    }

    private static Dictionary<string, string>? Pairs(SortedList<int, string>? chunks) =>
        chunks is null ? null : JsonSerializer.Deserialize(RowJson.Utf8(chunks), MetadataContext.Default.DictionaryStringString);

    private static byte[] Json(IReadOnlyDictionary<string, string> pairs) =>
        JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>(pairs, StringComparer.Ordinal), MetadataContext.Default.DictionaryStringString);

    private static (string Entitlement, string Unit) Parse(string account)
    {
        var separator = account.IndexOf('!', StringComparison.Ordinal);
        return (account[..separator], account[(separator + 1)..]);
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class MetadataContext : System.Text.Json.Serialization.JsonSerializerContext;
