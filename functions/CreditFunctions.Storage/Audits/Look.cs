using CreditFunctions.Storage.Credits;

namespace CreditFunctions.Storage.Audits;

/// <summary>What one look at an account came to.</summary>
/// <param name="Findings">The rows that are wrong, as far as this look can tell.</param>
/// <param name="IsWhole">Are its entries up to the last all there, each as it was written?</param>
internal sealed record Look(IReadOnlyList<AuditFinding> Findings, bool IsWhole)
{
    /// <summary>Can it be relied on what its entries tell of commits?</summary>
    public bool TellsCommits => IsWhole && !Findings.Any(finding => finding.Row.StartsWith(RowKeys.Entries, StringComparison.Ordinal));
}
