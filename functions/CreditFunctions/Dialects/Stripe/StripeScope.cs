using System.Text.Json;
using CreditFunctions.Ledger;

namespace CreditFunctions.Dialects.Stripe;

/// <summary>What a grant may pay for, in Stripe's words: metered prices, or some prices, or some billable items.</summary>
internal static class StripeScope
{
    private const string Metered = "metered";

    /// <summary>The parameters of a scope.</summary>
    public static string[] Parameters(string path) => [$"{path}[price_type]", $"{path}[prices][][id]", $"{path}[billable_items][][id]"];

    /// <summary>Reads a scope: exactly one of its three forms.</summary>
    public static AppliesTo? Read(StripeFields fields, string config, string scope)
    {
        fields.Need(config);
        fields.Need(config, scope);
        var priceType = fields.Has(config, scope, "price_type") ? fields.RequiredOneOf([config, scope, "price_type"], Metered) : null;
        var prices = fields.Ids(Limits.AppliesToIds, config, scope, "prices");
        var items = fields.Ids(Limits.AppliesToIds, config, scope, "billable_items");
        var path = $"{config}[{scope}]";
        switch ((priceType is null ? 0 : 1) + (prices is null ? 0 : 1) + (items is null ? 0 : 1))
        {
            case 0:
                fields.Refuse(StripeProblems.Missing(path));
                return null;
            case 1:
                return new(priceType, prices, items);
            default:
                fields.Refuse(StripeProblems.Invalid(path, $"You may only specify one of these parameters: {path}[price_type], {path}[prices], {path}[billable_items]."));
                return null;
        }
    }

    /// <summary>Does a grant's own scope cover all that is asked for? One that may pay for anything, or for whatever is metered, covers everything.</summary>
    public static bool Covers(AppliesTo? grant, AppliesTo asked) =>
        grant is null or { PriceType: Metered }
        || (asked.Prices is { } prices && grant.Prices is { } ofGrant && prices.All(price => ofGrant.Contains(price, StringComparer.Ordinal)))
        || (asked.BillableItems is { } items && grant.BillableItems is { } itemsOfGrant && items.All(item => itemsOfGrant.Contains(item, StringComparer.Ordinal)));

    /// <summary>Writes the scope of a grant.</summary>
    public static void Write(Utf8JsonWriter json, AppliesTo? appliesTo)
    {
        json.WriteStartObject();
        if (appliesTo is null or { PriceType: not null })
        {
            json.WriteString("price_type"u8, appliesTo?.PriceType ?? Metered);
        }

        WriteIds(json, "prices"u8, appliesTo?.Prices);
        WriteIds(json, "billable_items"u8, appliesTo?.BillableItems);
        json.WriteEndObject();
    }

    private static void WriteIds(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<string>? ids)
    {
        if (ids is null)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var id in ids)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, id);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
