using System.Buffers;
using System.Text.Json;
using CreditFunctions.Http;

namespace CreditFunctions.Dialects.Paddle;

/// <summary>Errors as Paddle has them. Its SDK reads nothing but the body, and breaks over one without <c>error</c> and <c>meta</c>.</summary>
internal static class PaddleErrors
{
    /// <summary>The code of a path that is not of the form it should be.</summary>
    public const string BadRequest = "bad_request";

    private const string InvalidField = "invalid_field";
    private const string Documentation = "https://developer.paddle.com/errors/shared/";

    /// <summary>Status and body of a problem.</summary>
    public static (int Status, byte[] Body) Of(HttpContext http, Problem problem)
    {
        var (status, code) = CodeOf(problem);
        // Paddle answers 403 where others challenge with 401.
        http.Response.Headers.Remove("WWW-Authenticate");
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, WrittenJson.Options))
        {
            json.WriteStartObject();
            json.WriteStartObject("error"u8);
            json.WriteString("type"u8, status >= StatusCodes.Status500InternalServerError || status == StatusCodes.Status429TooManyRequests ? "api_error"u8 : "request_error"u8);
            json.WriteString("code"u8, code);
            json.WriteString("detail"u8, problem.Detail);
            json.WriteString("documentation_url"u8, Documentation + code);
            if (code == InvalidField)
            {
                WriteFields(json, problem);
            }

            json.WriteEndObject();
            json.WriteStartObject("meta"u8);
            json.WriteString("request_id"u8, RequestId.Of(http));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return (status, body.WrittenSpan.ToArray());
    }

    private static (int Status, string Code) CodeOf(Problem problem) => problem.Code switch
    {
        "authentication_missing" or "authentication_malformed" => (StatusCodes.Status403Forbidden, problem.Code),
        "authentication_failed" => (StatusCodes.Status403Forbidden, "invalid_token"),
        // What is not even routed.
        "not_found" => (StatusCodes.Status404NotFound, "invalid_url"),
        "invalid_request" => (StatusCodes.Status400BadRequest, InvalidField),
        _ => problem.Status switch
        {
            StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden => (StatusCodes.Status403Forbidden, "forbidden"),
            StatusCodes.Status404NotFound => (problem.Status, "not_found"),
            StatusCodes.Status405MethodNotAllowed => (problem.Status, "method_not_allowed"),
            StatusCodes.Status415UnsupportedMediaType => (StatusCodes.Status400BadRequest, BadRequest),
            StatusCodes.Status429TooManyRequests => (problem.Status, "too_many_requests"),
            StatusCodes.Status503ServiceUnavailable => (problem.Status, "service_unavailable"),
            < StatusCodes.Status500InternalServerError => (problem.Status, BadRequest),
            _ => (problem.Status, "internal_error"),
        },
    };

    private static void WriteFields(Utf8JsonWriter json, Problem problem)
    {
        json.WriteStartArray("errors"u8);
        foreach (var field in problem.Fields.Take(Problem.MaxFields))
        {
            json.WriteStartObject();
            json.WriteString("field"u8, field.Field);
            json.WriteString("message"u8, field.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
