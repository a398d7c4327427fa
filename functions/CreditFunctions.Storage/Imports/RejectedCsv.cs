using System.Buffers;
using System.Globalization;
using System.Text;
using CreditFunctions.Reports;

namespace CreditFunctions.Storage.Imports;

/// <summary>Rejected lines as CSV.</summary>
public static class RejectedCsv
{
    /// <summary>The most characters of a line's content that are shown.</summary>
    public const int MaxContent = 1_000;

    /// <summary>The first line.</summary>
    public static ReadOnlySpan<byte> Header => "line,code,field,detail,content\r\n"u8;

    /// <summary>The lines, without the header.</summary>
    public static ReadOnlyMemory<byte> Of(IEnumerable<RejectedLine> lines)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var rejected in lines)
        {
            output.Write(Encoding.ASCII.GetBytes(rejected.Line.Number.ToString(CultureInfo.InvariantCulture)));
            foreach (var cell in new[] { rejected.Code, rejected.Field, rejected.Detail, Shown(rejected.Line.Content) })
            {
                output.Write(","u8);
                if (cell is not null)
                {
                    CsvCell.Write(output, Encoding.UTF8.GetBytes(cell));
                }
            }

            output.Write("\r\n"u8);
        }

        return output.WrittenMemory;
    }

    private static string Shown(ReadOnlyMemory<byte> content)
    {
        // No character has more than four bytes.
        var text = Encoding.UTF8.GetString(content.Span[..Math.Min(content.Length, MaxContent * 4)]);
        return text.Length <= MaxContent ? text : text[..(char.IsHighSurrogate(text[MaxContent - 1]) ? MaxContent - 1 : MaxContent)];
    }
}
