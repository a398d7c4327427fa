using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace CreditFunctions.Ledger;

/// <summary>What reading an amount came to.</summary>
public enum AmountParse
{
    /// <summary>The amount was read.</summary>
    Read,

    /// <summary>Not a plain decimal such as <c>12.50</c>: digits, optionally a point and more digits; no sign, exponent or spaces.</summary>
    NotADecimal,

    /// <summary>More decimals than the unit has, other than zeros; or so many that the text is longer than <see cref="Amount.MaxTextLength"/>.</summary>
    TooPrecise,

    /// <summary>Above 2^63-1 minor units.</summary>
    TooLarge,
}

/// <summary>Exact passage between decimals as people write them and minor units as the ledger counts them; never through floating point.</summary>
public static class Amount
{
    /// <summary>The longest text an amount may have; of a longer one only this much is looked at, to say what is wrong with it.</summary>
    public const int MaxTextLength = 40;

    /// <summary>The longest text <see cref="TryFormat(long, int, Span{byte}, out int)"/> writes: sign, 19 digits, point.</summary>
    public const int MaxFormattedLength = 21;

    /// <summary>The digits of 2^63-1.</summary>
    private const int MaxDigits = 19;

    /// <summary>Reads a decimal that is not negative into minor units of a unit with <paramref name="precision"/> decimals.</summary>
    public static AmountParse TryParse(ReadOnlySpan<char> text, int precision, out long minor)
    {
        minor = 0;
        if (text.Length is 0 or > MaxTextLength)
        {
            return text.Length == 0 ? AmountParse.NotADecimal : LongTextVerdict(text);
        }

        if (!IsPlainDecimal(text))
        {
            return AmountParse.NotADecimal;
        }

        var point = text.IndexOf('.');
        var whole = (point < 0 ? text : text[..point]).TrimStart('0');
        var fraction = point < 0 ? [] : text[(point + 1)..].TrimEnd('0');
        if (fraction.Length > precision)
        {
            return AmountParse.TooPrecise;
        }

        if (whole.Length > MaxDigits)
        {
            return AmountParse.TooLarge;
        }

        var value = whole.IsEmpty ? 0 : Int128.Parse(whole, NumberStyles.None, CultureInfo.InvariantCulture);
        // 19 digits and 10 decimals fit Int128.
        for (var i = 0; i < precision; i++)
        {
            value = (value * 10) + (i < fraction.Length ? fraction[i] - '0' : 0);
        }

        if (value > long.MaxValue)
        {
            return AmountParse.TooLarge;
        }

        minor = (long)value;
        return AmountParse.Read;
    }

    /// <summary>Minor units as a decimal with all the unit's decimals: <c>-1250</c> at precision 2 is <c>-12.50</c>.</summary>
    public static string Format(long minor, int precision)
    {
        Span<byte> utf8 = stackalloc byte[MaxFormattedLength];
        _ = TryFormat(minor, precision, utf8, out var written);
        return Encoding.ASCII.GetString(utf8[..written]);
    }

    /// <summary>Writes what <see cref="Format"/> returns as UTF-8; <see cref="MaxFormattedLength"/> bytes always suffice.</summary>
    public static bool TryFormat(long minor, int precision, Span<byte> utf8, out int written)
    {
        Span<byte> digits = stackalloc byte[20];
        var magnitude = minor < 0 ? (ulong)-(Int128)minor : (ulong)minor;
        _ = Utf8Formatter.TryFormat(magnitude, digits, out var count, new StandardFormat('D', (byte)(precision + 1)));
        var sign = minor < 0 ? 1 : 0;
        written = sign + count + (precision > 0 ? 1 : 0);
        if (utf8.Length < written)
        {
            written = 0;
            return false;
        }

        utf8[0] = (byte)'-';
        var whole = count - precision;
        digits[..whole].CopyTo(utf8[sign..]);
        if (precision > 0)
        {
            utf8[sign + whole] = (byte)'.';
            digits[whole..count].CopyTo(utf8[(sign + whole + 1)..]);
        }

        return true;
    }

    private static AmountParse LongTextVerdict(ReadOnlySpan<char> text)
    {
        var start = text[..MaxTextLength];
        var point = start.IndexOf('.');
        return point == MaxTextLength - 1 && IsPlainDecimal(start[..point]) ? AmountParse.TooLarge
            : !IsPlainDecimal(start) ? AmountParse.NotADecimal
            : point < 0 ? AmountParse.TooLarge
            : AmountParse.TooPrecise;
    }

    private static bool IsPlainDecimal(ReadOnlySpan<char> text)
    {
        var point = text.IndexOf('.');
        return point < 0
            ? !text.ContainsAnyExceptInRange('0', '9')
            : point > 0 && point < text.Length - 1
                && !text[..point].ContainsAnyExceptInRange('0', '9')
                && !text[(point + 1)..].ContainsAnyExceptInRange('0', '9');
    }
}
