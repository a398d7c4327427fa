using System.Collections.Immutable;

namespace CreditFunctions.Ledger;

/// <summary>Which grants pay, and how much of each.</summary>
public static class Draw
{
    /// <summary>Takes <paramref name="amount"/> from what is available of the grants that cover <paramref name="what"/>, in draw order.</summary>
    /// <exception cref="InvalidOperationException">They hold less.</exception>
    public static ImmutableArray<Move> Available(ImmutableArray<Grant> grants, PaysFor? what, long amount, Bucket to, DrawOrder order) =>
        InOrder(grants.Where(grant => grant.Totals.Available > 0 && grant.Covers(what)), static grant => grant.Totals.Available, Bucket.Available, to, amount, order);

    /// <summary>Takes <paramref name="amount"/> from what a reservation holds, in draw order.</summary>
    /// <exception cref="InvalidOperationException">It holds less.</exception>
    public static ImmutableArray<Move> Reserved(Account account, Reservation reservation, long amount, DrawOrder order)
    {
        var held = reservation.Parts.ToDictionary(part => part.Grant, part => part.Amount);
        return InOrder(account.Grants.Where(grant => held.ContainsKey(grant.Id)), grant => held[grant.Id], Bucket.Reserved, Bucket.Applied, amount, order);
    }

    /// <summary>What is available of the grants that cover <paramref name="what"/>, in minor units.</summary>
    public static long Covering(ImmutableArray<Grant> grants, PaysFor? what)
    {
        var available = 0L;
        foreach (var grant in grants)
        {
            available += grant.Covers(what) ? grant.Totals.Available : 0;
        }

        return available;
    }

    /// <summary>The order in which grants are drawn; total, since ids differ.</summary>
    public static IComparer<Grant> Comparer(DrawOrder order) => order switch
    {
        DrawOrder.Standard => Comparer<Grant>.Create(static (a, b) => Standard(a).CompareTo(Standard(b))),
        DrawOrder.Fifo => Comparer<Grant>.Create(static (a, b) => (a.CreatedAt, a.Id).CompareTo((b.CreatedAt, b.Id))),
        _ => throw new ArgumentOutOfRangeException(nameof(order)),
    };

    private static ImmutableArray<Move> InOrder(IEnumerable<Grant> grants, Func<Grant, long> held, Bucket from, Bucket to, long amount, DrawOrder order)
    {
        var moves = ImmutableArray.CreateBuilder<Move>();
        foreach (var grant in grants.Order(Comparer(order)))
        {
            if (amount == 0)
            {
                break;
            }

            var drawn = Math.Min(amount, held(grant));
            moves.Add(new(grant.Id, from, to, drawn));
            amount -= drawn;
        }

        return amount == 0 ? moves.ToImmutable() : throw new InvalidOperationException($"{amount} more was to be drawn than there is.");
    }

    private static (int Priority, bool Never, Instant Expiry, int Category, Instant Effective, Instant Created, long Id) Standard(Grant grant) => (
        grant.Terms.Priority,
        grant.Terms.ExpiresAt is null,
        grant.Terms.ExpiresAt ?? Instant.Max,
        grant.Terms.Category == GrantCategory.Promotional ? 0 : 1,
        grant.Terms.EffectiveAt,
        grant.CreatedAt,
        grant.Id);
}
