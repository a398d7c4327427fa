using System.Collections.Immutable;

namespace CreditFunctions.Ledger;

/// <summary>
/// The state of an account after its entry number <see cref="Seq"/>. Immutable: <see cref="Posting"/> makes the next one.
/// </summary>
public sealed record Account
{
    /// <summary>Which account this is.</summary>
    public required AccountKey Key { get; init; }

    /// <summary>What it counts.</summary>
    public required Unit Unit { get; init; }

    /// <summary>The seq of its last entry, gapless from 1; 0 before the first.</summary>
    public long Seq { get; init; }

    /// <summary>The hash of its last entry; before the first, the hash of its own name, so that no chain can be moved to another account.</summary>
    public required EntryHash Head { get; init; }

    /// <summary>The number of its last entry (<see cref="Entry.Number"/>).</summary>
    public long Number { get; init; }

    /// <summary>When its first entry was posted.</summary>
    public Instant CreatedAt { get; init; }

    /// <summary>When its last entry was posted; never goes back.</summary>
    public Instant UpdatedAt { get; init; }

    /// <summary>
    /// How far its story is told, at most to <see cref="UpdatedAt"/>: all that had come due by then is written down. On an account in use the two are one.
    /// </summary>
    public Instant BusinessTime { get; init; }

    /// <summary>Was it ever given a command of the present? Then no history can be told of it any more: an old date is a label.</summary>
    public bool IsInUse { get; init; }

    /// <summary>The sums over all its grants.</summary>
    public Totals Totals { get; init; }

    /// <summary>Consumption beyond the credit there was, in minor units, at least 0.</summary>
    public long Overage { get; init; }

    /// <summary>Grants with something pending, available or reserved, by id.</summary>
    public ImmutableArray<Grant> Grants { get; init; } = [];

    /// <summary>Open reservations, by id.</summary>
    public ImmutableArray<Reservation> Reservations { get; init; } = [];

    /// <summary>The next instant at which time changes something; null: never.</summary>
    public Instant? NextDue => Settlement.NextDue(this);

    /// <summary>An account before its first entry.</summary>
    public static Account Empty(AccountKey key, Unit unit) => new() { Key = key, Unit = unit, Head = EntryHash.Genesis(key, unit) };

    /// <summary>The active grant of that id; null if there is none.</summary>
    public Grant? Grant(long id)
    {
        foreach (var grant in Grants)
        {
            if (grant.Id == id)
            {
                return grant;
            }
        }

        return null;
    }

    /// <summary>The open reservation of that id; null if there is none.</summary>
    public Reservation? Reservation(long id)
    {
        foreach (var reservation in Reservations)
        {
            if (reservation.Id == id)
            {
                return reservation;
            }
        }

        return null;
    }
}
