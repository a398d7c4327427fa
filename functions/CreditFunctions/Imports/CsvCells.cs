using System.Text;
using System.Text.Unicode;

namespace CreditFunctions.Imports;

/// <summary>The cells of one line of CSV (RFC 4180).</summary>
internal static class CsvCells
{
    /// <summary>Splits a line that has lost its line break; the problem, or null and the cells.</summary>
    public static string? Split(ReadOnlySpan<byte> line, out IReadOnlyList<string> cells)
    {
        var split = new List<string>();
        cells = split;
        if (!Utf8.IsValid(line))
        {
            return "is not valid UTF-8";
        }

        while (true)
        {
            var isQuoted = line.StartsWith("\""u8);
            var end = isQuoted ? EndOfQuoted(line) : line.IndexOf((byte)',') is var comma && comma >= 0 ? comma : line.Length;
            if (end < 0)
            {
                return "has a quote that is opened and not closed";
            }

            var cell = line[..end];
            if (isQuoted)
            {
                split.Add(Encoding.UTF8.GetString(cell[1..^1]).Replace("\"\"", "\"", StringComparison.Ordinal));
            }
            else if (cell.Contains((byte)'"'))
            {
                return $"has a quote inside of cell {split.Count + 1}; a cell with quotes is put in quotes, and each of its own is doubled";
            }
            else
            {
                split.Add(Encoding.UTF8.GetString(cell));
            }

            line = line[end..];
            if (line.IsEmpty)
            {
                return null;
            }

            if (line[0] != ',')
            {
                return $"has text behind the closing quote of cell {split.Count}";
            }

            line = line[1..];
        }
    }

    /// <summary>How many bytes the cell in quotes has with which a line begins; -1: its quote is not closed.</summary>
    private static int EndOfQuoted(ReadOnlySpan<byte> line)
    {
        for (var at = 1; line[at..].IndexOf((byte)'"') is var next && next >= 0; at += 2)
        {
            at += next;
            if (at + 1 == line.Length || line[at + 1] != '"')
            {
                return at + 1;
            }
        }

        return -1;
    }
}
