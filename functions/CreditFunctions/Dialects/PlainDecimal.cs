using CreditFunctions.Ledger;

namespace CreditFunctions.Dialects;

/// <summary>Amounts as plain decimals without zeros at their end: <c>75</c>, <c>12.5</c>, <c>0.01</c>.</summary>
internal static class PlainDecimal
{
    /// <summary>Minor units as text.</summary>
    public static string Format(long minor, int precision)
    {
        Span<byte> utf8 = stackalloc byte[Amount.MaxFormattedLength];
        return System.Text.Encoding.ASCII.GetString(utf8[..Write(minor, precision, utf8)]);
    }

    /// <summary>Writes what <see cref="Format"/> returns as UTF-8; <see cref="Amount.MaxFormattedLength"/> bytes always suffice. Returns how many it took.</summary>
    public static int Write(long minor, int precision, Span<byte> utf8)
    {
        _ = Amount.TryFormat(minor, precision, utf8, out var written);
        return precision == 0 ? written : utf8[..written].TrimEnd((byte)'0').TrimEnd((byte)'.').Length;
    }
}
