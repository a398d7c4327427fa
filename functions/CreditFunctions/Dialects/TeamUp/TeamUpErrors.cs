using System.Buffers;
using System.Globalization;
using System.Text.Json;
using CreditFunctions.Http;

namespace CreditFunctions.Dialects.TeamUp;

/// <summary>Errors in the style of Django REST Framework: <c>detail</c>, or each field with all that is wrong with it.</summary>
internal static class TeamUpErrors
{
    /// <summary>The code of a request in a mode the endpoint is not for.</summary>
    public const string ModeNotAllowed = "mode_not_allowed";

    /// <summary>What is wrong with a value that is none of those there are.</summary>
    public static string NoChoice(string value) => $"\"{Problem.Shown(value)}\" is not a valid choice.";

    /// <summary>Status and body of a problem.</summary>
    public static (int Status, byte[] Body) Of(HttpContext http, Problem problem)
    {
        if (problem.Status == StatusCodes.Status401Unauthorized)
        {
            http.Response.Headers.WWWAuthenticate = "Token";
        }

        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, WrittenJson.Options))
        {
            json.WriteStartObject();
            if (problem is { Status: StatusCodes.Status400BadRequest, Fields.Count: > 0 })
            {
                WriteFields(json, problem);
            }
            else
            {
                var (detail, code) = DetailOf(http, problem);
                json.WriteString("detail"u8, detail);
                if (code is not null)
                {
                    json.WriteString("code"u8, code);
                }
            }

            json.WriteEndObject();
        }

        return (problem.Status, body.WrittenSpan.ToArray());
    }

    private static (string Detail, string? Code) DetailOf(HttpContext http, Problem problem) => problem.Code switch
    {
        "authentication_missing" => ("Authentication credentials were not provided.", "not_authenticated"),
        "insufficient_scope" => ("You do not have permission to perform this action.", "permission_denied"),
        "unsupported_media_type" => ($"Unsupported media type \"{Problem.Shown(http.Request.ContentType ?? "")}\" in request.", null),
        "too_many_requests" => (string.Create(CultureInfo.InvariantCulture, $"Request was throttled. Expected available in {problem.RetryAfter} seconds."), null),
        _ => problem.Status switch
        {
            StatusCodes.Status401Unauthorized => ("Invalid token.", "authentication_failed"),
            StatusCodes.Status404NotFound => ("Not found.", null),
            StatusCodes.Status405MethodNotAllowed => ($"Method \"{http.Request.Method}\" not allowed.", null),
            _ => (problem.Detail, problem.Code),
        },
    };

    private static void WriteFields(Utf8JsonWriter json, Problem problem)
    {
        foreach (var field in problem.Fields.Take(Problem.MaxFields).GroupBy(static field => field.Field, StringComparer.Ordinal))
        {
            json.WriteStartArray(field.Key);
            foreach (var one in field)
            {
                json.WriteStringValue(one.Detail);
            }

            json.WriteEndArray();
        }
    }
}
