using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;

namespace CreditFunctions.Reports;

/// <summary>Amounts in units of 10^-10, the finest a unit may have, so that those of different units compare by value. What 2^63-1 minor units come to is below 2^97.</summary>
internal static class ScaledAmount
{
    /// <summary>What is allowed, for error messages.</summary>
    public const string Rule = "a plain decimal such as -12.50, with at most 19 digits before the point and 10 after it";

    private const int MaxWholeDigits = 19;

    private static readonly ImmutableArray<Int128> PowersOfTen = [.. Enumerable.Range(0, Ledger.Unit.MaxPrecision + 1).Select(exponent => (Int128)BigInteger.Pow(10, exponent))];

    /// <summary>Minor units of a unit with that many decimals.</summary>
    public static Int128 Of(long minor, int precision) => minor * PowersOfTen[Ledger.Unit.MaxPrecision - precision];

    /// <summary>Reads a decimal.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Int128 scaled)
    {
        var isNegative = text.StartsWith('-');
        var digits = isNegative ? text[1..] : text;
        var point = digits.IndexOf('.');
        var whole = point < 0 ? digits : digits[..point];
        var fraction = point < 0 ? "0" : digits[(point + 1)..];
        scaled = 0;
        if (whole.Length is 0 or > MaxWholeDigits || fraction.Length is 0 or > Ledger.Unit.MaxPrecision
            || whole.ContainsAnyExceptInRange('0', '9') || fraction.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        scaled = Int128.Parse(whole, NumberStyles.None, CultureInfo.InvariantCulture) * PowersOfTen[Ledger.Unit.MaxPrecision];
        scaled += Of(long.Parse(fraction, NumberStyles.None, CultureInfo.InvariantCulture), fraction.Length);
        scaled = isNegative ? -scaled : scaled;
        return true;
    }
}
