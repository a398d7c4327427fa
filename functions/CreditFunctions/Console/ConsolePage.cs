using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace CreditFunctions.Console;

/// <summary>The page at <c>/</c> and <c>/console</c>: look up a customer, page through a report. It is one file without a key; all it shows comes through the API with the user's own.</summary>
internal static class ConsolePage
{
    /// <summary>Where it is besides <c>/</c>, at which the Functions host may put a page of its own.</summary>
    public const string Path = "/console";

    private static readonly byte[] Page = Read();

    // Nothing but the page's own script and style: whatever else got into it would have the user's key.
    private static readonly string Policy =
        $"default-src 'none'; script-src '{HashOf("script")}'; style-src '{HashOf("style")}'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Has it served at a path.</summary>
    public static void Map(IEndpointRouteBuilder app, string path) => app.MapGet(path, SendAsync).ExcludeFromDescription();

    private static Task SendAsync(HttpContext http)
    {
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return http.Response.Body.WriteAsync(Page, http.RequestAborted).AsTask();
    }

    /// <summary>The hash of the one element of a name, as a policy names it.</summary>
    private static string HashOf(string element)
    {
        var (start, end) = (Page.AsSpan().IndexOf(Encoding.UTF8.GetBytes($"<{element}>")) + element.Length + 2, Page.AsSpan().IndexOf(Encoding.UTF8.GetBytes($"</{element}>")));
        return $"sha256-{Convert.ToBase64String(SHA256.HashData(Page.AsSpan(start, end - start)))}";
    }

    private static byte[] Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("console.html") ?? throw new InvalidOperationException("console.html is not embedded.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
