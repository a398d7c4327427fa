using CreditFunctions.Api.Reports;
using CreditFunctions.Authentication;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using Microsoft.Net.Http.Headers;

namespace CreditFunctions.Dialects.TeamUp;

/// <summary>The customer credits report: a translation over the own report of the same name.</summary>
internal sealed class CreditsReportApi(ReportSource source, ReportReader reader, TimeProvider clock)
{
    /// <summary>GET what the report is.</summary>
    public static IResult Describe() => new WrittenJson(static json =>
    {
        json.WriteStartObject();
        json.WriteString("key"u8, "customer_credits"u8);
        json.WriteString("label"u8, "Customer Credits"u8);
        CreditsJson.WriteHeaders(json, CreditsColumn.All, []);
        json.WriteStartArray("formats"u8);
        json.WriteStringValue("csv"u8);
        json.WriteStringValue("json"u8);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>GET a page of its rows.</summary>
    public async Task<IResult> DataAsync(HttpContext http)
    {
        var (query, problem) = CreditsQuery.Read(RawFields.Of(http.Request.Query), Instant.Now(clock));
        if (query is null)
        {
            return problem!;
        }

        (var data, problem) = await source.DataAsync(Caller.Of(http).Business, CustomerCredits.Definition, http.RequestAborted);
        if (data is null)
        {
            return problem!;
        }

        var page = await reader.PageAsync(data, query.ToReport(), http.RequestAborted);
        var format = query.Format ?? (WantsJsonAlone(http.Request) ? ReportFormat.Json : ReportFormat.Csv);
        return new CreditsResult(query, data.AsOf, page.Total, new[] { page.Rows }.ToAsyncEnumerable(), format);
    }

    private static bool WantsJsonAlone(HttpRequest request) =>
        request.GetTypedHeaders().Accept is [var one] && new MediaTypeHeaderValue("application/json").MatchesMediaType(one.MediaType);
}
