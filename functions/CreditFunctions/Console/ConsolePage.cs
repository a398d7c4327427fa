using System.Reflection;

namespace CreditFunctions.Console;

/// <summary>The page at <c>/</c>: look up a customer, page through a report. It is one file without a key; all it shows comes through the API with the user's own.</summary>
internal static class ConsolePage
{
    private static readonly byte[] Page = Read();

    public static void MapConsole(this WebApplication app) =>
        app.MapGet("/", static http =>
        {
            http.Response.ContentType = "text/html; charset=utf-8";
            http.Response.Headers.CacheControl = "no-cache";
            http.Response.Headers.ContentSecurityPolicy = "default-src 'self' 'unsafe-inline'; frame-ancestors 'none'";
            http.Response.Headers.XContentTypeOptions = "nosniff";
            return http.Response.Body.WriteAsync(Page, http.RequestAborted).AsTask();
        }).ExcludeFromDescription();

    private static byte[] Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("console.html") ?? throw new InvalidOperationException("console.html is not embedded.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
