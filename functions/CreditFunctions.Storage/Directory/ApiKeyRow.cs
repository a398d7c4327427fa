using System.Text.Json;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Directory;

/// <summary>An API key as it is stored: partition <c>key!</c>, row <c>{SHA-256 of the key}</c>.</summary>
internal static class ApiKeyRow
{
    public const string Partition = "key!";

    public static ApiKey Read(ref Utf8JsonReader json)
    {
        string hash = "";
        string business = "";
        string label = "";
        string scopes = "";
        Instant createdAt = default;
        Instant? revokedAt = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan;
            _ = json.Read();
            if (name.SequenceEqual("RowKey"u8))
            {
                hash = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("business"u8))
            {
                business = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("name"u8))
            {
                label = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("scopes"u8))
            {
                scopes = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("created_at"u8))
            {
                createdAt = ColumnReader.Time(ref json);
            }
            else if (name.SequenceEqual("revoked_at"u8))
            {
                revokedAt = ColumnReader.Time(ref json);
            }
            else
            {
                json.Skip();
            }
        }

        return new(hash, business, label, ScopeNames.TryParse(scopes, out var parsed) ? parsed : Scopes.None, createdAt, revokedAt);
    }

    public static ReadOnlyMemory<byte> Write(ApiKey key) => new ColumnWriter()
        .Text("business", key.Business)
        .Text("name", key.Name)
        .Text("scopes", ScopeNames.Format(key.Scopes))
        .Time("created_at", key.CreatedAt)
        .Time("revoked_at", key.RevokedAt)
        .ToMemory();
}
