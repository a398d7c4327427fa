using System.Globalization;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;

namespace CreditFunctions.Dialects.TeamUp;

/// <summary>Rows of the report as an answer.</summary>
internal sealed record CreditsResult(CreditsQuery Query, Instant AsOf, long Total, IAsyncEnumerable<RowBatch> Rows, ReportFormat Format) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        await using var batches = Rows.GetAsyncEnumerator(httpContext.RequestAborted);
        // What is wrong with the first rows can still be told; with later ones, the answer breaks off.
        var isThere = await batches.MoveNextAsync();
        response.Headers["X-Total-Count"] = Total.ToString(CultureInfo.InvariantCulture);
        response.Headers["X-Report-As-Of"] = AsOf.ToString();
        if (Format == ReportFormat.Json)
        {
            response.ContentType = "application/json; charset=utf-8";
            await response.StartAsync(httpContext.RequestAborted);
            await CreditsJson.WriteAsync(response.BodyWriter, Query, Total, All(), httpContext.RequestAborted);
            return;
        }

        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = "attachment; filename=\"customer_credits.csv\"";
        await response.StartAsync(httpContext.RequestAborted);
        await CreditsCsv.WriteAsync(response.BodyWriter, Query, All(), httpContext.RequestAborted);

        async IAsyncEnumerable<RowBatch> All()
        {
            for (; isThere; isThere = await batches.MoveNextAsync())
            {
                yield return batches.Current;
            }
        }
    }
}
