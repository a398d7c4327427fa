using System.Collections.Immutable;

namespace CreditFunctions.Ledger.Tests;

/// <summary>Where a unit stands, for the model.</summary>
internal enum Stands
{
    /// <summary>The grant has it: pending until the grant was activated, then available.</summary>
    Held,
    Reserved,
    Applied,
    Expired,
    Voided,
}

/// <summary>One single unit of credit.</summary>
/// <param name="Stands">Where it stands.</param>
/// <param name="By">The reservation that holds it, or the entry that applied it.</param>
/// <param name="Nth">Of an applied one: the how many-th that entry drew.</param>
internal readonly record struct ModelUnit(Stands Stands, long By = 0, int Nth = 0);

/// <summary>A grant as a heap of single units. Times are ticks of <see cref="Ticks"/>.</summary>
internal sealed record ModelGrant(
    long Id, int Priority, bool IsPromotional, AppliesTo? For, bool Repays, long Effective, long? Expires, long Created, string? Name, string? Note, bool IsActivated, ImmutableArray<ModelUnit> Units)
{
    public bool IsActive => Units.Any(unit => unit.Stands is Stands.Held or Stands.Reserved);

    public bool Covers(PaysFor? what) => For is null || (what is not null && (
        (For.PriceType is { } type && type == what.PriceType)
        || (For.Prices ?? []).Any(price => price == what.Price)
        || (For.BillableItems ?? []).Any(item => item == what.BillableItem)));

    public Bucket BucketOf(ModelUnit unit) => unit.Stands switch
    {
        Stands.Held => IsActivated ? Bucket.Available : Bucket.Pending,
        Stands.Reserved => Bucket.Reserved,
        Stands.Applied => Bucket.Applied,
        Stands.Expired => Bucket.Expired,
        _ => Bucket.Voided,
    };

    public Totals Totals
    {
        get
        {
            var buckets = Units.Select(BucketOf).ToArray();
            return new(Count(Bucket.Pending), Count(Bucket.Available), Count(Bucket.Reserved), Count(Bucket.Applied), Count(Bucket.Expired), Count(Bucket.Voided));

            long Count(Bucket one) => buckets.Count(bucket => bucket == one);
        }
    }
}

/// <summary>A reservation; what it holds is known by the units.</summary>
internal sealed record ModelReservation(long Id, long? Expires);

/// <summary>An entry, as far as anything depends on it.</summary>
internal sealed record ModelEntry(
    long Seq, EntryType Type, long Amount, long Posted, long Created, ImmutableArray<Move> Moves, long OverageChange, long? Reverses, bool IsEffectOfTime);

/// <summary>What the model says to a request: a refusal's code, or the seqs of the entries that answer it.</summary>
internal sealed record Said(string? Code, ImmutableArray<long> Entries);

/// <summary>The model's time: whole ticks of six hours from the start of 2026, so that a day is few of them.</summary>
internal static class Ticks
{
    public const int PerDay = 4;

    private const int Seconds = 86_400 / PerDay;

    public static Instant At(long tick) => Build.At(tick * Seconds);

    public static long Of(Instant instant) => (instant.Microseconds - Build.At(0).Microseconds) / (Seconds * 1_000_000L);

    public static long? Of(Instant? instant) => instant is { } one ? Of(one) : null;
}
