using System.Security.Cryptography;
using CreditFunctions.Http;

namespace CreditFunctions.Dialects.Stripe;

/// <summary>The headers of an answer that Stripe's clients read.</summary>
internal static class StripeHeaders
{
    private const string Version = "Stripe-Version";
    private const string RequestId = "req_";
    private const int MaxEchoed = 255;
    private const int IdLength = 14;
    private const string IdLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>Names the request, and echoes the version and the key it came with.</summary>
    public static void Begin(HttpContext http)
    {
        if (!http.TraceIdentifier.StartsWith(RequestId, StringComparison.Ordinal))
        {
            http.TraceIdentifier = RequestId + RandomNumberGenerator.GetString(IdLetters, IdLength);
        }

        http.Response.Headers["Request-Id"] = http.TraceIdentifier;
        Echo(http, Version);
        Echo(http, IdempotencyHeader.Name);
    }

    /// <summary>Says that the answer is that of an earlier request with the same key.</summary>
    public static void Replayed(HttpContext http) => http.Response.Headers["Idempotent-Replayed"] = "true";

    private static void Echo(HttpContext http, string name)
    {
        // What cannot be sent back would be an error of the server.
        if (http.Request.Headers.TryGetValue(name, out var value) && value.ToString() is { Length: > 0 and <= MaxEchoed } text && !text.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            http.Response.Headers[name] = text;
        }
    }
}
