namespace CreditFunctions.Storage.Audits;

/// <summary>What one look at an account came to.</summary>
/// <param name="Findings">The rows that are wrong, as far as this look can tell.</param>
/// <param name="IsWhole">Are its entries all there, each as it was written?</param>
internal sealed record Look(IReadOnlyList<AuditFinding> Findings, bool IsWhole);
