using System.Globalization;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;

namespace CreditFunctions.Storage.Azure.Http;

/// <summary>
/// Signs a request as the Blob service and the Queue service ask: verb, eleven standard headers, all <c>x-ms-</c> headers in order of name, and the resource with
/// its whole query in order of name. The resource is the account and the path; an emulator's path names the account again.
/// </summary>
internal sealed class BlobSharedKeyPolicy(SharedKey key) : HttpPipelineSynchronousPolicy
{
    // Date stays empty because x-ms-date is sent.
    private static readonly string[] Standard =
    [
        "Content-Encoding", "Content-Language", "Content-Length", "Content-MD5", "Content-Type", "Date",
        "If-Modified-Since", "If-Match", "If-None-Match", "If-Unmodified-Since", "Range",
    ];

    /// <inheritdoc/>
    public override void OnSendingRequest(HttpMessage message) =>
        message.Request.Headers.SetValue("Authorization", key.Authorization(StringToSign(message.Request, key.Account)));

    /// <summary>What the signature covers.</summary>
    public static string StringToSign(Request request, string account)
    {
        var text = new StringBuilder(512).Append(request.Method.Method).Append('\n');
        foreach (var name in Standard)
        {
            text.Append(name == "Content-Length" ? ContentLength(request) : Header(request, name)).Append('\n');
        }

        var ms = request.Headers.Where(h => h.Name.StartsWith("x-ms-", StringComparison.OrdinalIgnoreCase));
        foreach (var header in ms.OrderBy(h => Lower(h.Name), StringComparer.Ordinal))
        {
            text.Append(Lower(header.Name)).Append(':').Append(header.Value.Trim()).Append('\n');
        }

        var uri = request.Uri.ToUri();
        text.Append('/').Append(account).Append(uri.AbsolutePath);
        foreach (var (name, value) in Query(uri).OrderBy(q => q.Name, StringComparer.Ordinal))
        {
            text.Append('\n').Append(name).Append(':').Append(value);
        }

        return text.ToString();
    }

    private static string ContentLength(Request request) =>
        request.Content is { } content && content.TryComputeLength(out var length) && length > 0
            ? length.ToString(CultureInfo.InvariantCulture)
            : "";

    private static string Header(Request request, string name) => request.Headers.TryGetValue(name, out var value) ? value ?? "" : "";

    private static IEnumerable<(string Name, string Value)> Query(Uri uri) =>
        from pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
        let at = pair.IndexOf('=', StringComparison.Ordinal)
        select (Lower(Uri.UnescapeDataString(pair[..at])), Uri.UnescapeDataString(pair[(at + 1)..]));

#pragma warning disable CA1308 // The service asks for small letters.
    private static string Lower(string name) => name.ToLowerInvariant();
#pragma warning restore CA1308
}
