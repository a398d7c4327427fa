using System.Globalization;
using System.Numerics;
using CreditFunctions.Ledger;

namespace CreditFunctions.Reports;

/// <summary>Sums of amounts as decimals: they may pass 2^63-1, which an <see cref="Amount"/> may not.</summary>
internal static class MinorDecimal
{
    /// <summary>Minor units of one precision in those of a finer one.</summary>
    public static BigInteger Scale(Int128 minor, int precision, int to) => (BigInteger)minor * BigInteger.Pow(10, to - precision);

    /// <summary>Minor units as a decimal with all the unit's decimals.</summary>
    public static string Format(BigInteger minor, int precision)
    {
        var digits = BigInteger.Abs(minor).ToString("D" + (precision + 1).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var sign = minor.Sign < 0 ? "-" : "";
        return precision == 0 ? sign + digits : $"{sign}{digits[..^precision]}.{digits[^precision..]}";
    }

    /// <summary>Reads what <see cref="Format"/> writes into units of 10^-10, so that decimals of any unit compare by value.</summary>
    public static bool TryParse(string text, out BigInteger value)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? 0 : text.Length - point - 1;
        value = default;
        return decimals <= Unit.MaxPrecision
            && BigInteger.TryParse(text.Replace(".", "", StringComparison.Ordinal) + new string('0', Unit.MaxPrecision - decimals), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }
}
