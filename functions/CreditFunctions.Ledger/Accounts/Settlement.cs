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
        foreach (var (after, _) in Effects(account, now))
        {
            account = after;
        }

        return account;
    }

    /// <summary>All effects due at or before <paramref name="now"/>, each with the account after it.</summary>
    public static IEnumerable<(Account After, EntryDraft Draft)> Effects(Account account, Instant now)
    {
        while (Next(account, now) is { } effect)
        {
            yield return (account = Posting.Post(account, effect), effect);
            if (Repayment.Of(account, effect) is { } repayment)
            {
                yield return (account = Posting.Post(account, repayment), repayment);
            }
        }
    }

    /// <summary>
    /// The first effect due at or before <paramref name="now"/>; null: none is. Whoever posts it posts the <see cref="Repayment"/> it calls for with it.
    /// </summary>
    public static EntryDraft? Next(Account account, Instant now)
    {
        if (First(account) is not { } effect || effect.Due > now)
        {
            return null;
        }

        // What came due in history that was imported later is posted with the last entry: the ledger's time never goes back.
        var (at, postedAt) = (effect.Due, Instant.Later(effect.Due, account.UpdatedAt));
        if (effect.Type == EntryType.Lapse)
        {
            var reservation = account.Reservation(effect.Id)!;
            return new(EntryType.Lapse, reservation.Amount, postedAt, at, reservation.Back(account), null) { Reservation = reservation.Id };
        }

        var totals = account.Grant(effect.Id)!.Totals;
        var move = effect.Type == EntryType.Activate
            ? new Move(effect.Id, Bucket.Pending, Bucket.Available, totals.Pending)
            : new Move(effect.Id, Bucket.Available, Bucket.Expired, totals.Available);
        return new(effect.Type, move.Amount, postedAt, at, [move], null);
    }

    /// <summary>When the next effect is due; null: never.</summary>
    public static Instant? NextDue(Account account) => First(account)?.Due;

    private static Effect? First(Account account)
    {
        Effect? first = null;
        var last = account.BusinessTime;
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

        // What was freed after its own expiry expires when it is freed.
        at = Instant.Later(at, last);
        return first is not { } other || (at, rank, id).CompareTo((other.Due, other.Rank, other.Id)) < 0 ? new Effect(at, rank, id, type) : first;
    }

    private readonly record struct Effect(Instant Due, int Rank, long Id, EntryType Type);
}
