namespace CreditFunctions.Ledger;

/// <summary>What an account counts: an ISO 4217 currency, or a custom unit such as <c>hours</c>.</summary>
/// <param name="Code">The currency's three upper-case letters, or the custom unit's id (<see cref="Id"/>).</param>
/// <param name="Precision">Decimals of one whole unit, 0 to <see cref="MaxPrecision"/>: an amount of n is n / 10^precision units.</param>
public readonly record struct Unit(string Code, int Precision)
{
    /// <summary>The most decimals a unit may have.</summary>
    public const int MaxPrecision = 10;

    /// <summary>Is this unit money, so that accounts of different entitlements may be added up? A custom unit with other decimals than the currency of its name is not.</summary>
    public bool IsCurrency => Currencies.TryGetPrecision(Code, out var precision) && precision == Precision;

    /// <summary>The currency of that code, with the exponent of ISO 4217.</summary>
    public static bool TryGetCurrency(string code, out Unit unit)
    {
        var known = Currencies.TryGetPrecision(code, out var precision);
        unit = known ? new(code, precision) : default;
        return known;
    }
}
