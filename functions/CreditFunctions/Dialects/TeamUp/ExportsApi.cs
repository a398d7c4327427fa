using System.Globalization;
using CreditFunctions.Authentication;
using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Directory;
using Microsoft.AspNetCore.WebUtilities;

namespace CreditFunctions.Dialects.TeamUp;

/// <summary>
/// The report as a file, by way of a job. There is nothing to wait for: a job is done as soon as it is there, and its file is made when it is fetched, by any process. It has the
/// rows that were created up to the moment it was asked for, however many they are.
/// </summary>
internal sealed class ExportsApi(DirectoryStore directory, CreditsReportApi report, TimeProvider clock)
{
    /// <summary>POST: keep what is asked for, and tell its job.</summary>
    public async Task<IResult> AskAsync(HttpContext http)
    {
        var (fields, unreadable) = await ExportBody.ReadAsync(http.Request, http.RequestAborted);
        if (fields is null)
        {
            return unreadable!;
        }

        var raw = RawFields.Of(http.Request.Query.Where(static pair => CreditsQuery.Filters.Contains(pair.Key.Replace("[]", "", StringComparison.Ordinal), StringComparer.Ordinal)));
        raw.Replace(fields);
        var now = Instant.Now(clock);
        var (query, problem) = CreditsQuery.Read(raw, now);
        if (query is null)
        {
            return problem!;
        }

        var meant = query with { Filter = query.Filter with { CreatedTo = Instant.Earlier(now, query.Filter.CreatedTo ?? now) } };
        var export = await directory.AddExportAsync(Caller.Of(http).Business.Id, meant.ToText(), now, http.RequestAborted);
        return new WrittenJson(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("job"u8, export.Number);
            json.WriteEndObject();
        });
    }

    /// <summary>GET how a job stands.</summary>
    public async Task<IResult> GetAsync(HttpContext http)
    {
        if (await FindAsync(http) is not { } export)
        {
            return Missing();
        }

        var file = RequestLink.To(http.Request, string.Create(CultureInfo.InvariantCulture, $"/{TeamUpDialect.Root}/jobs/{export.Number}/file"), QueryString.Empty);
        return new WrittenJson(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("id"u8, export.Number);
            json.WriteString("object"u8, "job"u8);
            json.WriteString("status"u8, "complete"u8);
            json.WriteString("url"u8, file);
            json.WriteEndObject();
        });
    }

    /// <summary>GET the file of a job.</summary>
    public async Task<IResult> FileAsync(HttpContext http)
    {
        if (await FindAsync(http) is not { } export)
        {
            return Missing();
        }

        var (query, problem) = CreditsQuery.Read(RawFields.Of(QueryHelpers.ParseQuery(export.Query)), export.CreatedAt);
        return query is null ? problem! : await report.RowsAsync(http, query with { Limit = int.MaxValue }, query.Format!.Value);
    }

    private static Problem Missing() => Problem.NotFound("job_not_found", "job", "Not found.");

    private async Task<ReportExport?> FindAsync(HttpContext http) =>
        long.TryParse((string?)http.Request.RouteValues["job"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? await directory.ExportAsync(Caller.Of(http).Business.Id, number, http.RequestAborted)
            : null;
}
