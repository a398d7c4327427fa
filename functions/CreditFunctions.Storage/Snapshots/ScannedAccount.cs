using CreditFunctions.Ledger;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>An account as it was at the scan's instant.</summary>
/// <param name="Key">Which it is.</param>
/// <param name="Unit">What it counts.</param>
/// <param name="CreatedAt">When its first entry was posted.</param>
/// <param name="Seq">Its last entry at the instant that was written down.</param>
/// <param name="Head">That entry's hash.</param>
/// <param name="Totals">Its totals, settled to the instant.</param>
/// <param name="Overage">Its overage.</param>
/// <param name="UpdatedAt">When it last changed, effects of time included.</param>
/// <param name="Due">Effects of time up to the instant that nobody has written down, with the seq each will have.</param>
internal sealed record ScannedAccount(
    AccountKey Key, Unit Unit, Instant CreatedAt, long Seq, EntryHash Head, Totals Totals, long Overage, Instant UpdatedAt, IReadOnlyList<(long Seq, EntryDraft Draft)> Due);
