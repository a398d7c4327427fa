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

    /// <summary><c>none</c> (the default), or what a new grant does about overage: <c>carry</c> it, or <c>repay</c> it first.</summary>
    public string? Overage { get; init; }

    /// <summary>How much overage an account may have, a decimal of its unit; left out: no limit.</summary>
    public string? OverageLimit { get; init; }

    /// <summary>After how many days a grant expires that names no expiry; left out: never.</summary>
    public int? ExpiresAfterDays { get; init; }
}

/// <summary>An entitlement; <c>unit</c> is null for <c>default</c>, which admits every currency.</summary>
internal sealed record EntitlementAnswer(
    string Entitlement, string? Name, string? Unit, int? Precision, string DrawOrder, string Overage, string? OverageLimit, int? ExpiresAfterDays)
{
    public const string NoOverage = "none";

    public static EntitlementAnswer Of(Entitlement entitlement) => new(
        entitlement.Id, entitlement.Name, entitlement.Unit?.Code, entitlement.Unit?.Precision, SnakeCase.Name(entitlement.DrawOrder),
        entitlement.Overage is { } overage ? SnakeCase.Name(overage) : NoOverage, entitlement.OverageLimit, entitlement.ExpiresAfterDays);
}

/// <summary>All entitlements of the business.</summary>
internal sealed record EntitlementsAnswer(IReadOnlyList<EntitlementAnswer> Entitlements);
