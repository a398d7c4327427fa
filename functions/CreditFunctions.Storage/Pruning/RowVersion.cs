using System.Text.Json;
using CreditFunctions.Storage.Credits;

namespace CreditFunctions.Storage.Pruning;

/// <summary>A row, and how it was read.</summary>
/// <param name="Key">Its row key.</param>
/// <param name="ETag">Its version; null: any.</param>
internal readonly record struct RowVersion(string Key, string? ETag)
{
    /// <summary>Reads a row.</summary>
    public static RowVersion Read(ref Utf8JsonReader json)
    {
        var (key, etag) = ("", "");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan;
            _ = json.Read();
            if (name.SequenceEqual("RowKey"u8))
            {
                key = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("odata.etag"u8))
            {
                etag = RowJson.Text(ref json);
            }
            else
            {
                json.Skip();
            }
        }

        return new(key, etag);
    }
}
