namespace CreditFunctions.Ledger;

/// <summary>A named pool of credit.</summary>
/// <param name="Id">What the business calls it; keeps the rule of <see cref="Ledger.Id"/>.</param>
/// <param name="Name">For people, up to <see cref="MaxNameLength"/> characters.</param>
/// <param name="Unit">The one unit it admits; null for <see cref="DefaultId"/>, which admits every ISO 4217 currency.</param>
/// <param name="DrawOrder">In which order its grants are drawn.</param>
public sealed record Entitlement(string Id, string? Name, Unit? Unit, DrawOrder DrawOrder)
{
    /// <summary>The entitlement every business has.</summary>
    public const string DefaultId = "default";

    /// <summary>The most characters of a name.</summary>
    public const int MaxNameLength = 255;

    /// <summary>The longest default expiry, in days: a hundred years.</summary>
    public const int MaxExpiresAfterDays = 36_500;

    /// <summary>The entitlement every business has, as it is until someone changes it.</summary>
    public static readonly Entitlement Default = new(DefaultId, "Default", null, DrawOrder.Standard);

    /// <summary>What a new grant does about overage; null: there is no overage.</summary>
    public OverageOnGrant? Overage { get; init; }

    /// <summary>How much overage an account may have, a plain decimal of its unit; null: no limit.</summary>
    public string? OverageLimit { get; init; }

    /// <summary>How many days after its start a grant expires that names no expiry, 1 to <see cref="MaxExpiresAfterDays"/>; null: never.</summary>
    public int? ExpiresAfterDays { get; init; }

    /// <summary>
    /// Can the limit be counted in the units it admits? Where every currency is admitted that means whole units: a limit of 0.50 says nothing in yen.
    /// </summary>
    public AmountParse ReadOverageLimit(string limit) =>
        Unit is { } unit ? Amount.TryParse(limit, unit.Precision, out _)
        : Amount.TryParse(limit, 0, out _) is not AmountParse.Read and var problem ? problem
        : Amount.TryParse(limit, Currencies.MaxPrecision, out _);

    /// <summary>The rules it puts in force for its accounts in a unit.</summary>
    public Policy PolicyIn(Unit unit)
    {
        long? limit = OverageLimit is { } text && Amount.TryParse(text, unit.Precision, out var minor) == AmountParse.Read ? minor : null;
        return new(DrawOrder)
        {
            Overage = Overage is { } onGrant ? new(onGrant, limit) : null,
            ExpiresAfterDays = ExpiresAfterDays,
        };
    }

    /// <summary>Does it admit the unit of that code, and with which precision?</summary>
    public bool Admits(string code, out Unit unit)
    {
        if (Unit is { } only)
        {
            unit = only;
            return string.Equals(only.Code, code, StringComparison.Ordinal);
        }

        return Ledger.Unit.TryGetCurrency(code, out unit);
    }
}
