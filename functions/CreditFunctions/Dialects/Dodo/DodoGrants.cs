using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;

namespace CreditFunctions.Dialects.Dodo;

/// <summary>The grants of a customer in an entitlement.</summary>
internal sealed class DodoGrants(DodoAccounts accounts, CreditStore store, TimeProvider clock)
{
    /// <summary>GET a page, newest first, without those that are not effective yet. A page deep down costs the reading of all before it.</summary>
    public async Task<IResult> ListAsync(HttpContext http)
    {
        var (badPage, badStatus) = (DodoQuery.PageNotTooDeep(http, out var page), DodoQuery.Named<DodoGrantStatus>(http, "status", out var status));
        if ((badPage ?? badStatus) is { } problem)
        {
            return problem;
        }

        var (account, missing) = await accounts.ReadAsync(http);
        if (account is null)
        {
            return missing!;
        }

        var (found, skip, now) = (new List<Grant>(), page.Skip, Instant.Now(clock));
        if (account.Row is { } row && page.Size > 0)
        {
            now = Instant.Later(now, row.Account.UpdatedAt);
            var settled = SettledGrants.Of(row.Account, now);
            // What can be used is in the account itself, however many grants it had.
            var grants = status == DodoGrantStatus.Active
                ? settled.Values.OrderByDescending(static grant => grant.Id).ToAsyncEnumerable()
                : store.GrantsAsync(row, account.Business.Shards, long.MaxValue, http.RequestAborted).Select(read => settled.GetValueOrDefault(read.Id, read));
            await foreach (var grant in grants)
            {
                if (grant.Terms.EffectiveAt > now || (status is not null && DodoGrant.StatusOf(grant, now) != status) || skip-- > 0)
                {
                    continue;
                }

                found.Add(grant);
                if (found.Count == page.Size)
                {
                    break;
                }
            }
        }

        return DodoItems.Of(found, (json, grant) => DodoGrant.Write(json, account, grant, now));
    }
}
