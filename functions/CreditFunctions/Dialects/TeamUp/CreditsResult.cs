using System.Globalization;
using CreditFunctions.Api.Reports;
using CreditFunctions.Reports;

namespace CreditFunctions.Dialects.TeamUp;

/// <summary>A page of the report as an answer.</summary>
internal sealed record CreditsResult(CreditsQuery Query, SourcedRows Source, ReportPage Page, ReportFormat Format) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.Headers["X-Total-Count"] = Page.Total.ToString(CultureInfo.InvariantCulture);
        response.Headers["X-Report-As-Of"] = Source.AsOf.ToString();
        if (Format == ReportFormat.Json)
        {
            response.ContentType = "application/json; charset=utf-8";
            return CreditsJson.WriteAsync(response.BodyWriter, Query, Source.Rows, Page, httpContext.RequestAborted);
        }

        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = "attachment; filename=\"customer_credits.csv\"";
        return CreditsCsv.WriteAsync(response.BodyWriter, Query, Source.Rows, Page, httpContext.RequestAborted);
    }
}
