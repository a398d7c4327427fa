using System.Text.Json.Serialization;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Audits;
using CreditFunctions.Storage.Runs;

namespace CreditFunctions.Api.Audits;

/// <summary>A damaged row: <c>partition</c> and <c>row</c> are its keys in the table <c>credits</c>, <c>problem</c> says what is wrong with it.</summary>
internal sealed record FindingAnswer(string Partition, string Row, string? CustomerId, string? Entitlement, string? Unit, string Problem)
{
    public static FindingAnswer Of(AuditFinding finding) => new(finding.Partition, finding.Row, finding.Customer, finding.Entitlement, finding.Unit, finding.Problem);
}

/// <summary>
/// An audit: <c>state</c> is <c>open</c>, <c>done</c> or <c>failed</c>; <c>result</c> is <c>damaged</c> as soon as one damaged row is found, <c>ok</c> if none is when it is done. Counts
/// are of the shards that are done. In a list, <c>findings</c> is absent.
/// </summary>
internal sealed record AuditAnswer(
    string Audit, string State, string? Result, string RequestedAt, string? EndedAt, int Shards, int ShardsDone, long Accounts, long Entries, long FindingsCount, string? Error,
    string Url, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<FindingAnswer>? Findings)
{
    private const string Ok = "ok";
    private const string Damaged = "damaged";

    public static AuditAnswer Of(Run audit, int shards, IReadOnlyList<AuditFinding>? findings) => new(
        audit.Slot.ToString(),
        SnakeCase.Name(audit.State),
        audit.Failures > 0 ? Damaged : audit.State == RunState.Done ? Ok : null,
        audit.RequestedAt.ToString(),
        audit.EndedAt?.ToString(),
        shards,
        audit.Audited.ShardsDone,
        audit.Audited.Accounts,
        audit.Audited.Entries,
        audit.Failures,
        audit.Error,
        UrlOf(audit),
        findings?.Select(FindingAnswer.Of).ToList());

    /// <summary>Where an audit is looked at.</summary>
    public static string UrlOf(Run audit) => $"/api/audits/{audit.Slot}";
}

/// <summary>The latest audits, newest first.</summary>
internal sealed record AuditsAnswer(IReadOnlyList<AuditAnswer> Audits);
