using System.Text.Json;

namespace CreditFunctions.Dialects.Dodo;

/// <summary>Lists as Dodo Payments has them: <c>{"items": [...]}</c>, with neither a total nor a link to the next page.</summary>
internal static class DodoItems
{
    /// <summary>The answer of a list.</summary>
    /// <param name="items">The items of the page.</param>
    /// <param name="write">Writes one.</param>
    public static WrittenJson Of<T>(IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write) => new(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("items"u8);
        foreach (var item in items)
        {
            write(json, item);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
