using System.Buffers;

namespace CreditFunctions.Reports;

/// <summary>A text as what stands between the quotes of a JSON string (RFC 8259): as it is but for quotes, backslashes and control characters.</summary>
internal static class JsonText
{
    /// <summary>The most that a byte of text becomes: <c>\u0001</c>.</summary>
    public const int MaxBytesPerByte = 6;

    private static readonly SearchValues<byte> Plain = SearchValues.Create([.. Enumerable.Range(' ', 0x80 - ' ').Select(value => (byte)value).Except("\"\\"u8.ToArray())]);
    private static readonly SearchValues<byte> NeedEscapes = SearchValues.Create([.. Enumerable.Range(0, ' ').Select(value => (byte)value), (byte)'"', (byte)'\\']);

    /// <summary>Writes a text into memory that has room for <see cref="MaxBytesPerByte"/> bytes a byte and returns how many it took. What is not UTF-8 becomes U+FFFD.</summary>
    public static int Write(ReadOnlySpan<byte> text, Span<byte> output)
    {
        if (text.IndexOfAnyExcept(Plain) < 0)
        {
            text.CopyTo(output);
            return text.Length;
        }

        text = Utf8Text.Valid(text);
        var at = 0;
        while (text.IndexOfAny(NeedEscapes) is var special && special >= 0)
        {
            text[..special].CopyTo(output[at..]);
            at += special;
            at += WriteEscape(text[special], output[at..]);
            text = text[(special + 1)..];
        }

        text.CopyTo(output[at..]);
        return at + text.Length;
    }

    private static int WriteEscape(byte character, Span<byte> output)
    {
        output[0] = (byte)'\\';
        output[1] = character switch
        {
            (byte)'\n' => (byte)'n',
            (byte)'\r' => (byte)'r',
            (byte)'\t' => (byte)'t',
            >= (byte)' ' => character,
            _ => (byte)'u',
        };
        if (output[1] != (byte)'u')
        {
            return 2;
        }

        const string Digits = "0123456789abcdef";
        "00"u8.CopyTo(output[2..]);
        output[4] = (byte)Digits[character >> 4];
        output[5] = (byte)Digits[character & 0xF];
        return MaxBytesPerByte;
    }
}
