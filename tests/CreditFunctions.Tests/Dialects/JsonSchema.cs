using System.Text.Json;
using System.Text.RegularExpressions;

namespace CreditFunctions.Tests.Dialects;

/// <summary>The few words of JSON Schema that the vendors' answers are described with; any other in a schema is a mistake.</summary>
internal static class JsonSchema
{
    private static readonly string[] Known = ["type", "properties", "required", "additionalProperties", "items", "anyOf", "maxLength", "pattern"];

    /// <summary>All that is wrong with a value, each with where it is.</summary>
    public static IEnumerable<string> Problems(JsonElement value, JsonElement schema, string at = "$")
    {
        Assert.All(schema.EnumerateObject(), word => Assert.Contains(word.Name, Known));
        if (schema.TryGetProperty("type", out var type) && !Is(value, type.GetString()!))
        {
            return [$"{at} is {value.GetRawText()}, not of type {type}"];
        }

        var choices = schema.TryGetProperty("anyOf", out var anyOf) && anyOf.EnumerateArray().All(choice => Problems(value, choice, at).Any())
            ? [$"{at} is {value.GetRawText()}, which is none of {anyOf}"]
            : Array.Empty<string>();
        return [.. choices, .. value.ValueKind switch
        {
            JsonValueKind.Object => OfObject(value, schema, at),
            JsonValueKind.Array when schema.TryGetProperty("items", out var items) => value.EnumerateArray().Index().SelectMany(item => Problems(item.Item, items, $"{at}[{item.Index}]")),
            JsonValueKind.String => OfText(value.GetString()!, schema, at),
            _ => [],
        }];
    }

    private static bool Is(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => throw new ArgumentException($"There is no type {type}.", nameof(type)),
    };

    private static IEnumerable<string> OfObject(JsonElement value, JsonElement schema, string at)
    {
        if (schema.TryGetProperty("required", out var required))
        {
            foreach (var name in required.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)))
            {
                yield return $"{at}.{name} is missing";
            }
        }

        foreach (var field in value.EnumerateObject())
        {
            var rule = schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(field.Name, out var known) ? known
                : schema.TryGetProperty("additionalProperties", out var others) ? others
                : default;
            foreach (var problem in rule.ValueKind switch
            {
                JsonValueKind.Object => Problems(field.Value, rule, $"{at}.{field.Name}"),
                JsonValueKind.False => [$"{at}.{field.Name} is not allowed"],
                _ => [],
            })
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<string> OfText(string text, JsonElement schema, string at)
    {
        if (schema.TryGetProperty("maxLength", out var most) && text.Length > most.GetInt32())
        {
            yield return $"{at} has {text.Length} characters";
        }

        if (schema.TryGetProperty("pattern", out var pattern) && !Regex.IsMatch(text, pattern.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(1)))
        {
            yield return $"{at} is '{text}', which does not match {pattern}";
        }
    }
}
