using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Authentication;

/// <summary>Who calls: the business a key belongs to. Put on the request once the key was found good.</summary>
/// <param name="Business">The business.</param>
/// <param name="Scopes">What the caller may do.</param>
internal sealed record Caller(Business Business, Scopes Scopes)
{
    /// <summary>The caller of an authenticated request.</summary>
    public static Caller Of(HttpContext http) =>
        http.Features.Get<Caller>() ?? throw new InvalidOperationException("The function needs a scope to have a caller.");
}
