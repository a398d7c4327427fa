using System.Globalization;
using System.Text.Json;
using CreditFunctions.Ledger;

namespace CreditFunctions.Storage.Tables;

/// <summary>Reads the values <see cref="ColumnWriter"/> wrote; the reader stands on the value. A column that was asked for and is not there may come as JSON null.</summary>
public static class ColumnReader
{
    /// <summary>An Int64, which comes as a string.</summary>
    public static long Number(ref Utf8JsonReader json)
    {
        // 20 digits and a sign; none of them is ever escaped.
        Span<byte> text = stackalloc byte[24];
        return json.TokenType == JsonTokenType.Number
            ? json.GetInt64()
            : long.Parse(text[..json.CopyString(text)], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }

    /// <summary>A DateTime or the <c>Timestamp</c>, which may have a seventh decimal; it is cut off.</summary>
    public static Instant Time(ref Utf8JsonReader json) => Instant.From(json.GetDateTimeOffset());
}
