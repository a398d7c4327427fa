using System.Text;
using System.Text.Unicode;

namespace CreditFunctions.Reports;

/// <summary>Text that may have come from anywhere, on its way into a file that must be UTF-8.</summary>
internal static class Utf8Text
{
    /// <summary>The text itself, or if it is not UTF-8 a copy with U+FFFD in the place of what is wrong.</summary>
    public static ReadOnlySpan<byte> Valid(ReadOnlySpan<byte> text) =>
        Utf8.IsValid(text) ? text : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text));
}
