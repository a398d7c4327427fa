using CreditFunctions.Ledger;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>By how much an account's totals changed, in minor units, where it says what became of credit; what is consumed is less what was undone of it.</summary>
internal readonly record struct Moved(Int128 Granted, Int128 Applied, Int128 Expired, Int128 Voided)
{
    /// <summary>From nothing to these totals.</summary>
    public static Moved Of(Totals totals) => new(totals.Granted, totals.Applied, totals.Expired, totals.Voided);

    /// <summary>By an entry.</summary>
    public static Moved Of(EntryDraft draft)
    {
        var sum = default(Moved);
        foreach (var move in draft.Moves)
        {
            sum += Into(move.To, move.Amount);
            sum += move.From is { } from ? Into(from, -move.Amount) : new(move.Amount, 0, 0, 0);
        }

        return sum;
    }

    public static Moved operator +(Moved a, Moved b) => new(a.Granted + b.Granted, a.Applied + b.Applied, a.Expired + b.Expired, a.Voided + b.Voided);

    public static Moved operator -(Moved a, Moved b) => new(a.Granted - b.Granted, a.Applied - b.Applied, a.Expired - b.Expired, a.Voided - b.Voided);

    private static Moved Into(Bucket bucket, long amount) => bucket switch
    {
        Bucket.Applied => new(0, amount, 0, 0),
        Bucket.Expired => new(0, 0, amount, 0),
        Bucket.Voided => new(0, 0, 0, amount),
        _ => default,
    };
}
