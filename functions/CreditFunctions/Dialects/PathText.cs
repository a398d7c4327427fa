using Microsoft.AspNetCore.Http.Features;

namespace CreditFunctions.Dialects;

/// <summary>Reads what a path names where it need not keep the rule of an id.</summary>
internal static class PathText
{
    /// <summary>
    /// A part of the path, decoded once. The server decodes a path but for encoded slashes, so that it is not cut there; what was <c>%252F</c> looks the same by then, and only
    /// what was sent says which it was.
    /// </summary>
    public static string PathValue(this HttpContext http, string name)
    {
        var value = (string?)http.Request.RouteValues[name] ?? "";
        if (!value.Contains("%2F", StringComparison.OrdinalIgnoreCase))
        {
            return value;
        }

        var path = (http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "").Split('?')[0];
        var sent = Array.Find(path.Split('/'), part => AsServed(part) == value);
        return sent is null ? value.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase) : Uri.UnescapeDataString(sent);
    }

    /// <summary>A part of what was sent as the server decodes it.</summary>
    private static string AsServed(string sent) =>
        Uri.UnescapeDataString(sent.Replace("%2F", "%252F", StringComparison.Ordinal).Replace("%2f", "%252f", StringComparison.Ordinal));
}
