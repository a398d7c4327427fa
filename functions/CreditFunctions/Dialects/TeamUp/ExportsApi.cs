using System.Globalization;
using CreditFunctions.Api.Reports;
using CreditFunctions.Authentication;
using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Timers;
using Microsoft.AspNetCore.WebUtilities;

namespace CreditFunctions.Dialects.TeamUp;

/// <summary>
/// The report as a file, by way of a job. Nothing is kept but what is asked for: a job is done once the report has come as far as the moment it was asked at, and its file is made
/// when it is fetched, by any process. It has the rows that were created up to that moment, as far back as the report reaches when it is fetched.
/// </summary>
internal sealed class ExportsApi(DirectoryStore directory, RunStore runs, NewestRuns newestRuns, ReportSource source, ReportReader reader, TimerTasks tasks, TimeProvider clock)
{
    private const int RetryAfterSeconds = 15;

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

        var meant = query with { CreatedTo = Instant.Earlier(now, query.CreatedTo ?? now) };
        var export = await directory.AddExportAsync(Caller.Of(http).Business.Id, meant.ToText(), now, http.RequestAborted);
        return new WrittenJson(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("job"u8, export.Number);
            json.WriteEndObject();
        });
    }

    /// <summary>GET how a job stands. Where the report's snapshot is from before it, another is made.</summary>
    public async Task<IResult> GetAsync(HttpContext http)
    {
        if (await FindAsync(http) is not { } export)
        {
            return Missing();
        }

        var (data, problem) = await source.DataAsync(Caller.Of(http).Business, CustomerCredits.Definition, http.RequestAborted);
        if (problem is { Status: not StatusCodes.Status503ServiceUnavailable })
        {
            return problem;
        }

        var isComplete = data?.AsOf >= export.CreatedAt;
        if (data is not null && !isComplete)
        {
            await RequestSnapshotAsync(export, http.RequestAborted);
        }

        var file = RequestLink.To(http.Request, string.Create(CultureInfo.InvariantCulture, $"/{TeamUpDialect.Root}/jobs/{export.Number}/file"), QueryString.Empty);
        return new WrittenJson(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("id"u8, export.Number);
            json.WriteString("object"u8, "job"u8);
            json.WriteString("status"u8, isComplete ? "complete"u8 : "pending"u8);
            json.WriteString("url"u8, isComplete ? file : null);
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
        if (query is null)
        {
            return problem!;
        }

        (var data, problem) = await source.DataAsync(Caller.Of(http).Business, CustomerCredits.Definition, http.RequestAborted);
        if (data is null || data.AsOf < export.CreatedAt)
        {
            return problem ?? new Problem(StatusCodes.Status503ServiceUnavailable, "job_pending", "The job is not complete yet.") { RetryAfter = RetryAfterSeconds };
        }

        // The file begins with how many rows it has: they are counted before the first is written.
        var count = await reader.PageAsync(data, (query with { Limit = 0, Offset = 0 }).ToReport(), http.RequestAborted);
        return new CreditsResult(query, data.AsOf, count.Total, reader.RowsAsync(data, query.ToReport(), http.RequestAborted), query.Format!.Value);
    }

    /// <summary>Asks for a snapshot that has all the job is to have; one for all jobs that wait.</summary>
    private async Task RequestSnapshotAsync(ReportExport export, CancellationToken cancellationToken)
    {
        var (task, now) = (RunTask.Of(CustomerCredits.Definition.Key), Instant.Now(clock));
        var newest = await newestRuns.NewestAsync(export.Business, task, export.CreatedAt, now, cancellationToken);
        if (newest is null || newest.Slot.Slot < export.CreatedAt)
        {
            // A slot is in whole seconds: the first that is not before the job.
            var slot = SnapshotId.At(export.CreatedAt.Plus(TimeSpan.FromMicroseconds(999_999)));
            await runs.RequestAsync(export.Business, task, slot, now, isFull: false, cancellationToken);
        }

        tasks.Wake(RunTask.SnapshotReports);
    }

    private static Problem Missing() => Problem.NotFound("job_not_found", "job", "Not found.");

    private async Task<ReportExport?> FindAsync(HttpContext http) =>
        long.TryParse((string?)http.Request.RouteValues["job"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? await directory.ExportAsync(Caller.Of(http).Business.Id, number, http.RequestAborted)
            : null;
}
