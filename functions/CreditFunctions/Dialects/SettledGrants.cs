using CreditFunctions.Ledger;

namespace CreditFunctions.Dialects;

/// <summary>What time has done to the grants of an account, whether or not it is written down.</summary>
internal static class SettledGrants
{
    /// <summary>Every grant that was active when the account was read, by id, as it is at <paramref name="now"/>: those that have ended since too.</summary>
    public static IReadOnlyDictionary<long, Grant> Of(Account account, Instant now)
    {
        var grants = account.Grants.ToDictionary(static grant => grant.Id);
        foreach (var (_, effect) in Settlement.Effects(account, now))
        {
            (account, var touched) = Posting.Post(account, effect, id => grants.GetValueOrDefault(id));
            foreach (var grant in touched)
            {
                grants[grant.Id] = grant;
            }
        }

        return grants;
    }
}
