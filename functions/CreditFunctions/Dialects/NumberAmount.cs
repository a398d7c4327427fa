using System.Globalization;
using CreditFunctions.Ledger;

namespace CreditFunctions.Dialects;

/// <summary>Reads amounts that come as JSON numbers, from the number's own text: <c>60.00</c>, <c>1e3</c>. No floating point, so nothing is rounded.</summary>
internal static class NumberAmount
{
    private const int MaxExponentLength = 4;

    /// <summary>Reads a JSON number that is not negative into minor units of a unit with <paramref name="precision"/> decimals.</summary>
    public static AmountParse TryParse(ReadOnlySpan<char> number, int precision, out long minor)
    {
        var e = number.IndexOfAny('e', 'E');
        return e < 0 ? Amount.TryParse(number, precision, out minor) : TryParse(number[..e], number[(e + 1)..], precision, out minor);
    }

    private static AmountParse TryParse(ReadOnlySpan<char> mantissa, ReadOnlySpan<char> exponent, int precision, out long minor)
    {
        minor = 0;
        if (mantissa.StartsWith('-'))
        {
            return AmountParse.NotADecimal;
        }

        var point = mantissa.IndexOf('.');
        var digits = point < 0 ? mantissa.ToString() : string.Concat(mantissa[..point], mantissa[(point + 1)..]);
        var significant = digits.TrimStart('0');
        if (significant.Length == 0)
        {
            return AmountParse.Read;
        }

        var isNegative = exponent[0] == '-';
        exponent = exponent.TrimStart("+-").TrimStart('0');
        if (exponent.Length > MaxExponentLength)
        {
            return isNegative ? AmountParse.TooPrecise : AmountParse.TooLarge;
        }

        var shift = exponent.IsEmpty ? 0 : int.Parse(exponent, NumberStyles.None, CultureInfo.InvariantCulture);
        // Where the point stands among the significant digits; before them, if it is negative.
        var at = (point < 0 ? mantissa.Length : point) - (digits.Length - significant.Length) + (isNegative ? -shift : shift);
        significant = significant.TrimEnd('0');
        return at > Amount.MaxTextLength / 2 ? AmountParse.TooLarge
            : at < -Unit.MaxPrecision ? AmountParse.TooPrecise
            : Amount.TryParse(Plain(significant, at), precision, out minor);
    }

    private static string Plain(string digits, int point) =>
        point <= 0 ? "0." + new string('0', -point) + digits
        : point >= digits.Length ? digits + new string('0', point - digits.Length)
        : $"{digits.AsSpan(0, point)}.{digits.AsSpan(point)}";
}
