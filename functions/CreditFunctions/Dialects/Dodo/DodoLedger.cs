using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;

namespace CreditFunctions.Dialects.Dodo;

/// <summary>The ledger of a customer in an entitlement.</summary>
internal sealed class DodoLedger(DodoAccounts accounts, CreditStore store, TimeProvider clock)
{
    /// <summary>GET a page, newest first. A page deep down costs the reading of all before it.</summary>
    public async Task<IResult> ListAsync(HttpContext http)
    {
        var problem = DodoQuery.PageNotTooDeep(http, out var page);
        problem ??= DodoQuery.Named<DodoTransaction>(http, "transaction_type", out _);
        problem ??= DodoQuery.Time(http, "start_date", isEnd: false, out _);
        problem ??= DodoQuery.Time(http, "end_date", isEnd: true, out _);
        if (problem is not null)
        {
            return problem;
        }

        _ = DodoQuery.Named<DodoTransaction>(http, "transaction_type", out var type);
        _ = DodoQuery.Time(http, "start_date", isEnd: false, out var start);
        _ = DodoQuery.Time(http, "end_date", isEnd: true, out var end);
        var (account, missing) = await accounts.ReadAsync(http);
        if (account is null)
        {
            return missing!;
        }

        var found = new List<FeedEntry>();
        var skip = page.Skip;
        if (account.Row is { } row && page.Size > 0 && (type is null || DodoEntry.Occurs(type.Value)))
        {
            var feed = new AccountFeed(store, account.Business.Shards, row.Account, Instant.Now(clock));
            await foreach (var entry in feed.ReadAsync(null, oldestFirst: false, http.RequestAborted))
            {
                // The ledger's time never goes back, and nothing is dated after it was posted.
                if (entry.Draft.PostedAt < start)
                {
                    break;
                }

                if (!DodoEntry.IsVisible(entry.Draft) || (type is not null && DodoEntry.TypeOf(entry.Draft) != type) || entry.Draft.CreatedAt < start || entry.Draft.CreatedAt > end || skip-- > 0)
                {
                    continue;
                }

                found.Add(entry);
                if (found.Count == page.Size)
                {
                    break;
                }
            }
        }

        return DodoItems.Of(found, (json, entry) => DodoEntry.Write(json, account, entry));
    }
}
