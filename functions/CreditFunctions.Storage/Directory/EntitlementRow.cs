using System.Text.Json;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Directory;

/// <summary>An entitlement as it is stored: partition <c>{business}</c>, row <c>entitlement!{entitlement}</c>.</summary>
internal sealed record EntitlementRow(string ETag, StoredEntitlement Stored)
{
    public const string Prefix = "entitlement!";

    public static string Key(string id) => Prefix + id;

    public static EntitlementRow Read(ref Utf8JsonReader json)
    {
        string etag = "";
        string row = "";
        string? label = null;
        string? unit = null;
        long precision = 0;
        string drawOrder = "";
        string? overage = null;
        string? overageLimit = null;
        long? expiresAfterDays = null;
        Instant timestamp = default;
        Instant? createdAt = null;
        Instant? updatedAt = null;
        Instant? deletedAt = null;
        string? vendorTerms = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
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
                label = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("unit"u8))
            {
                unit = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("precision"u8))
            {
                precision = ColumnReader.Number(ref json);
            }
            else if (name.SequenceEqual("draw_order"u8))
            {
                drawOrder = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("overage"u8))
            {
                overage = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("overage_limit"u8))
            {
                overageLimit = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("expires_after_days"u8))
            {
                expiresAfterDays = ColumnReader.Number(ref json);
            }
            else if (name.SequenceEqual("Timestamp"u8))
            {
                timestamp = ColumnReader.Time(ref json);
            }
            else if (name.SequenceEqual("created_at"u8))
            {
                createdAt = ColumnReader.Time(ref json);
            }
            else if (name.SequenceEqual("updated_at"u8))
            {
                updatedAt = ColumnReader.Time(ref json);
            }
            else if (name.SequenceEqual("deleted_at"u8))
            {
                deletedAt = ColumnReader.Time(ref json);
            }
            else if (name.SequenceEqual("vendor_terms"u8))
            {
                vendorTerms = RowJson.Text(ref json);
            }
            else
            {
                json.Skip();
            }
        }

        var entitlement = new Entitlement(row[Prefix.Length..], label, unit is null ? null : new Unit(unit, (int)precision), SnakeCase.Parse<DrawOrder>(drawOrder))
        {
            Overage = overage is null ? null : SnakeCase.Parse<OverageOnGrant>(overage),
            OverageLimit = overageLimit,
            ExpiresAfterDays = (int?)expiresAfterDays,
        };
        return new(etag, new(entitlement, createdAt ?? timestamp, updatedAt ?? timestamp, deletedAt, vendorTerms));
    }

    /// <summary>The columns. Times that are not given are the row's own, which the service sets.</summary>
    public static ReadOnlyMemory<byte> Write(Entitlement entitlement, Instant? createdAt, Instant? updatedAt, Instant? deletedAt, string? vendorTerms) => new ColumnWriter()
        .Text("name", entitlement.Name)
        .Text("unit", entitlement.Unit?.Code)
        .Number("precision", entitlement.Unit?.Precision)
        .Text("draw_order", SnakeCase.Name(entitlement.DrawOrder))
        .Text("overage", entitlement.Overage is { } overage ? SnakeCase.Name(overage) : null)
        .Text("overage_limit", entitlement.OverageLimit)
        .Number("expires_after_days", entitlement.ExpiresAfterDays)
        .Time("created_at", createdAt)
        .Time("updated_at", updatedAt)
        .Time("deleted_at", deletedAt)
        .Text("vendor_terms", vendorTerms)
        .ToMemory();
}
