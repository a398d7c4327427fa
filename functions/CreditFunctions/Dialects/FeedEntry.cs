using CreditFunctions.Ledger;

namespace CreditFunctions.Dialects;

/// <summary>Where an entry stands in a feed: by the ledger's time; at one instant by account, then by seq. The same whether or not an effect of time was written down, unless history is still imported into its account.</summary>
internal readonly record struct FeedPosition(Instant PostedAt, ulong Account, long Seq) : IComparable<FeedPosition>
{
    public int CompareTo(FeedPosition other) => (PostedAt, Account, Seq).CompareTo((other.PostedAt, other.Account, other.Seq));

    public static bool operator <(FeedPosition left, FeedPosition right) => left.CompareTo(right) < 0;

    public static bool operator >(FeedPosition left, FeedPosition right) => left.CompareTo(right) > 0;

    public static bool operator <=(FeedPosition left, FeedPosition right) => left.CompareTo(right) <= 0;

    public static bool operator >=(FeedPosition left, FeedPosition right) => left.CompareTo(right) >= 0;
}

/// <summary>One line of the ledger in a feed.</summary>
/// <param name="Account">Whose it is.</param>
/// <param name="AccountHash">Its <see cref="AccountKey.Hash"/>.</param>
/// <param name="Unit">What its amounts count.</param>
/// <param name="Seq">Its place in the account.</param>
/// <param name="Draft">What happened.</param>
/// <param name="Totals">The account's totals after it.</param>
/// <param name="Overage">The account's overage after it.</param>
internal sealed record FeedEntry(AccountKey Account, ulong AccountHash, Unit Unit, long Seq, EntryDraft Draft, Totals Totals, long Overage)
{
    /// <summary>Where it stands.</summary>
    public FeedPosition Position => new(Draft.PostedAt, AccountHash, Seq);

    /// <summary>Its id, whose shard is that of its customer.</summary>
    public LocatedId Id(int shard) => new(shard, AccountHash, Seq);
}
