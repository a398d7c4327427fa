using System.Buffers;
using System.Text.Json;
using CreditFunctions.Http;

namespace CreditFunctions.Dialects.Stripe;

/// <summary>
/// Errors in Stripe's envelope. Its SDK takes an answer without <c>error</c> for a success, and asks again after a 409 or 5xx: what would be refused again is a 400.
/// </summary>
internal static class StripeErrors
{
    /// <summary>The status and body of a problem.</summary>
    public static (int Status, byte[] Body) Of(HttpContext http, Problem problem)
    {
        // Whatever had begun to be answered before something went wrong is gone, its headers too.
        StripeHeaders.Begin(http);
        var code = CodeOf(problem);
        var status = StatusOf(problem, code);
        var body = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(body, WrittenJson.Options))
        {
            json.WriteStartObject();
            json.WriteStartObject("error"u8);
            json.WriteString("type"u8, TypeOf(problem, status));
            if (code is not null)
            {
                json.WriteString("code"u8, code);
            }

            json.WriteString("message"u8, MessageOf(http, problem));
            if (ParameterOf(problem) is { } parameter)
            {
                json.WriteString("param"u8, parameter);
            }

            if (code is not null)
            {
                json.WriteString("doc_url"u8, $"https://stripe.com/docs/error-codes/{code.Replace('_', '-')}");
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return (status, body.WrittenSpan.ToArray());
    }

    private static string? CodeOf(Problem problem) => problem.Code switch
    {
        StripeProblems.ParameterMissing or StripeProblems.ParameterUnknown or StripeProblems.ParameterInvalidInteger or StripeProblems.ParameterInvalidEmpty
            or StripeProblems.ResourceMissing or StripeProblems.KeyInUse => problem.Code,
        "customer_not_found" => StripeProblems.ResourceMissing,
        "too_many_requests" => StripeProblems.RateLimit,
        _ => null,
    };

    private static int StatusOf(Problem problem, string? code) => problem.Status switch
    {
        StatusCodes.Status409Conflict when code != StripeProblems.KeyInUse => StatusCodes.Status400BadRequest,
        StatusCodes.Status422UnprocessableEntity => StatusCodes.Status400BadRequest,
        StatusCodes.Status404NotFound when problem.Code == "customer_not_found" => StatusCodes.Status400BadRequest,
        var status => status,
    };

    private static string TypeOf(Problem problem, int status) => problem.Code switch
    {
        StripeProblems.KeyReused or StripeProblems.KeyInUse => "idempotency_error",
        _ when status >= StatusCodes.Status500InternalServerError => "api_error",
        _ => "invalid_request_error",
    };

    private static string MessageOf(HttpContext http, Problem problem) => problem.Code switch
    {
        "not_found" or "method_not_allowed" => $"Unrecognized request URL ({http.Request.Method}: {http.Request.Path}).",
        _ => problem.Detail,
    };

    private static string? ParameterOf(Problem problem) => problem.Code switch
    {
        StripeProblems.ParameterMissing or StripeProblems.ParameterUnknown or StripeProblems.ParameterInvalidInteger or StripeProblems.ParameterInvalidEmpty
            or StripeProblems.ResourceMissing or StripeProblems.InvalidRequest when problem.Fields is [var first, ..] && first.Field != IdempotencyHeader.Name => first.Field,
        "customer_not_found" => "customer",
        _ => null,
    };
}
