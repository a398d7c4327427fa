namespace CreditFunctions.Ledger;

/// <summary>
/// What time does to an account: reservations lapse, pending grants become effective, grants expire. In order of instant; at one instant lapse,
/// activate, expire; then by id. Readers apply it to what they read, and every commit first writes it down.
/// </summary>
public static class Settlement
{
    /// <summary>The account as it is at <paramref name="now"/>.</summary>
    public static Account Settle(Account account, Instant now)
    {
        while (Next(account, now) is { } draft)
        {
            account = Posting.Post(account, draft);
        }

        return account;
    }

    /// <summary>The first effect due at or before <paramref name="now"/>; null: none is.</summary>
    public static EntryDraft? Next(Account account, Instant now)
    {
        if (First(account) is not { } effect || effect.Due > now)
        {
            return null;
        }

        var at = effect.Due;
        if (effect.Type == EntryType.Lapse)
        {
            var reservation = account.Reservations.Single(one => one.Id == effect.Id);
            return new(EntryType.Lapse, reservation.Amount, at, at,
                [.. reservation.Parts.Select(part => new Move(part.Grant, Bucket.Reserved, Bucket.Available, part.Amount))], null)
            {
                Reservation = reservation.Id,
            };
        }

        var totals = account.Grant(effect.Id).Totals;
        var move = effect.Type == EntryType.Activate
            ? new Move(effect.Id, Bucket.Pending, Bucket.Available, totals.Pending)
            : new Move(effect.Id, Bucket.Available, Bucket.Expired, totals.Available);
        return new(effect.Type, move.Amount, at, at, [move], null);
    }

    /// <summary>When the next effect is due; null: never.</summary>
    public static Instant? NextDue(Account account) => First(account)?.Due;

    private static Effect? First(Account account)
    {
        Effect? first = null;
        var last = account.UpdatedAt;
        foreach (var reservation in account.Reservations)
        {
            first = Sooner(first, last, reservation.ExpiresAt, EntryType.Lapse, 0, reservation.Id);
        }

        foreach (var grant in account.Grants)
        {
            first = grant.Totals.Pending > 0
                ? Sooner(first, last, grant.Terms.EffectiveAt, EntryType.Activate, 1, grant.Id)
                : grant.Totals.Available > 0 ? Sooner(first, last, grant.Terms.ExpiresAt, EntryType.Expire, 2, grant.Id) : first;
        }

        return first;
    }

    private static Effect? Sooner(Effect? first, Instant last, Instant? due, EntryType type, int rank, long id)
    {
        if (due is not { } at)
        {
            return first;
        }

        // What was freed after its own expiry expires when it is freed: the ledger's time never goes back.
        at = Instant.Later(at, last);
        return first is not { } other || (at, rank, id).CompareTo((other.Due, other.Rank, other.Id)) < 0 ? new Effect(at, rank, id, type) : first;
    }

    private readonly record struct Effect(Instant Due, int Rank, long Id, EntryType Type);
}
