using System.Collections.Immutable;

namespace CreditFunctions.Ledger;

/// <summary>What a reservation holds of one grant, in minor units.</summary>
public readonly record struct ReservedPart(long Grant, long Amount);

/// <summary>Credit set aside for an unpaid invoice.</summary>
/// <param name="Id">The seq of the entry that made it.</param>
/// <param name="ExpiresAt">When it lapses by itself; null: never.</param>
/// <param name="Parts">What it holds of which grants, in the order they were drawn.</param>
public sealed record Reservation(long Id, Instant? ExpiresAt, ImmutableArray<ReservedPart> Parts)
{
    /// <summary>All it holds.</summary>
    public long Amount => Parts.Sum(part => part.Amount);

    /// <summary>The moves that give all it holds back to where it came from, or on to where credit of a voided grant belongs.</summary>
    internal ImmutableArray<Move> Back(Account account) =>
        [.. Parts.Select(part => new Move(part.Grant, Bucket.Reserved, account.Grant(part.Grant)!.Freed, part.Amount))];

    /// <summary>What it still holds after the moves of an entry that takes from it.</summary>
    internal Reservation Less(ImmutableArray<Move> moves)
    {
        var parts = ImmutableArray.CreateBuilder<ReservedPart>(Parts.Length);
        foreach (var part in Parts)
        {
            var left = part.Amount - moves.Where(move => move.Grant == part.Grant && move.From == Bucket.Reserved).Sum(move => move.Amount);
            if (left > 0)
            {
                parts.Add(part with { Amount = left });
            }
        }

        return this with { Parts = parts.ToImmutable() };
    }
}

/// <summary>How a reservation ended.</summary>
/// <param name="Id">The reservation's id.</param>
/// <param name="By">The type of the entry that took the last of it: captured, released or lapsed.</param>
/// <param name="Entry">That entry's seq.</param>
/// <param name="EndedAt">When it was posted.</param>
public sealed record ReservationEnd(long Id, EntryType By, long Entry, Instant EndedAt);

/// <summary>How much of an entry that consumed credit was undone so far, in minor units.</summary>
/// <param name="Entry">The seq of the entry that consumed.</param>
/// <param name="Credit">What went back to grants.</param>
/// <param name="Overage">What was taken off the overage.</param>
public sealed record Reversal(long Entry, long Credit, long Overage);
