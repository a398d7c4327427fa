using System.Text.Json;
using CreditFunctions.Ledger;

namespace CreditFunctions.Dialects;

/// <summary>Writes amounts, digit for digit, moments and notes as JSON.</summary>
internal static class JsonValues
{
    private const int MaxTimeLength = 27;

    /// <summary>Writes minor units as a JSON number of major units, such as <c>12.5</c>.</summary>
    public static void WriteAmount(this Utf8JsonWriter json, ReadOnlySpan<byte> name, long minor, int precision)
    {
        Span<byte> utf8 = stackalloc byte[Amount.MaxFormattedLength];
        json.WritePropertyName(name);
        json.WriteRawValue(utf8[..PlainDecimal.Write(minor, precision, utf8)], skipInputValidation: true);
    }

    /// <summary>Writes minor units as a JSON string, as <see cref="PlainDecimal"/> has them.</summary>
    public static void WritePlainDecimal(this Utf8JsonWriter json, ReadOnlySpan<byte> name, long minor, int precision)
    {
        Span<byte> utf8 = stackalloc byte[Amount.MaxFormattedLength];
        json.WriteString(name, utf8[..PlainDecimal.Write(minor, precision, utf8)]);
    }

    /// <summary>Writes a moment in RFC 3339 and UTC; null as null.</summary>
    public static void WriteTime(this Utf8JsonWriter json, ReadOnlySpan<byte> name, Instant? time)
    {
        if (time is not { } instant)
        {
            json.WriteNull(name);
            return;
        }

        Span<byte> utf8 = stackalloc byte[MaxTimeLength];
        _ = instant.TryFormat(utf8, out var written);
        json.WriteString(name, utf8[..written]);
    }

    /// <summary>Writes an object of texts; null as an empty one.</summary>
    public static void WriteTexts(this Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyDictionary<string, string>? texts)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in texts ?? System.Collections.Immutable.ImmutableDictionary<string, string>.Empty)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }
}
