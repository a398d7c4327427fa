using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>An account as it was at an instant.</summary>
/// <param name="Key">Which it is.</param>
/// <param name="Unit">What it counts.</param>
/// <param name="CreatedAt">When its first entry was posted.</param>
/// <param name="Past">What it was.</param>
/// <param name="NextDue">As <see cref="Reports.ShardAccounts.NextDue"/> has it.</param>
internal sealed record AccountAsOf(AccountKey Key, Unit Unit, Instant CreatedAt, PastAccount Past, Instant NextDue);
