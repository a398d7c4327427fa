using System.Collections.Immutable;

namespace CreditFunctions.Ledger;

/// <summary>
/// How an account becomes the next one: the only place where totals change, for commands, for effects of time and for a replay alike.
/// </summary>
public static class Posting
{
    /// <summary>The account after what <paramref name="draft"/> says, where it touches active grants only: effects of time never touch another.</summary>
    /// <inheritdoc cref="Post(Account, EntryDraft, Func{long, Grant})"/>
    public static Account Post(Account account, EntryDraft draft) => Post(account, draft, static _ => null).After;

    /// <summary>The account after what <paramref name="draft"/> says. Its <see cref="Account.Head"/> and <see cref="Account.Number"/> are as before: <see cref="Seal"/> sets them.</summary>
    /// <param name="account">The account before.</param>
    /// <param name="draft">What happens.</param>
    /// <param name="ended">The grants that are not active any more; null for a grant there never was.</param>
    /// <returns>The account, and every grant that changed, by id, whether or not it is still active.</returns>
    /// <exception cref="InvalidOperationException">The draft was not decided on this account: a move takes more than there is, or from a grant there is not.</exception>
    public static (Account After, ImmutableArray<Grant> Touched) Post(Account account, EntryDraft draft, Func<long, Grant?> ended)
    {
        var seq = account.Seq + 1;
        var touched = new List<Grant>(draft.Moves.Length);
        if (draft.Terms is { } terms)
        {
            touched.Add(new Grant(seq, terms, draft.CreatedAt, default, draft.Memo, draft.Metadata));
        }

        if (draft.Amended is { } amended)
        {
            touched.Add(Existing(account, amended.Grant, ended) with { Terms = amended.Terms, Metadata = amended.Metadata });
        }

        var totals = account.Totals;
        foreach (var move in draft.Moves)
        {
            totals = Moved(totals, move);
            var at = touched.FindIndex(grant => grant.Id == move.Grant);
            if (at < 0)
            {
                at = touched.Count;
                touched.Add(Existing(account, move.Grant, ended));
            }

            touched[at] = touched[at] with { Totals = Moved(touched[at].Totals, move) };
        }

        for (var at = 0; at < touched.Count; at++)
        {
            touched[at] = Dated(touched[at], draft, seq);
        }

        var isInUse = account.IsInUse || (!draft.IsEffectOfTime && draft.CreatedAt == draft.PostedAt);
        var overage = account.Overage + (draft.OverageChange ?? 0);
        var after = account with
        {
            Seq = seq,
            CreatedAt = account.Seq == 0 ? draft.PostedAt : account.CreatedAt,
            UpdatedAt = draft.PostedAt,
            IsInUse = isInUse,
            BusinessTime = isInUse ? draft.PostedAt : Instant.Later(account.BusinessTime, draft.CreatedAt),
            Totals = totals,
            Overage = overage >= 0 ? overage : throw new InvalidOperationException($"Overage of {account.Overage} cannot change by {draft.OverageChange}."),
            Grants = Active(account.Grants, touched),
            Reservations = Open(account.Reservations, draft, seq),
        };
        return (after, [.. touched]);
    }

    /// <summary>The entry that led from <paramref name="before"/> to <paramref name="after"/>, in its place in the chain, and the account with it as head.</summary>
    public static (Account Account, SealedEntry Entry) Seal(Account before, Account after, EntryDraft draft, string commitId, long number)
    {
        var entry = new Entry(after.Seq, number, commitId, before.Head, draft, after.Totals, after.Overage);
        var canonical = EntryFormat.Write(entry);
        return (after with { Head = EntryHash.Of(canonical), Number = number }, new(entry, canonical));
    }

    private static Grant Existing(Account account, long id, Func<long, Grant?> ended) =>
        account.Grant(id) ?? ended(id) ?? throw new InvalidOperationException($"There is no grant {id} to change.");

    private static Grant Dated(Grant grant, EntryDraft draft, long seq) => grant with
    {
        UpdatedAt = Instant.Later(grant.UpdatedAt, draft.CreatedAt),
        Voided = grant.Voided ?? (grant.Totals.Voided > 0 ? new(seq, draft.CreatedAt) : null),
    };

    private static Totals Moved(Totals totals, Move move) =>
        move.From is { } from ? totals.Move(from, move.To, move.Amount) : totals.Enter(move.To, move.Amount);

    private static ImmutableArray<Grant> Active(ImmutableArray<Grant> grants, List<Grant> touched)
    {
        var active = ImmutableArray.CreateBuilder<Grant>(grants.Length + touched.Count);
        foreach (var grant in grants)
        {
            var now = touched.Find(one => one.Id == grant.Id) ?? grant;
            if (now.IsActive)
            {
                active.Add(now);
            }
        }

        foreach (var grant in touched)
        {
            if (grant.IsActive && !active.Exists(grant.Id))
            {
                active.Add(grant);
            }
        }

        active.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        return active.ToImmutable();
    }

    private static bool Exists(this ImmutableArray<Grant>.Builder grants, long id)
    {
        foreach (var grant in grants)
        {
            if (grant.Id == id)
            {
                return true;
            }
        }

        return false;
    }

    private static ImmutableArray<Reservation> Open(ImmutableArray<Reservation> reservations, EntryDraft draft, long seq)
    {
        if (draft.Type == EntryType.Reserve)
        {
            return reservations.Add(new(seq, draft.LapsesAt, [.. draft.Moves.Select(move => new ReservedPart(move.Grant, move.Amount))]));
        }

        for (var i = 0; i < reservations.Length; i++)
        {
            if (reservations[i].Id == draft.Reservation)
            {
                var left = reservations[i].Less(draft.Moves);
                return left.Parts.IsEmpty ? reservations.RemoveAt(i) : reservations.SetItem(i, left);
            }
        }

        return reservations;
    }
}

/// <summary>An entry and the bytes that were hashed, which are the bytes to store.</summary>
public sealed record SealedEntry(Entry Entry, ReadOnlyMemory<byte> Canonical);
