using CreditFunctions.Authentication;
using CreditFunctions.Http;
using CreditFunctions.Reports;
using CreditFunctions.Settings;
using CreditFunctions.Storage.Snapshots;

namespace CreditFunctions.Api.Reports;

/// <summary>The catalogue of reports and their data.</summary>
internal sealed class ReportsApi(SnapshotStore snapshots, ReportSource source, ProgramSettings settings)
{
    /// <summary>GET the catalogue.</summary>
    public async Task<IResult> CatalogueAsync(HttpContext http)
    {
        var business = Caller.Of(http).Business.Id;
        var reports = new List<ReportCatalogueAnswer>();
        foreach (var report in ReportCatalogue.All)
        {
            var latest = await snapshots.LatestAsync(business, report.Key, http.RequestAborted);
            reports.Add(new(
                report.Key, report.Title, [.. report.Columns.Select(column => new ColumnAnswer(column.Key, column.Label, column.KindName, true, column.Description))],
                settings.ReportSchedule, latest?.ToString(), latest?.Slot.ToString(), $"/api/reports/{report.Key}/data", $"/api/reports/{report.Key}/snapshots"));
        }

        return new JsonAnswer<ReportsAnswer>(new(reports), ApiJson.Readable.ReportsAnswer);
    }

    /// <summary>GET a page of a report, live or of its latest snapshot.</summary>
    public async Task<IResult> DataAsync(HttpContext http)
    {
        if (http.Report(out var report) is { } missing)
        {
            return missing;
        }

        var parameters = http.Request.Query.SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value ?? "")));
        if (!ReportQueryParser.TryParse(report, parameters, out var query, out var problems))
        {
            return Problem.Invalid([.. problems.Select(problem => new FieldProblem(problem.Parameter, problem.ToString()))]);
        }

        var (rows, problem) = await source.RowsAsync(Caller.Of(http).Business, report, http.RequestAborted);
        return rows is null
            ? problem!
            : new ReportResult(new(query, rows.Rows, ReportExecution.Run(rows.Rows, query), rows.AsOf, rows.Snapshot));
    }

    private sealed record ReportResult(ReportAnswer Answer) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.ContentType = ReportContentTypes.Of(Answer.Query.Format);
            response.Headers["X-Report-As-Of"] = Answer.AsOf.ToString();
            response.Headers["X-Report-Source"] = Answer.Snapshot is { } snapshot ? $"snapshot {snapshot}" : "live";
            response.Headers["X-Total-Count"] = Answer.Page.Total.ToString(System.Globalization.CultureInfo.InvariantCulture);
            if (Answer.Query.Format == ReportFormat.Csv)
            {
                response.Headers.ContentDisposition = $"attachment; filename=\"{Answer.Query.Report.Key}.csv\"";
            }

            await ReportAnswerWriter.WriteAsync(response.BodyWriter, Answer, httpContext.RequestAborted);
        }
    }
}
