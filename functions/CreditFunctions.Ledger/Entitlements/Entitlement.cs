namespace CreditFunctions.Ledger;

/// <summary>In which order the grants of an account are drawn.</summary>
public enum DrawOrder
{
    /// <summary>Priority (low first), soonest expiry (never last), promotional before paid, effective_at, created_at, id.</summary>
    Standard,

    /// <summary>created_at, id.</summary>
    Fifo,
}

/// <summary>The rules in force for an account when a command was decided; written on every entry, so that a replay needs nothing else.</summary>
public sealed record Policy(DrawOrder DrawOrder);

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

    /// <summary>The entitlement every business has, as it is until someone changes it.</summary>
    public static readonly Entitlement Default = new(DefaultId, "Default", null, DrawOrder.Standard);

    /// <summary>The rules it puts in force.</summary>
    public Policy Policy => new(DrawOrder);

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
