using System.Collections.Immutable;

namespace CreditFunctions.Ledger;

/// <summary>Which grants pay, and how much of each.</summary>
public static class Draw
{
    /// <summary>Takes <paramref name="amount"/> from what is available of the grants, in draw order.</summary>
    /// <exception cref="InvalidOperationException">They hold less.</exception>
    public static ImmutableArray<Move> Available(ImmutableArray<Grant> grants, long amount, Bucket to, DrawOrder order)
    {
        var moves = ImmutableArray.CreateBuilder<Move>();
        foreach (var grant in grants.Where(grant => grant.Totals.Available > 0).Order(Comparer(order)))
        {
            if (amount == 0)
            {
                break;
            }

            var drawn = Math.Min(amount, grant.Totals.Available);
            moves.Add(new(grant.Id, Bucket.Available, to, drawn));
            amount -= drawn;
        }

        return amount == 0 ? moves.ToImmutable() : throw new InvalidOperationException($"{amount} more was to be drawn than is available.");
    }

    /// <summary>The order in which grants are drawn; total, since ids differ.</summary>
    public static IComparer<Grant> Comparer(DrawOrder order) => order switch
    {
        DrawOrder.Standard => Comparer<Grant>.Create(static (a, b) => Standard(a).CompareTo(Standard(b))),
        DrawOrder.Fifo => Comparer<Grant>.Create(static (a, b) => (a.CreatedAt, a.Id).CompareTo((b.CreatedAt, b.Id))),
        _ => throw new ArgumentOutOfRangeException(nameof(order)),
    };

    private static (int Priority, bool Never, Instant Expiry, int Category, Instant Effective, Instant Created, long Id) Standard(Grant grant) => (
        grant.Terms.Priority,
        grant.Terms.ExpiresAt is null,
        grant.Terms.ExpiresAt ?? Instant.Max,
        grant.Terms.Category == GrantCategory.Promotional ? 0 : 1,
        grant.Terms.EffectiveAt,
        grant.CreatedAt,
        grant.Id);
}
