using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CreditFunctions.Http;

/// <summary>Reads a JSON body strictly: what it does not know, it refuses by name.</summary>
internal static class JsonBody
{
    /// <summary>The most bytes a body may have.</summary>
    public const int MaxBytes = 256 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8 };

    /// <summary>The body as a JSON object, or what is wrong with it. The caller disposes of the document.</summary>
    public static Task<(JsonDocument? Body, Problem? Problem)> ReadObjectAsync(HttpRequest request, CancellationToken cancellationToken) =>
        ReadAsync(request, JsonValueKind.Object, cancellationToken);

    /// <summary>The body as a JSON array, or what is wrong with it. The caller disposes of the document.</summary>
    public static Task<(JsonDocument? Body, Problem? Problem)> ReadArrayAsync(HttpRequest request, CancellationToken cancellationToken) =>
        ReadAsync(request, JsonValueKind.Array, cancellationToken);

    /// <summary>A text as a JSON object, or what is wrong with it. The caller disposes of the document.</summary>
    /// <param name="bytes">The text.</param>
    /// <param name="what">What errors call it.</param>
    public static (JsonDocument? Object, FieldProblem? Problem) ParseObject(ReadOnlyMemory<byte> bytes, string what) => Parse(bytes, what, JsonValueKind.Object);

    /// <summary>An object of the body as <typeparamref name="T"/>, or everything that is wrong with it.</summary>
    public static (T? Value, IReadOnlyList<FieldProblem> Problems) Bind<T>(JsonElement element, JsonTypeInfo<T> type, string path = "")
        where T : class
    {
        var problems = new List<FieldProblem>();
        JsonShape.Check(element, type, path, problems);
        return problems.Count > 0 ? (null, problems) : (element.Deserialize(type), []);
    }

    /// <summary>The problem of a body that does not say it is JSON; routing finds most of them.</summary>
    public static Problem NotJson(HttpRequest request) =>
        new(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", $"Content-Type is '{request.ContentType}'; allowed is application/json.")
        {
            Fields = [new("Content-Type", "Allowed is application/json.")],
        };

    /// <summary>The problem of a body that is too large.</summary>
    public static Problem TooLarge() => BoundedBody.TooLarge(MaxBytes);

    /// <summary>
    /// The first field that an object has twice; null: none has. On the way every text is read once, since the parser takes text that cannot be read as a
    /// string: it is found here, and not wherever a field happens to be read.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is text that is not Unicode.</exception>
    private static string? RepeatedField(ReadOnlyMemory<byte> body)
    {
        var json = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = Strict.MaxDepth });
        var objects = new Stack<HashSet<string>>();
        while (json.Read())
        {
            switch (json.TokenType)
            {
                case JsonTokenType.StartObject:
                    objects.Push(new(StringComparer.Ordinal));
                    break;
                case JsonTokenType.EndObject:
                    objects.Pop();
                    break;
                case JsonTokenType.PropertyName when !objects.Peek().Add(json.GetString()!):
                    return json.GetString();
                case JsonTokenType.String:
                    _ = json.GetString();
                    break;
                default:
                    break;
            }
        }

        return null;
    }

    private static async Task<(JsonDocument? Body, Problem? Problem)> ReadAsync(HttpRequest request, JsonValueKind kind, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType())
        {
            return (null, NotJson(request));
        }

        var bytes = await BoundedBody.ReadAsync(request, MaxBytes, cancellationToken);
        if (bytes is null)
        {
            return (null, TooLarge());
        }

        var (body, wrong) = Parse(bytes, "body", kind);
        return (body, wrong is null ? null : Problem.Invalid(wrong));
    }

    private static (JsonDocument? Body, FieldProblem? Problem) Parse(ReadOnlyMemory<byte> bytes, string what, JsonValueKind kind)
    {
        var needed = kind == JsonValueKind.Object ? "JSON object" : "JSON array";
        if (bytes.Length == 0)
        {
            return (null, new FieldProblem(what, $"The {what} is empty; a {needed} is needed."));
        }

        try
        {
            if (RepeatedField(bytes) is { } repeated)
            {
                return (null, new FieldProblem(repeated, $"The field '{repeated}' is there twice."));
            }

            var body = JsonDocument.Parse(bytes, Strict);
            if (body.RootElement.ValueKind == kind)
            {
                return (body, null);
            }

            body.Dispose();
            return (null, new FieldProblem(what, $"The {what} must be a {needed}."));
        }
        catch (JsonException exception)
        {
            return (null, new FieldProblem(what, $"The {what} is not valid JSON: {exception.Message}"));
        }
        catch (InvalidOperationException)
        {
            return (null, new FieldProblem(what, $"The {what} holds text that is not Unicode: invalid UTF-8, or half of a surrogate pair."));
        }
    }
}
