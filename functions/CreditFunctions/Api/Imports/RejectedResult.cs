using CreditFunctions.Storage.Imports;

namespace CreditFunctions.Api.Imports;

/// <summary>Sends the rejected lines of an import as one CSV file, part after part.</summary>
internal sealed record RejectedResult(ImportStore Store, ImportRun Run) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, aborted) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"{Run.Id}-rejected.csv\"";
        await response.Body.WriteAsync(RejectedCsv.Header.ToArray(), aborted);
        await foreach (var part in Store.RejectedAsync(Run, aborted))
        {
            await using (part)
            {
                await part.Content.CopyToAsync(response.Body, aborted);
            }
        }
    }
}
