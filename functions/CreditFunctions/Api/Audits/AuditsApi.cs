using CreditFunctions.Authentication;
using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Audits;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Timers;

namespace CreditFunctions.Api.Audits;

/// <summary>Audits: run now, list, look at.</summary>
internal sealed class AuditsApi(RunStore runs, NewestRuns newest, FindingStore findings, TimerTasks tasks, TimeProvider clock)
{
    private const int MostListed = 100;

    /// <summary>POST: run one now. 202, and the Location to look at.</summary>
    public async Task<IResult> RunAsync(HttpContext http)
    {
        var (now, business) = (Instant.Now(clock), Caller.Of(http).Business);
        // One that has not begun is the one that is asked for.
        var open = await runs.OpenAsync(business.Id, RunTask.VerifyLedger, http.RequestAborted);
        var audit = open.FirstOrDefault(one => one.StartedAt is null) ?? await runs.RequestAsync(business.Id, RunTask.VerifyLedger, SnapshotId.At(now), now, isFull: false, http.RequestAborted);
        tasks.Wake(RunTask.VerifyLedger.Function);
        http.Response.Headers.Location = AuditAnswer.UrlOf(audit);
        return new JsonAnswer<AuditAnswer>(await AnswerAsync(audit, business, http.RequestAborted), ApiJson.Readable.AuditAnswer, StatusCodes.Status202Accepted);
    }

    /// <summary>GET the latest.</summary>
    public async Task<IResult> ListAsync(HttpContext http)
    {
        var business = Caller.Of(http).Business;
        var all = await newest.PageAsync(
            business.Id, [RunTask.VerifyLedger], state: null, after: null, MostListed, business.CreatedAt, Instant.Now(clock), http.RequestAborted);
        return new JsonAnswer<AuditsAnswer>(
            new([.. all.Select(audit => AuditAnswer.Of(audit, business.Shards, findings: null))]), ApiJson.Readable.AuditsAnswer);
    }

    /// <summary>GET one as it stands.</summary>
    public async Task<IResult> GetAsync(HttpContext http)
    {
        var (id, business) = ((string?)http.Request.RouteValues["audit"] ?? "", Caller.Of(http).Business);
        return SnapshotId.TryParse(id, out var slot) && await runs.GetAsync(business.Id, RunTask.VerifyLedger, slot, http.RequestAborted) is { } audit
            ? new JsonAnswer<AuditAnswer>(await AnswerAsync(audit, business, http.RequestAborted), ApiJson.Readable.AuditAnswer)
            : Problem.NotFound("audit_not_found", "audit", $"There is no audit '{Problem.Shown(id)}'; GET /api/audits lists the latest.");
    }

    private async Task<AuditAnswer> AnswerAsync(Run audit, Business business, CancellationToken cancellationToken) =>
        AuditAnswer.Of(audit, business.Shards, audit.Failures == 0 ? [] : await findings.FindingsAsync(business.Id, audit.Slot, cancellationToken));
}
