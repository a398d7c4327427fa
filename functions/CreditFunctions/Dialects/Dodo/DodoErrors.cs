using System.Text.Encodings.Web;
using System.Text.Json;
using CreditFunctions.Http;
using CreditFunctions.Ledger;

namespace CreditFunctions.Dialects.Dodo;

/// <summary>Errors as Dodo Payments has them: <c>{"code": "...", "message": "..."}</c>.</summary>
internal static class DodoErrors
{
    /// <summary>A parameter of the query is not what it may be: 422.</summary>
    public const string BadQuery = "invalid_query";

    /// <summary>A field of the body is not what it may be there: 422.</summary>
    public const string BadField = "invalid_field_here";

    /// <summary>The idempotency key was used before.</summary>
    public const string KeyUsed = "idempotency_key_used";

    /// <summary>Nobody knows whether the write was done, and to send it again may do it twice.</summary>
    public const string UnsafeToRepeat = "outcome_unknown_without_key";

    /// <summary>What was to be undeleted is not deleted.</summary>
    public const string NotDeleted = "not_deleted";

    private const string SnapshotFailed = "snapshot_failed";
    private const int MaxMessage = 2000;

    // Its SDKs send a request again after 409 and after 5xx, unless this header says no.
    private const string ShouldRetry = "x-should-retry";

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The problem of something that is not there, or not the business's.</summary>
    public static Problem NotFound(string detail) => new(StatusCodes.Status404NotFound, "not_found_here", detail);

    /// <summary>The problem of a query parameter.</summary>
    public static Problem Query(string name, string detail) => new(StatusCodes.Status422UnprocessableEntity, BadQuery, detail) { Fields = [new(name, detail)] };

    /// <summary>How a problem looks.</summary>
    public static (int Status, byte[] Body) Of(HttpContext http, Problem problem)
    {
        var (status, code) = StatusAndCode(problem);
        if (status == StatusCodes.Status409Conflict || problem.Code is UnsafeToRepeat or NotDeleted or SnapshotFailed)
        {
            http.Response.Headers[ShouldRetry] = "false";
        }

        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Readable))
        {
            json.WriteStartObject();
            json.WriteString("code"u8, code);
            json.WriteString("message"u8, Message(http, problem));
            json.WriteEndObject();
        }

        return (status, bytes.ToArray());
    }

    private static (int Status, string Code) StatusAndCode(Problem problem) => problem.Code switch
    {
        RefusalCodes.InsufficientCredit => (StatusCodes.Status400BadRequest, "INSUFFICIENT_CREDIT_BALANCE"),
        RefusalCodes.TooManyActiveGrants or RefusalCodes.TotalTooLarge or RefusalCodes.AccountTooLarge or RefusalCodes.TooManyAccounts or RefusalCodes.CommitTooLarge =>
            (StatusCodes.Status400BadRequest, problem.Code.ToUpperInvariant()),
        KeyUsed => (StatusCodes.Status409Conflict, "IDEMPOTENCY_KEY_ALREADY_EXISTS"),
        BadQuery => (problem.Status, "INVALID_QUERY_PARAMS"),
        // All balances of an entitlement come from a report: one that is too large can be asked for by customer, and one that could not be made is the service's own trouble.
        "report_too_large" => (StatusCodes.Status422UnprocessableEntity, "INVALID_QUERY_PARAMS"),
        SnapshotFailed => (StatusCodes.Status503ServiceUnavailable, "INTERNAL_SERVER_ERROR"),
        "bad_request" => (problem.Status, "INVALID_REQUEST_PARAMETERS"),
        _ => (problem.Status, OfStatus(problem)),
    };

    private static string OfStatus(Problem problem) => problem.Status switch
    {
        StatusCodes.Status400BadRequest or StatusCodes.Status422UnprocessableEntity => "INVALID_REQUEST_BODY",
        StatusCodes.Status401Unauthorized => "UNAUTHORIZED",
        StatusCodes.Status403Forbidden => "FORBIDDEN",
        StatusCodes.Status404NotFound => "NOT_FOUND",
        StatusCodes.Status429TooManyRequests => "TOO_MANY_REQUESTS",
        >= StatusCodes.Status500InternalServerError => "INTERNAL_SERVER_ERROR",
        _ => problem.Code.ToUpperInvariant(),
    };

    private static string Message(HttpContext http, Problem problem)
    {
        if (problem.Code == "not_found")
        {
            return $"There is nothing at {http.Request.Method} {http.Request.Path}.";
        }

        var message = problem.Code != "invalid_request" ? problem.Detail : string.Join(' ', problem.Fields.Take(Problem.MaxFields).Select(
            static field => field.Detail.Contains(field.Field, StringComparison.Ordinal) ? field.Detail : $"{field.Field}: {field.Detail}"));
        return message.Length <= MaxMessage ? message : message[..MaxMessage] + "…";
    }
}
