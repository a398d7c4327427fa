using System.Collections.Frozen;

namespace CreditFunctions.Dialects.TeamUp;

/// <summary>The sign of a currency, and where it stands.</summary>
/// <param name="Symbol">Such as <c>£</c>; the code where there is no other.</param>
/// <param name="IsBefore">Does it stand before the number?</param>
/// <param name="Space">What stands between the two: a no-break space, or nothing.</param>
internal readonly record struct CurrencySign(string Symbol, bool IsBefore, string Space)
{
    /// <summary>An amount as people write it: without decimals if there are none but zeros, and a minus before all else.</summary>
    public string Write(string amount)
    {
        var isNegative = amount[0] == '-';
        var number = isNegative ? amount[1..] : amount;
        if (number.IndexOf('.', StringComparison.Ordinal) is > 0 and var point && !number.AsSpan(point + 1).ContainsAnyExcept('0'))
        {
            number = number[..point];
        }

        return string.Concat(isNegative ? "-" : "", IsBefore ? Symbol + Space : "", number, IsBefore ? "" : Space + Symbol);
    }
}

/// <summary>The signs of all currencies: as English has them, where their home countries put them.</summary>
internal static partial class CurrencySigns
{
    private const string NoBreakSpace = "\u00a0";
    private const int CodeLength = 3;

    private static readonly FrozenDictionary<string, CurrencySign> Signs = Table.Split(["  ", "\n"], StringSplitOptions.RemoveEmptyEntries)
        .ToFrozenDictionary(static entry => entry[..CodeLength], static entry => Read(entry[(CodeLength + 1)..]), StringComparer.Ordinal);

    /// <summary>The sign of a currency; its code, if nobody knows a sign.</summary>
    public static CurrencySign Of(string code) => Signs.TryGetValue(code, out var sign) ? sign : new(code, true, NoBreakSpace);

    /// <summary>Is there a sign of its own, or its code as such?</summary>
    public static bool Has(string code) => Signs.ContainsKey(code);

    private static CurrencySign Read(string form) => new(form.Trim('#', '_'), form[^1] == '#', form.Contains('_', StringComparison.Ordinal) ? NoBreakSpace : "");
}
