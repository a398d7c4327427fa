using System.Buffers;

namespace CreditFunctions.Reports;

/// <summary>A text as a cell of CSV (RFC 4180), defused where a spreadsheet would run it as a formula.</summary>
public static class CsvCell
{
    /// <summary>The most that a byte of text becomes: three, where it is not UTF-8.</summary>
    internal const int MaxBytesPerByte = 3;

    /// <summary>The most that comes with a text: two quotes and an apostrophe.</summary>
    internal const int QuoteBytes = 3;

    private static readonly SearchValues<byte> Plain = SearchValues.Create([.. Enumerable.Range(0, 0x80).Select(value => (byte)value).Except(",\"\r\n"u8.ToArray())]);
    private static readonly SearchValues<byte> NeedQuotes = SearchValues.Create(",\"\r\n"u8);

    // What makes a spreadsheet run a cell as a formula, if the cell begins with it.
    private static readonly SearchValues<byte> BeginFormulas = SearchValues.Create("=+-@\t\r"u8);

    /// <summary>Writes a text in UTF-8, in quotes where it needs them. An empty one is <c>""</c>; what is not UTF-8 becomes U+FFFD.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> text) =>
        output.Advance(Write(text, output.GetSpan((MaxBytesPerByte * text.Length) + QuoteBytes)));

    /// <summary>The same into memory that has room for <see cref="MaxBytesPerByte"/> bytes a byte and <see cref="QuoteBytes"/> more; returns how many it took.</summary>
    internal static int Write(ReadOnlySpan<byte> text, Span<byte> output)
    {
        if (text.IndexOfAnyExcept(Plain) >= 0)
        {
            text = Utf8Text.Valid(text);
            return text.IndexOfAny(NeedQuotes) >= 0 || BeginFormulas.Contains(text[0]) ? WriteQuoted(text, output) : Copy(text, output);
        }

        return text.Length == 0 || BeginFormulas.Contains(text[0]) ? WriteQuoted(text, output) : Copy(text, output);
    }

    private static int Copy(ReadOnlySpan<byte> text, Span<byte> output)
    {
        text.CopyTo(output);
        return text.Length;
    }

    private static int WriteQuoted(ReadOnlySpan<byte> text, Span<byte> output)
    {
        var at = 0;
        output[at++] = (byte)'"';
        if (text.Length > 0 && BeginFormulas.Contains(text[0]))
        {
            // An apostrophe makes a spreadsheet show the cell as the text it is.
            output[at++] = (byte)'\'';
        }

        while (text.IndexOf((byte)'"') is var quote && quote >= 0)
        {
            at += Copy(text[..(quote + 1)], output[at..]);
            output[at++] = (byte)'"';
            text = text[(quote + 1)..];
        }

        at += Copy(text, output[at..]);
        output[at++] = (byte)'"';
        return at;
    }
}
