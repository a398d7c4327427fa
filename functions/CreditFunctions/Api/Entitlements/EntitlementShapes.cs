using CreditFunctions.Ledger;

namespace CreditFunctions.Api.Entitlements;

/// <summary>All there is to an entitlement that a caller may set.</summary>
internal sealed record EntitlementBody
{
    /// <summary>For people.</summary>
    public string? Name { get; init; }

    /// <summary>A currency of ISO 4217 or a custom unit; needed, except for <c>default</c>, which has none.</summary>
    public string? Unit { get; init; }

    /// <summary>Decimals of a custom unit, 0 to 10; a currency brings its own.</summary>
    public int? Precision { get; init; }

    /// <summary><c>standard</c> (the default) or <c>fifo</c>.</summary>
    public string? DrawOrder { get; init; }
}

/// <summary>An entitlement; <c>unit</c> is null for <c>default</c>, which admits every currency.</summary>
internal sealed record EntitlementAnswer(string Entitlement, string? Name, string? Unit, int? Precision, string DrawOrder)
{
    public static EntitlementAnswer Of(Entitlement entitlement) =>
        new(entitlement.Id, entitlement.Name, entitlement.Unit?.Code, entitlement.Unit?.Precision, SnakeCase.Name(entitlement.DrawOrder));
}

/// <summary>All entitlements of the business.</summary>
internal sealed record EntitlementsAnswer(IReadOnlyList<EntitlementAnswer> Entitlements);
