using CreditFunctions.Api.Customers;
using CreditFunctions.Authentication;
using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Api.Credits;

/// <summary>Balance look-ups. Whatever time has done to an account is counted in, though no timer has written it down.</summary>
internal sealed class CreditsApi(CreditStore store, AccountsAhead ahead, CachedDirectory directory, TimeProvider clock)
{
    /// <summary>GET all accounts of a customer: the customer's row, and its accounts' rows beside it or after it.</summary>
    public async Task<IResult> GetAllAsync(HttpContext http)
    {
        var business = Caller.Of(http).Business;
        var now = Instant.Now(clock);
        if (http.PathId("customer_id", out var id) is { } badId)
        {
            return badId;
        }

        if (http.QueryPast("as_of", now, out var asOf) is { } badInstant)
        {
            return badInstant;
        }

        var reading = ahead.Begin(business.Id, business.Shards, id, http.RequestAborted);
        var customer = await store.CustomerAsync(business.Id, business.Shards, id, http.RequestAborted);
        if (customer is null)
        {
            return CustomersApi.Missing(id);
        }

        var rows = await reading.OfAsync(customer, static _ => true, http.RequestAborted);
        var accounts = rows.Select(static row => row.Account).ToList();
        // The present of the answer is after all it counts. A commit under way may still be dated before it: only what is 10 s ago is answered the same for ever.
        var at = asOf ?? accounts.Select(account => account.UpdatedAt).Aggregate(Instant.Now(clock), Instant.Later);
        var summaries = await Task.WhenAll(accounts.Select(account => SummaryAsync(account, business, at, http.RequestAborted)));
        var inOrder = summaries.OfType<AccountSummary>().OrderBy(account => account.Entitlement, StringComparer.Ordinal).ThenBy(account => account.Unit, StringComparer.Ordinal);
        return new JsonAnswer<CreditsAnswer>(new(id, at.ToString(), [.. inOrder]), ApiJson.Readable.CreditsAnswer);
    }

    /// <summary>GET one account with its active grants.</summary>
    public async Task<IResult> GetOneAsync(HttpContext http)
    {
        var (path, problem) = await AccountPath.ReadAsync(http, directory);
        if (path is null)
        {
            return problem!;
        }

        var row = await store.AccountAsync(path.Key, path.Business.Shards, http.RequestAborted);
        if (row is null)
        {
            return await MissingAsync(path, http.RequestAborted);
        }

        var now = Instant.Later(Instant.Now(clock), row.Account.UpdatedAt);
        return new JsonAnswer<AccountAnswer>(Answer(Settlement.Settle(row.Account, now), path, now), ApiJson.Readable.AccountAnswer);
    }

    /// <summary>The problem of an account that has no entry, or whose customer is not there either.</summary>
    public async Task<Problem> MissingAsync(AccountPath path, CancellationToken cancellationToken) =>
        await store.CustomerAsync(path.Business.Id, path.Business.Shards, path.Key.Customer, cancellationToken) is null
            ? CustomersApi.Missing(path.Key.Customer)
            : Problem.NotFound(
                "account_not_found", "unit", $"Customer '{path.Key.Customer}' never had credit in entitlement '{path.Key.Entitlement}', unit '{path.Key.Unit}'.");

    private async Task<AccountSummary?> SummaryAsync(Account account, Business business, Instant at, CancellationToken cancellationToken) =>
        await store.AtAsync(account, business.Shards, at, cancellationToken) is { } then
            ? AccountSummary.Of(account.Key, account.Unit, then.Totals, then.Overage, then.UpdatedAt)
            : null;

    private static AccountAnswer Answer(Account account, AccountPath path, Instant now)
    {
        var precision = account.Unit.Precision;
        var (shard, hash) = (Shard.Of(path.Key.Customer, path.Business.Shards), path.Key.Hash);
        var totals = AccountSummary.Of(path.Key, account.Unit, account.Totals, account.Overage, account.UpdatedAt);
        var grants = account.Grants.Order(Draw.Comparer(path.Entitlement.DrawOrder))
            .Select(grant => GrantAnswer.Of(grant, new LocatedId(shard, hash, grant.Id).ToString(LocatedId.GrantPrefix), precision));
        var reservations = account.Reservations.Select(reservation => new ReservationAnswer(
            new LocatedId(shard, hash, reservation.Id).ToString(LocatedId.ReservationPrefix), Amount.Format(reservation.Amount, precision), reservation.ExpiresAt?.ToString()));
        return new(
            path.Key.Customer, totals.Entitlement, totals.Unit, precision, now.ToString(), totals.Granted, totals.Pending, totals.Available, totals.Reserved, totals.Applied,
            totals.Expired, totals.Voided, totals.Overage, account.CreatedAt.ToString(), totals.UpdatedAt, [.. grants], [.. reservations]);
    }
}
