using CreditFunctions.Ledger;
using CreditFunctions.Reports;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>A row of <see cref="ShardEntries"/>.</summary>
internal static class ShardEntry
{
    /// <summary>Does it move credit, and is it of the report's period?</summary>
    public static bool IsReported(EntryDraft draft, Instant since) => draft.CreatedAt >= since && draft.AvailableChange != 0;

    /// <summary>Writes the row.</summary>
    /// <param name="row">Where.</param>
    /// <param name="shard">The account's shard.</param>
    /// <param name="accountHash">The hash of its key.</param>
    /// <param name="account">The account.</param>
    /// <param name="seq">The entry's seq, or what it will be.</param>
    /// <param name="number">The entry's number; 0: it is not written down.</param>
    /// <param name="draft">What happened.</param>
    public static void Write(RowWriter row, int shard, ulong accountHash, AccountAsOf account, long seq, long number, EntryDraft draft) => row.Begin(account.Unit.Precision)
        .Text(account.Key.Customer).Text(account.Key.Entitlement).Text(account.Key.Unit).Number(seq).Number(draft.CreatedAt.Microseconds).Number(draft.PostedAt.Microseconds)
        .Text(draft.Type.Name()).Number(draft.AvailableChange).Text(draft.Memo).Text(new LocatedId(shard, accountHash, seq).ToString(LocatedId.EntryPrefix)).Number(number);
}
