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
}
