using Microsoft.AspNetCore.Http.Extensions;

namespace CreditFunctions.Dialects;

/// <summary>Absolute links into an answer, at the address the client itself used.</summary>
internal static class RequestLink
{
    /// <summary>
    /// A link at the request's own host. Where a proxy ends TLS, it says so in <c>X-Forwarded-Proto</c>: a client that asked by https would not follow a link to http.
    /// </summary>
    public static string To(HttpRequest request, PathString path, QueryString query)
    {
        // Of several proxies the first was asked by the client.
        var forwarded = request.Headers["X-Forwarded-Proto"].ToString().Split(',')[0].Trim();
        return UriHelper.BuildAbsolute(forwarded is "http" or "https" ? forwarded : request.Scheme, request.Host, request.PathBase, path, query);
    }
}
