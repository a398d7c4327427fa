using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace CreditFunctions.Standin;

/// <summary>Path and query as a host sends them on.</summary>
/// <param name="Path">As it came, but <c>%2e</c> is read as a dot, and segments of dots are resolved.</param>
/// <param name="Query">Parsed and written anew: what is there twice is joined by a comma, and what has no value has an empty one.</param>
internal sealed record RequestTarget(string Path, string Query)
{
    /// <summary>That of a request.</summary>
    public static RequestTarget Of(HttpContext http)
    {
        var raw = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];
        if (!raw.StartsWith('/'))
        {
            // The absolute form, as a proxy is asked.
            var rest = raw.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? raw[(scheme + 3)..] : "";
            raw = rest.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? rest[slash..] : "/";
        }

        return new(Resolve(raw.Replace("%2e", ".", StringComparison.OrdinalIgnoreCase)), Rebuild(http.Request.QueryString.Value));
    }

    private static string Resolve(string path)
    {
        var resolved = new List<string>();
        var segments = path.Split('/')[1..];
        for (var at = 0; at < segments.Length; at++)
        {
            var isDots = segments[at] is "." or "..";
            if (segments[at] == ".." && resolved.Count > 0)
            {
                resolved.RemoveAt(resolved.Count - 1);
            }

            if (!isDots)
            {
                resolved.Add(segments[at]);
            }
            else if (at == segments.Length - 1)
            {
                resolved.Add("");
            }
        }

        return "/" + string.Join('/', resolved);
    }

    private static string Rebuild(string? query)
    {
        var parsed = QueryHelpers.ParseQuery(query);
        return parsed.Count == 0 ? "" : "?" + string.Join('&', parsed.Select(one => $"{Escaped(one.Key)}={Escaped(string.Join(',', one.Value.ToArray()))}"));
    }

    // Whether a comma was written as such or escaped cannot be told any more.
    private static string Escaped(string text) => Uri.EscapeDataString(text).Replace("%2C", ",", StringComparison.Ordinal);
}
