using System.Text.Json;
using CreditFunctions.Http;

namespace CreditFunctions.Imports;

/// <summary>The fields of a line besides those of its command.</summary>
internal static class LineFields
{
    public const string Type = "type";
    public const string CustomerId = "customer_id";
    public const string Entitlement = "entitlement";
    public const string Unit = "unit";
    public const string CreatedAt = "created_at";
    public const string Key = "idempotency_key";

    /// <summary>Those that say whose and where a command is, and when and by which key it was done.</summary>
    public static readonly IReadOnlyList<string> OfTheLine = [Type, CustomerId, Entitlement, Unit, CreatedAt, Key];

    /// <summary>A text; null if the field is missing.</summary>
    public static FieldProblem? Text(JsonElement line, string field, out string? text)
    {
        text = null;
        if (!line.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return text is null ? new(field, $"{field} must be a JSON string.") : null;
    }

    /// <summary>A copy of an object without some fields, and with other values for some texts. The caller disposes of it.</summary>
    public static JsonDocument Copy(JsonElement line, IReadOnlyCollection<string> without, IReadOnlyDictionary<string, string> replaced)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var field in line.EnumerateObject().Where(field => !without.Contains(field.Name, StringComparer.Ordinal)))
            {
                if (replaced.TryGetValue(field.Name, out var value))
                {
                    json.WriteString(field.Name, value);
                }
                else
                {
                    field.WriteTo(json);
                }
            }

            json.WriteEndObject();
        }

        return JsonDocument.Parse(buffer.WrittenMemory);
    }
}
