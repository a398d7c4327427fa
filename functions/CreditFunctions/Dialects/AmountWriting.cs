using System.Text.Json;
using CreditFunctions.Ledger;

namespace CreditFunctions.Dialects;

/// <summary>Writes amounts as JSON numbers, digit for digit.</summary>
internal static class AmountWriting
{
    /// <summary>A number of major units without zeros at its end, such as <c>12.5</c>.</summary>
    public static void WriteAmount(this Utf8JsonWriter json, ReadOnlySpan<byte> name, long minor, int precision)
    {
        Span<byte> utf8 = stackalloc byte[Amount.MaxFormattedLength];
        json.WritePropertyName(name);
        json.WriteRawValue(utf8[..PlainDecimal.Write(minor, precision, utf8)], skipInputValidation: true);
    }
}
