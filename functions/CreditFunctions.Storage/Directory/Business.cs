using CreditFunctions.Ledger;

namespace CreditFunctions.Storage.Directory;

/// <summary>A tenant.</summary>
/// <param name="Id">Keeps the rule of <see cref="Ledger.Id"/>; dialects expect <c>biz_…</c>.</param>
/// <param name="HomeCurrency">The currency of reports that have room for one only.</param>
/// <param name="Shards">Over how many partitions its customers are spread; never changes.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record Business(string Id, string HomeCurrency, int Shards, Instant CreatedAt);
