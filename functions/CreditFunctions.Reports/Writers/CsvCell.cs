using System.Buffers;

namespace CreditFunctions.Reports;

/// <summary>A text as a cell of CSV (RFC 4180), defused where a spreadsheet would run it as a formula.</summary>
public static class CsvCell
{
    private static readonly SearchValues<byte> NeedQuotes = SearchValues.Create(",\"\r\n"u8);

    // What makes a spreadsheet run a cell as a formula, if the cell begins with it.
    private static readonly SearchValues<byte> BeginFormulas = SearchValues.Create("=+-@\t\r"u8);

    /// <summary>Writes a text in UTF-8, in quotes where it needs them. An empty one is <c>""</c>.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> text)
    {
        var formula = text.Length > 0 && BeginFormulas.Contains(text[0]);
        if (!formula && text.Length > 0 && text.IndexOfAny(NeedQuotes) < 0)
        {
            output.Write(text);
            return;
        }

        // An apostrophe makes a spreadsheet show the cell as the text it is.
        output.Write(formula ? "\"'"u8 : "\""u8);
        while (text.IndexOf((byte)'"') is var quote && quote >= 0)
        {
            output.Write(text[..quote]);
            output.Write("\"\""u8);
            text = text[(quote + 1)..];
        }

        output.Write(text);
        output.Write("\""u8);
    }
}
