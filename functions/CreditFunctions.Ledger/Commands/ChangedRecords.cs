using System.Collections.Immutable;

namespace CreditFunctions.Ledger;

/// <summary>The rows beside an account's own that entries change, each as it is after them.</summary>
/// <param name="Grants">Grants that were made, ended or came back to life, and changed ones that are not active, by id.</param>
/// <param name="Reversals">How much of entries was undone, by the entry's seq.</param>
/// <param name="Reservations">Reservations that ended, by id.</param>
public sealed record ChangedRecords(
    ImmutableSortedDictionary<long, Grant> Grants, ImmutableSortedDictionary<long, Reversal> Reversals, ImmutableSortedDictionary<long, ReservationEnd> Reservations)
{
    /// <summary>None.</summary>
    public static readonly ChangedRecords None = new(
        ImmutableSortedDictionary<long, Grant>.Empty, ImmutableSortedDictionary<long, Reversal>.Empty, ImmutableSortedDictionary<long, ReservationEnd>.Empty);

    /// <summary>How many rows they are.</summary>
    public int Count => Grants.Count + Reversals.Count + Reservations.Count;

    /// <summary>These and what one more entry changes.</summary>
    /// <param name="before">The account before it.</param>
    /// <param name="after">The account after it.</param>
    /// <param name="draft">The entry.</param>
    /// <param name="touched">The grants it changes, as they are after it.</param>
    /// <param name="reversal">How much of the entry it undoes, if it does, was undone before; null: nothing.</param>
    public ChangedRecords With(Account before, Account after, EntryDraft draft, ImmutableArray<Grant> touched, Reversal? reversal)
    {
        var (grants, reversals, reservations) = (Grants, Reversals, Reservations);
        foreach (var grant in touched)
        {
            // While a grant is active the account's row has the truth, and its own row waits for its end.
            if (!grant.IsActive || before.Grant(grant.Id) is null || grants.ContainsKey(grant.Id))
            {
                grants = grants.SetItem(grant.Id, grant);
            }
        }

        if (draft.Reverses is { } seq)
        {
            var overage = -(draft.OverageChange ?? 0);
            reversals = reversals.SetItem(seq, new(seq, (reversal?.Credit ?? 0) + draft.Amount - overage, (reversal?.Overage ?? 0) + overage));
        }

        if (draft.Reservation is { } id && after.Reservation(id) is null)
        {
            reservations = reservations.SetItem(id, new(id, draft.Type, after.Seq, draft.PostedAt));
        }

        return new(grants, reversals, reservations);
    }
}
