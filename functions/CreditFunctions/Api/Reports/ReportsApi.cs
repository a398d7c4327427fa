using CreditFunctions.Authentication;
using CreditFunctions.Http;
using CreditFunctions.Reports;
using CreditFunctions.Settings;
using CreditFunctions.Storage.Snapshots;

namespace CreditFunctions.Api.Reports;

/// <summary>The catalogue of reports and their data.</summary>
internal sealed class ReportsApi(SnapshotStore snapshots, ReportSource source, PagedSnapshots paged, ReportReader reader, ProgramSettings settings)
{
    /// <summary>GET the catalogue.</summary>
    public async Task<IResult> CatalogueAsync(HttpContext http)
    {
        var business = Caller.Of(http).Business.Id;
        var reports = new List<ReportCatalogueAnswer>();
        foreach (var report in ReportCatalogue.All)
        {
            var latest = await snapshots.NewestAsync(business, report.Key, http.RequestAborted);
            reports.Add(new(
                report.Key, report.Title, [.. report.Columns.Select(column => new ColumnAnswer(column.Key, column.Label, column.KindName, true, column.Description))],
                settings.ReportSchedule, latest?.Snapshot.ToString(), latest?.AsOf.ToString(), $"/api/reports/{report.Key}/data", $"/api/reports/{report.Key}/snapshots"));
        }

        return new JsonAnswer<ReportsAnswer>(new(reports), ApiJson.Readable.ReportsAnswer);
    }

    /// <summary>GET a page of a report, live or of a snapshot.</summary>
    public async Task<IResult> DataAsync(HttpContext http)
    {
        if (http.Report(out var report) is { } missing)
        {
            return missing;
        }

        var business = Caller.Of(http).Business;
        var parameters = http.Request.Query.SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value ?? "")));
        if (!ReportQueryParser.TryParse(report, business.Id, parameters, out var query, out var problems))
        {
            return QueryProblems.Answer(problems);
        }

        var (data, problem) = await source.DataAsync(business, report, query.Moment, http.RequestAborted);
        if (data is null)
        {
            return problem!;
        }

        var tag = ReportTag.Of(http, business.Id, data);
        if (tag is not null && ReportTag.IsKnown(http.Request, tag))
        {
            return new ReportPageResult(query, data, null, null, tag);
        }

        // The page is whole before its answer begins: a damaged file is a 503, never half an answer.
        ReportPageRows page;
        try
        {
            page = await reader.PageAsync(data, query, http.RequestAborted);
        }
        catch (SnapshotException)
        {
            // Its pages may have been removed since they were looked for: then there is another snapshot, or a better reason. Else it is damaged.
            paged.Forget(business.Id, report.Key);
            (data, problem) = await source.DataAsync(business, report, query.Moment, http.RequestAborted);
            if (data is null)
            {
                return problem!;
            }

            page = await reader.PageAsync(data, query, http.RequestAborted);
            tag = ReportTag.Of(http, business.Id, data);
        }

        return query.Offset > page.Total
            ? QueryProblems.PastTheEnd(query, page.Total)
            : new ReportPageResult(query, data, page, ReportCursor.Next(business.Id, query, data, page), tag);
    }
}
