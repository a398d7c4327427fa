using System.Globalization;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace CreditFunctions.Api.Reports;

/// <summary>A page of a report as an answer, or 304 where the caller has it.</summary>
/// <param name="Query">What was asked.</param>
/// <param name="Data">The rows that were asked.</param>
/// <param name="Page">The page; null: the caller has it.</param>
/// <param name="NextCursor">What asks for the page after it; null: there is none.</param>
/// <param name="Tag">Its ETag, if its rows are a snapshot's.</param>
internal sealed record ReportPageResult(ReportQuery Query, ReportData Data, ReportPageRows? Page, string? NextCursor, EntityTagHeaderValue? Tag) : IResult
{
    // Live rows are others the next time; a page of the latest snapshot is good as long as that is the latest; one of a named snapshot for good, though not for ever paged.
    private const string Live = "no-store";
    private const string Latest = "private, no-cache";
    private const string Named = "private, max-age=3600, immutable";

    // What says which page it is.
    private static readonly string[] Places = ["offset", "page", "page_size", "limit", "cursor", "snapshot"];

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, headers) = (httpContext.Response, httpContext.Response.Headers);
        headers.CacheControl = Data.Snapshot is null ? Live : Query.Moment.Snapshot is null ? Latest : Named;
        headers.ETag = Tag?.ToString();
        headers.Vary = $"{HeaderNames.Authorization}, {HeaderNames.AcceptEncoding}";
        headers["X-Report-As-Of"] = Data.AsOf.ToString();
        headers["X-Report-Source"] = Data.Snapshot is { } snapshot ? $"snapshot {snapshot}" : "live";
        if (Page is null)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        headers["X-Report-Plan"] = SnakeCase.Name(Page.Plan);
        headers["X-Total-Count"] = Page.Total.ToString(CultureInfo.InvariantCulture);
        headers.Link = NextCursor is null ? default : $"<{NextPage(httpContext.Request)}>; rel=\"next\"";
        response.ContentType = ReportContentTypes.Of(Query.Format);
        if (Query.Format != ReportFormat.Json)
        {
            headers.ContentDisposition = $"attachment; filename=\"{SnapshotFile.NameOf(Query.Report, Query.Format)}\"";
        }

        await PageWriter.WriteAsync(response.BodyWriter, new(Query, Page, Data.AsOf, Data.Snapshot, NextCursor), httpContext.RequestAborted);
    }

    private string NextPage(HttpRequest request)
    {
        var asked = request.Query.Where(static pair => !Places.Contains(pair.Key, StringComparer.Ordinal)).SelectMany(static pair => pair.Value, static (pair, value) => KeyValuePair.Create(pair.Key, value));
        return QueryHelpers.AddQueryString(
            request.Path, asked.Append(new("limit", Query.Limit.ToString(CultureInfo.InvariantCulture))).Append(new("cursor", NextCursor)));
    }
}
