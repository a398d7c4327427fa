using System.Collections.Immutable;
using System.Text;

namespace CreditFunctions.Reports;

/// <summary>
/// Looks for a text within cells, whatever the case: two characters are the same whose simple upper case in Unicode is, so that no culture matters, and no character is ever two. Accents do
/// count. For one thread at a time.
/// </summary>
/// <param name="columns">Ordinals of the columns that are looked in; one that has it is enough.</param>
/// <param name="wanted">The text.</param>
internal sealed class TextSearch(ImmutableArray<int> columns, string wanted)
{
    private char[] characters = new char[256];

    public bool Matches(in Row row)
    {
        foreach (var column in columns)
        {
            if (Holds(row.Text(column)))
            {
                return true;
            }
        }

        return false;
    }

    private bool Holds(ReadOnlySpan<byte> text)
    {
        // No character has more UTF-16 units than bytes of UTF-8.
        if (text.Length > characters.Length)
        {
            characters = new char[text.Length * 2];
        }

        return characters.AsSpan(0, Encoding.UTF8.GetChars(text, characters)).Contains(wanted, StringComparison.OrdinalIgnoreCase);
    }
}
