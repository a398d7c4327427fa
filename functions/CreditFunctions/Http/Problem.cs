using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;

namespace CreditFunctions.Http;

/// <summary>One thing that is wrong with a request.</summary>
/// <param name="Field">The parameter, header or body field (dotted path) at fault.</param>
/// <param name="Detail">What is wrong with its value, and what is allowed.</param>
internal sealed record FieldProblem(string Field, string Detail);

/// <summary>An error as RFC 9457 has it, with a stable <c>code</c> and the field at fault.</summary>
internal sealed record Problem(int Status, string Code, string Detail) : IResult
{
    private const int MaxShown = 64;

    /// <summary>The most problems that are told at once.</summary>
    public const int MaxFields = 50;

    /// <summary>The fields at fault; the first is the one that is named at the top.</summary>
    public IReadOnlyList<FieldProblem> Fields { get; init; } = [];

    /// <summary>Seconds after which to try again.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>A caller's text as an error repeats it: not all of a long one.</summary>
    public static string Shown(string text) => text.Length <= MaxShown ? text : text[..MaxShown] + "…";

    /// <summary>What the caller sent cannot be read or is out of bounds.</summary>
    public static Problem Invalid(params IReadOnlyList<FieldProblem> fields) =>
        new(StatusCodes.Status400BadRequest, "invalid_request", fields[0].Detail) { Fields = fields };

    /// <summary>What the path names is not there.</summary>
    public static Problem NotFound(string code, string field, string detail) =>
        new(StatusCodes.Status404NotFound, code, detail) { Fields = [new(field, detail)] };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        if (RetryAfter is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        (response.StatusCode, var bytes, response.ContentType) = httpContext.Features.Get<ErrorShape>() is { } shape
            ? Shaped(shape(httpContext, this))
            : (Status, JsonSerializer.SerializeToUtf8Bytes(Body(), ProblemJson.Readable.ProblemBody), "application/problem+json");
        response.ContentLength = bytes.Length;
        return HttpMethods.IsHead(httpContext.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(bytes, httpContext.RequestAborted).AsTask();
    }

    private static (int Status, byte[] Body, string ContentType) Shaped((int Status, byte[] Body) answer) => (answer.Status, answer.Body, "application/json; charset=utf-8");

    private ProblemBody Body() => new(
        $"urn:creditfunctions:problem:{Code}", ReasonPhrases.GetReasonPhrase(Status), Status, Code, Detail,
        Fields.Count > 0 ? Fields[0].Field : null, Fields.Count > 1 ? [.. Fields.Take(MaxFields)] : null);
}

/// <summary>The wire form of a <see cref="Problem"/>.</summary>
internal sealed record ProblemBody(
    string Type, string Title, int Status, string Code, string Detail, string? Field, IReadOnlyList<FieldProblem>? Errors);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProblemBody))]
internal sealed partial class ProblemJson : JsonSerializerContext
{
    private static ProblemJson? readable;

    /// <summary>The context in use: quotes and letters stay what they are, since nothing of it is put into HTML.</summary>
    public static ProblemJson Readable => readable ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
