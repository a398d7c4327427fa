using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CreditFunctions.Http;

/// <summary>
/// Compares a JSON object with the record it is to become and says, for every field, what is wrong with it: unknown, missing, of another JSON type.
/// The record's own metadata is the rule, so that rule and record cannot drift apart.
/// </summary>
internal static class JsonShape
{
    /// <summary>Adds to <paramref name="problems"/> all that keeps <paramref name="element"/> from being a <paramref name="type"/>.</summary>
    public static void Check(JsonElement element, JsonTypeInfo type, string path, List<FieldProblem> problems)
    {
        foreach (var field in element.EnumerateObject())
        {
            var property = type.Properties.FirstOrDefault(known => known.Name == field.Name);
            var at = Join(path, field.Name);
            if (property is null)
            {
                problems.Add(new(at, $"Unknown field; allowed are {string.Join(", ", type.Properties.Select(known => known.Name))}."));
            }
            else if (field.Value.ValueKind == JsonValueKind.Null ? property.IsRequired : !Fits(field.Value, property.PropertyType))
            {
                problems.Add(new(at, $"{at} must be {Describe(property.PropertyType)}, not {Describe(field.Value)}."));
            }
            else if (field.Value.ValueKind == JsonValueKind.Object && !IsMap(property.PropertyType))
            {
                Check(field.Value, type.Options.GetTypeInfo(property.PropertyType), at, problems);
            }
        }

        foreach (var property in type.Properties)
        {
            if (property.IsRequired && !element.TryGetProperty(property.Name, out _))
            {
                var at = Join(path, property.Name);
                problems.Add(new(at, $"{at} is missing; {Describe(property.PropertyType)} is needed."));
            }
        }
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static bool Fits(JsonElement value, Type type) =>
        type == typeof(string) ? value.ValueKind == JsonValueKind.String
        : type == typeof(int?) || type == typeof(int) ? value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _)
        : type == typeof(bool?) ? value.ValueKind is JsonValueKind.True or JsonValueKind.False
        : IsList(type) ? value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
        : IsMap(type) ? value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(pair => pair.Value.ValueKind == JsonValueKind.String)
        : type.IsClass ? value.ValueKind == JsonValueKind.Object
        : throw new NotSupportedException($"No rule checks a field of type {type}.");

    private static bool IsList(Type type) => type == typeof(IReadOnlyList<string>);

    private static bool IsMap(Type type) => type == typeof(IReadOnlyDictionary<string, string>);

    private static string Describe(Type type) =>
        type == typeof(string) ? "a JSON string"
        : type == typeof(bool?) ? "true or false"
        : IsList(type) ? "a JSON array of strings"
        : IsMap(type) ? "a JSON object whose values are all strings"
        : type.IsClass ? "a JSON object"
        : "a whole number";

    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => $"the number {Shortened(value.GetRawText())}",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };

    private static string Shortened(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
