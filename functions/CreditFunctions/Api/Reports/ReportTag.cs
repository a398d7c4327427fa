using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using CreditFunctions.Reports;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Net.Http.Headers;

namespace CreditFunctions.Api.Reports;

/// <summary>
/// The ETag of a page of a snapshot. Neither the snapshot nor what a query makes of it ever changes, so the tag is known before the first row is read: a digest of both, and the coding the
/// answer is sent with.
/// </summary>
internal static class ReportTag
{
    private const int DigestBytes = 16;

    /// <summary>The tag of the page a request asks for; null: the rows are live, and another time the answer may be another.</summary>
    public static EntityTagHeaderValue? Of(HttpContext http, string business, ReportData data)
    {
        if (data.Snapshot is not { } snapshot)
        {
            return null;
        }

        // A timeframe is looked at from the snapshot's instant, so the parameters as they were sent say all.
        var asked = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', business, data.Report.Key, snapshot, http.Request.QueryString.Value)));
        var coding = http.RequestServices.GetRequiredService<IResponseCompressionProvider>().GetCompressionProvider(http)?.EncodingName;
        return new($"\"{Base64Url.EncodeToString(asked.AsSpan(0, DigestBytes))}{(coding is null ? "" : "-" + coding)}\"");
    }

    /// <summary>Does the caller have that answer already?</summary>
    public static bool IsKnown(HttpRequest request, EntityTagHeaderValue tag) =>
        request.GetTypedHeaders().IfNoneMatch is { Count: > 0 } known && known.Any(one => one.Compare(tag, useStrongComparison: false) || one.Tag == "*");
}
