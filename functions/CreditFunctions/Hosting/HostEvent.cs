using System.Globalization;
using System.Text.Json;
using CreditFunctions.Http;

namespace CreditFunctions.Hosting;

/// <summary>What the Functions host posts when a timer or a queue triggers a function: <c>Data</c> with what triggered it, and <c>Metadata</c> about the call.</summary>
/// <param name="Trigger">The one value of <c>Data</c>: the timer, or the message.</param>
/// <param name="Metadata">What is known of the call; nothing, if there is none.</param>
internal sealed record HostEvent(JsonElement Trigger, JsonElement Metadata)
{
    /// <summary>The most bytes an event may have: a message has at most 64 KB, and an exception told with a retry some more.</summary>
    public const int MaxBytes = 1024 * 1024;

    // A retry tells of its exception, and of those within it.
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 256 };

    /// <summary>Reads an event, or says what is wrong with it.</summary>
    /// <param name="request">The host's request.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public static async Task<(HostEvent? Event, Problem? Problem)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (await BoundedBody.ReadAsync(request, MaxBytes, cancellationToken) is not { } bytes)
        {
            return (null, BoundedBody.TooLarge(MaxBytes));
        }

        try
        {
            using var document = JsonDocument.Parse(bytes, Deep);
            return Of(document.RootElement.Clone());
        }
        catch (JsonException exception)
        {
            return Wrong("body", $"The event is not valid JSON: {exception.Message}");
        }
    }

    /// <summary>A whole number of the metadata, however the host writes it; null: there is none.</summary>
    public static int? Number(JsonElement element, string name) => Member(element, name) switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var value) => value,
        { ValueKind: JsonValueKind.String } text when int.TryParse(text.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) => value,
        _ => null,
    };

    /// <summary>A member of an object; undefined: it is not there, or this is no object.</summary>
    public static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;

    private static (HostEvent? Event, Problem? Problem) Of(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || Member(root, "Data") is not { ValueKind: JsonValueKind.Object } data)
        {
            return Wrong("Data", "An event must be a JSON object with an object 'Data'.");
        }

        return data.EnumerateObject().ToList() is [var trigger]
            ? (new(trigger.Value, Member(root, "Metadata")), null)
            : Wrong("Data", "'Data' must have one member: what triggered the function.");
    }

    private static (HostEvent? Event, Problem? Problem) Wrong(string field, string detail) => (null, Problem.Invalid(new FieldProblem(field, detail)));
}
