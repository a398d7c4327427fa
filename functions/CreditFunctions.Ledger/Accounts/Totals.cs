namespace CreditFunctions.Ledger;

/// <summary>Where a unit of granted credit stands; it is in exactly one bucket at every instant.</summary>
public enum Bucket
{
    /// <summary>Granted, and not yet effective.</summary>
    Pending,

    /// <summary>Free to be applied or reserved.</summary>
    Available,

    /// <summary>Set aside for an unpaid invoice.</summary>
    Reserved,

    /// <summary>Consumed.</summary>
    Applied,

    /// <summary>Ran out of time.</summary>
    Expired,

    /// <summary>Taken back by the business.</summary>
    Voided,
}

/// <summary>
/// How much credit stands in each <see cref="Bucket"/>, in minor units, each 0 to 2^63-1. The same law holds for a grant and for an account:
/// granted = pending + available + reserved + applied + expired + voided.
/// </summary>
public readonly record struct Totals(long Pending, long Available, long Reserved, long Applied, long Expired, long Voided)
{
    /// <summary>All that was ever granted.</summary>
    /// <exception cref="OverflowException">The buckets add up to more than 2^63-1.</exception>
    public long Granted => Pending + Available + Reserved + Applied + Expired + Voided;

    /// <summary>What the business still owes its customer: pending + available + reserved.</summary>
    public long Outstanding => Pending + Available + Reserved;

    /// <summary>What stands in one bucket.</summary>
    public long this[Bucket bucket] => bucket switch
    {
        Bucket.Pending => Pending,
        Bucket.Available => Available,
        Bucket.Reserved => Reserved,
        Bucket.Applied => Applied,
        Bucket.Expired => Expired,
        Bucket.Voided => Voided,
        _ => throw new ArgumentOutOfRangeException(nameof(bucket)),
    };

    /// <summary>New credit of <paramref name="amount"/> enters a bucket.</summary>
    /// <exception cref="OverflowException">Granted would pass 2^63-1.</exception>
    public Totals Enter(Bucket to, long amount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount);
        var entered = With(to, this[to] + amount);
        _ = entered.Granted;
        return entered;
    }

    /// <summary>Credit passes from one bucket to another; the sum stays.</summary>
    /// <exception cref="InvalidOperationException">The bucket holds less than <paramref name="amount"/>.</exception>
    public Totals Move(Bucket from, Bucket to, long amount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount);
        if (this[from] < amount)
        {
            throw new InvalidOperationException($"{amount} cannot leave {from}, which holds {this[from]}.");
        }

        var left = With(from, this[from] - amount);
        return left.With(to, left[to] + amount);
    }

    private Totals With(Bucket bucket, long value) => bucket switch
    {
        Bucket.Pending => this with { Pending = value },
        Bucket.Available => this with { Available = value },
        Bucket.Reserved => this with { Reserved = value },
        Bucket.Applied => this with { Applied = value },
        Bucket.Expired => this with { Expired = value },
        Bucket.Voided => this with { Voided = value },
        _ => throw new ArgumentOutOfRangeException(nameof(bucket)),
    };
}
