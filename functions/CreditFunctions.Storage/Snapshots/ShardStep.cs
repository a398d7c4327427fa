using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>One account on the way from an earlier snapshot to the next.</summary>
/// <param name="Key">Which it is.</param>
/// <param name="Before">What it was; null: it was not there.</param>
/// <param name="IsLookedAt">May it have changed?</param>
internal sealed record ShardStep(AccountKey Key, ShardAccount? Before, bool IsLookedAt)
{
    /// <summary>The seq of the last entry of the earlier snapshot.</summary>
    public long SeqBefore => Before?.Seq ?? 0;

    /// <summary>What it is, if it was looked at; null: it had no entry by the instant.</summary>
    public AccountAsOf? Now { get; set; }

    /// <summary>Its customer, if it was not there.</summary>
    public ReportedCustomer? Customer { get; set; }

    /// <summary>Its entries since, newest first; null: they are so many that they are read as they are written.</summary>
    public IReadOnlyList<EntryRow>? Entries { get; set; }
}
