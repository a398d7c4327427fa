using System.Security.Cryptography;
using System.Text;

namespace CreditFunctions.Http;

/// <summary>The header <c>Idempotency-Key</c>.</summary>
internal static class IdempotencyHeader
{
    public const string Name = "Idempotency-Key";

    /// <summary>What a key may be, for error messages.</summary>
    public const string Rule = "1 to 255 visible ASCII characters";

    private const int MaxLength = 255;

    /// <summary>May a key be this?</summary>
    public static bool IsValid(string key) => key.Length is > 0 and <= MaxLength && !key.AsSpan().ContainsAnyExceptInRange('!', '~');

    /// <summary>The key of a request, or null if it has none; the problem, or null.</summary>
    public static Problem? Read(HttpContext http, out string? key)
    {
        key = http.Request.Headers.TryGetValue(Name, out var header) ? header.ToString() : null;
        // Two keys come from the Functions host as one with a comma.
        return key is null || (IsValid(key) && !key.Contains(',', StringComparison.Ordinal)) ? null : Problem.Invalid(new FieldProblem(Name, $"{Name} must be one, of {Rule} without a comma."));
    }

    /// <summary>SHA-256 of a key or a request, in hexadecimal.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
