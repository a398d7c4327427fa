using CreditFunctions.Authentication;
using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Audits;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Timers;

namespace CreditFunctions.Api.Audits;

/// <summary>Audits: run now, list, look at.</summary>
internal sealed class AuditsApi(DirectoryStore directory, FindingStore findings, OpenAudits audits, TimeProvider clock)
{
    private const int MostListed = 100;

    /// <summary>POST: run one now. 202, and the Location to look at.</summary>
    public async Task<IResult> RunAsync(HttpContext http)
    {
        var (now, business) = (Instant.Now(clock), Caller.Of(http).Business);
        // One that has not begun is the one that is asked for.
        var open = await directory.OpenAuditsAsync(business.Id, http.RequestAborted);
        var audit = open.FirstOrDefault(one => one is { Attempts: 0, ShardsDone: 0 }) ?? await directory.RequestAuditAsync(business.Id, SnapshotId.At(now), now, http.RequestAborted);
        audits.Queue.Wake();
        http.Response.Headers.Location = AuditAnswer.UrlOf(audit);
        return new JsonAnswer<AuditAnswer>(await AnswerAsync(audit, business, http.RequestAborted), ApiJson.Readable.AuditAnswer, StatusCodes.Status202Accepted);
    }

    /// <summary>GET the latest.</summary>
    public async Task<IResult> ListAsync(HttpContext http)
    {
        var business = Caller.Of(http).Business;
        var all = await directory.AuditsAsync(business.Id, http.RequestAborted);
        return new JsonAnswer<AuditsAnswer>(
            new([.. all.TakeLast(MostListed).Reverse().Select(audit => AuditAnswer.Of(audit, business.Shards, findings: null))]), ApiJson.Readable.AuditsAnswer);
    }

    /// <summary>GET one as it stands.</summary>
    public async Task<IResult> GetAsync(HttpContext http)
    {
        var (id, business) = ((string?)http.Request.RouteValues["audit"] ?? "", Caller.Of(http).Business);
        return SnapshotId.TryParse(id, out var slot) && await directory.AuditAsync(business.Id, slot, http.RequestAborted) is { } audit
            ? new JsonAnswer<AuditAnswer>(await AnswerAsync(audit, business, http.RequestAborted), ApiJson.Readable.AuditAnswer)
            : Problem.NotFound("audit_not_found", "audit", $"There is no audit '{Problem.Shown(id)}'; GET /api/audits lists the latest.");
    }

    private async Task<AuditAnswer> AnswerAsync(AuditRun audit, Business business, CancellationToken cancellationToken) =>
        AuditAnswer.Of(audit, business.Shards, audit.Findings == 0 ? [] : await findings.FindingsAsync(business.Id, audit.Slot, cancellationToken));
}
