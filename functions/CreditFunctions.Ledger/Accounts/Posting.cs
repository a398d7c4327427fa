using System.Collections.Immutable;

namespace CreditFunctions.Ledger;

/// <summary>
/// How an account becomes the next one: the only place where totals change, for commands, for effects of time and for a replay alike.
/// </summary>
public static class Posting
{
    /// <summary>The account after what <paramref name="draft"/> says. Its <see cref="Account.Head"/> and <see cref="Account.Number"/> are as before: <see cref="Seal"/> sets them.</summary>
    /// <exception cref="InvalidOperationException">A move takes more than there is: the draft was not decided on this account.</exception>
    public static Account Post(Account account, EntryDraft draft)
    {
        var seq = account.Seq + 1;
        var grants = account.Grants;
        if (draft.Terms is { } terms)
        {
            grants = grants.Add(new Grant(seq, terms, draft.CreatedAt, default, draft.Memo, draft.Metadata));
        }

        var totals = account.Totals;
        foreach (var move in draft.Moves)
        {
            totals = Moved(totals, move);
            grants = Moved(grants, move);
        }

        return account with
        {
            Seq = seq,
            CreatedAt = account.Seq == 0 ? draft.PostedAt : account.CreatedAt,
            UpdatedAt = draft.PostedAt,
            Totals = totals,
            Grants = grants.RemoveAll(grant => !grant.IsActive),
            Reservations = draft is { Type: EntryType.Lapse, Reservation: { } id }
                ? account.Reservations.RemoveAll(reservation => reservation.Id == id)
                : account.Reservations,
        };
    }

    /// <summary>The entry that led from <paramref name="before"/> to <paramref name="after"/>, in its place in the chain, and the account with it as head.</summary>
    public static (Account Account, SealedEntry Entry) Seal(Account before, Account after, EntryDraft draft, string commitId, long number)
    {
        var entry = new Entry(after.Seq, number, commitId, before.Head, draft, after.Totals, after.Overage);
        var canonical = EntryFormat.Write(entry);
        return (after with { Head = EntryHash.Of(canonical), Number = number }, new(entry, canonical));
    }

    /// <summary>A grant after those of the moves that are its own.</summary>
    internal static Grant Moved(Grant grant, IEnumerable<Move> moves) =>
        grant with { Totals = moves.Where(move => move.Grant == grant.Id).Aggregate(grant.Totals, Moved) };

    private static Totals Moved(Totals totals, Move move) =>
        move.From is { } from ? totals.Move(from, move.To, move.Amount) : totals.Enter(move.To, move.Amount);

    private static ImmutableArray<Grant> Moved(ImmutableArray<Grant> grants, Move move)
    {
        for (var i = 0; i < grants.Length; i++)
        {
            if (grants[i].Id == move.Grant)
            {
                return grants.SetItem(i, grants[i] with { Totals = Moved(grants[i].Totals, move) });
            }
        }

        throw new InvalidOperationException($"Grant {move.Grant} is not among the active grants.");
    }
}

/// <summary>An entry and the bytes that were hashed, which are the bytes to store.</summary>
public sealed record SealedEntry(Entry Entry, ReadOnlyMemory<byte> Canonical);
