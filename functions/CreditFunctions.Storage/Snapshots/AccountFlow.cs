using CreditFunctions.Ledger;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>
/// What moved in an account since an earlier snapshot, as the entries between the two say. Effects of time that were not written down count as entries of either snapshot: what the earlier one
/// had counted is taken off, since by now it is written down, or counted again, or overtaken by history that was told later.
/// </summary>
/// <param name="before">The account in the earlier snapshot; null: it was not there.</param>
internal sealed class AccountFlow(ShardAccount? before)
{
    private readonly long seqBefore = before?.Seq ?? 0;
    private Moved sum;
    private Int128 reversed;
    private Entry? oldest;

    /// <summary>Adds the account's next entry, newest first; those of the earlier snapshot do not count.</summary>
    public void Add(Entry entry)
    {
        if (entry.Seq > seqBefore)
        {
            oldest = entry;
            Add(entry.Draft);
        }
    }

    /// <summary>Adds an effect of time that is not written down.</summary>
    public void Add(EntryDraft draft)
    {
        sum += Moved.Of(draft);
        foreach (var move in draft.Moves)
        {
            reversed += move.From == Bucket.Applied ? move.Amount : 0;
        }
    }

    /// <summary>All that moved, and how much of it was consumption undone.</summary>
    /// <param name="after">The account as it is.</param>
    public (Moved Moved, Int128 Reversed) Until(ShardAccount after)
    {
        if (!Continues(after))
        {
            // Between two histories there is nothing to fill in: what they differ by must show.
            return (sum, reversed);
        }

        // What was written down when the first of these entries came.
        var start = oldest is null ? Moved.Of(after.Balance.Totals) - sum : Moved.Of(oldest.Totals) - Moved.Of(oldest.Draft);
        var gap = start - Moved.Of(before?.Balance.Totals ?? default);
        // Entries of before the report's period are not read: of them only the sum is known. Otherwise effects of time are all that may lie between, and what they never do must show: they
        // grant nothing. They void, where a reservation lapses that held credit of a voided grant.
        var isCut = after.Seq > seqBefore && (oldest is null || oldest.Seq > seqBefore + 1);
        return (sum + (isCut ? gap : gap with { Granted = 0 }), reversed);
    }

    /// <summary>Does the account go on from where the earlier snapshot had it, as far as what was read tells? Entries never go away.</summary>
    private bool Continues(ShardAccount after) =>
        before is null
        || (after.Seq > seqBefore ? oldest is null || oldest.Seq > seqBefore + 1 || oldest.Previous == before.Head : after.Seq == seqBefore && after.Head == before.Head);
}
