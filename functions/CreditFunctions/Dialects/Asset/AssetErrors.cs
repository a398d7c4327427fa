using System.Buffers;
using System.Globalization;
using System.Text.Json;
using CreditFunctions.Hosting;
using CreditFunctions.Http;

namespace CreditFunctions.Dialects.Asset;

/// <summary>Errors as Asset has them: <c>{"error": text, "data": anything}</c>. What is wrong with single fields is a list in <c>data</c>, each with where it is.</summary>
internal static class AssetErrors
{
    private const string Validation = "Validation error";
    private const string Body = "body";

    /// <summary>A field that cannot be as it was sent. Its name is where it is, such as <c>body.0.amount</c>.</summary>
    public static Problem Invalid(params IReadOnlyList<FieldProblem> fields) =>
        new(StatusCodes.Status422UnprocessableEntity, "invalid_request", Validation) { Fields = fields };

    /// <summary>A request that can be read and cannot be done.</summary>
    public static Problem Unprocessable(string detail) => new(StatusCodes.Status422UnprocessableEntity, "unprocessable", detail);

    /// <summary>What the path names is not there.</summary>
    public static Problem NotFound(string detail) => new(StatusCodes.Status404NotFound, "missing", detail);

    /// <summary>The caller may not do it.</summary>
    public static Problem Forbidden(string detail) => new(StatusCodes.Status403Forbidden, "forbidden", detail);

    /// <summary>The envelope of a problem.</summary>
    public static (int Status, byte[] Body) Of(HttpContext http, Problem problem)
    {
        var status = StatusOf(problem);
        if (status == StatusCodes.Status401Unauthorized)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
        }

        var bytes = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(bytes, WrittenJson.Options))
        {
            var isInvalid = status == StatusCodes.Status422UnprocessableEntity && problem is { Code: "invalid_request", Fields.Count: > 0 };
            json.WriteStartObject();
            json.WriteString("error"u8, isInvalid ? Validation : TextOf(http, problem));
            json.WritePropertyName("data"u8);
            if (isInvalid)
            {
                // What every function shares names fields of the body by themselves.
                Write(json, problem.Fields, problem.Status == StatusCodes.Status400BadRequest);
            }
            else
            {
                json.WriteNullValue();
            }

            json.WriteEndObject();
        }

        return (status, bytes.WrittenSpan.ToArray());
    }

    private static int StatusOf(Problem problem) => (problem.Status, problem.Code) switch
    {
        (StatusCodes.Status400BadRequest, "invalid_request") => StatusCodes.Status422UnprocessableEntity,
        (StatusCodes.Status409Conflict, "snapshot_failed") => StatusCodes.Status503ServiceUnavailable,
        (StatusCodes.Status409Conflict, _) => StatusCodes.Status422UnprocessableEntity,
        var (status, _) => status,
    };

    private static string TextOf(HttpContext http, Problem problem) => problem.Code switch
    {
        "authentication_missing" or "authentication_malformed" or "authentication_failed" => "Could not validate credentials",
        "insufficient_scope" => $"Insufficient scope: {TokenScopes.NameOf(http.GetEndpoint()!.Metadata.GetRequiredMetadata<HttpFunction>().Scope)}",
        "not_found" => "Not found",
        "storage_unavailable" => "Service unavailable",
        "internal_error" => "Internal server error",
        _ => problem.Detail,
    };

    private static void Write(Utf8JsonWriter json, IReadOnlyList<FieldProblem> fields, bool areOfBody)
    {
        json.WriteStartArray();
        foreach (var field in fields.Take(Problem.MaxFields))
        {
            json.WriteStartObject();
            json.WriteStartArray("loc"u8);
            if (areOfBody && field.Field != Body)
            {
                json.WriteStringValue(Body);
            }

            foreach (var step in field.Field.Split('.'))
            {
                if (int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
                {
                    json.WriteNumberValue(index);
                }
                else
                {
                    json.WriteStringValue(step);
                }
            }

            json.WriteEndArray();
            json.WriteString("msg"u8, field.Detail);
            json.WriteString("type"u8, "value_error"u8);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
