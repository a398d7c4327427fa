using System.Globalization;
using System.Runtime.CompilerServices;
using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Dialects.Paddle;

/// <summary>Entries that may be adjustments, in the order asked for: those that ids name, those of some customers, or all of a business.</summary>
internal sealed class AdjustmentSource(CreditStore store, DialectCustomers customers, BusinessFeed businessFeed, TimeProvider clock)
{
    /// <summary>The most accounts of the customers asked for: a page takes the newest of them all, so each is read.</summary>
    public const int MaxAccounts = 200;

    /// <summary>The entries from where the page begins; or the problem.</summary>
    /// <param name="business">Whose.</param>
    /// <param name="query">What is asked for.</param>
    /// <param name="most">After so many entries nobody asks for more.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public async Task<(IAsyncEnumerable<FeedEntry>? Entries, FieldProblem? Problem)> OpenAsync(Business business, AdjustmentQuery query, int most, CancellationToken cancellationToken)
    {
        if (query is { Ids: [], Customers: [] })
        {
            var from = query.After is { } id ? await StoredAsync(business, id, cancellationToken) : null;
            return from is null && query.After is { } missing
                ? (null, AdjustmentQuery.NoSuchAdjustment(missing))
                : (businessFeed.ReadAsync(business, from, query.OldestFirst, most, cancellationToken), null);
        }

        var asked = await SideBySide.ReadAsync(query.Customers, id => customers.FindAsync(business, PaddleDialect.Dialect, id, cancellationToken));
        var holders = asked.OfType<CustomerRow>().DistinctBy(static row => row.Customer.Id, StringComparer.Ordinal).ToList();
        var accounts = query.Ids is []
            ? [.. holders.SelectMany(holder => MoneyOf(business, holder))]
            : (await SideBySide.ReadAsync(query.Ids.DistinctBy(static id => id.Account), id => store.AccountKeyAsync(business.Id, business.Shards, id, cancellationToken)))
                .OfType<AccountKey>().Where(key => query.Customers is [] || holders.Exists(holder => holder.Customer.Id == key.Customer)).ToList();
        if (accounts.Count > MaxAccounts)
        {
            return (null, new("customer_id", string.Create(
                CultureInfo.InvariantCulture, $"customer_id names customers with {accounts.Count} accounts in a currency; at most {MaxAccounts} are allowed: ask for fewer customers at once.")));
        }

        var rows = await SideBySide.ReadAsync(accounts, key => store.AccountAsync(key, business.Shards, cancellationToken));
        var feed = new CreditFeed(store, business.Shards, rows.OfType<AccountRow>(), Instant.Now(clock));
        FeedPosition? position = null;
        if (query.After is { } after)
        {
            if (await feed.EntryAsync(after, cancellationToken) is not { } entry)
            {
                return (null, AdjustmentQuery.NoSuchAdjustment(after));
            }

            position = entry.Position;
        }

        return (query.Ids is [] ? feed.ReadAsync(position, query.OldestFirst, cancellationToken) : NamedAsync(feed, query, position, cancellationToken), null);
    }

    private static async IAsyncEnumerable<FeedEntry> NamedAsync(CreditFeed feed, AdjustmentQuery query, FeedPosition? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var named = new List<FeedEntry>();
        foreach (var id in query.Ids)
        {
            if (await feed.EntryAsync(id, cancellationToken) is { } entry && (after is not { } position || (query.OldestFirst ? entry.Position > position : entry.Position < position)))
            {
                named.Add(entry);
            }
        }

        foreach (var entry in query.OldestFirst ? named.OrderBy(static one => one.Position) : named.OrderByDescending(static one => one.Position))
        {
            yield return entry;
        }
    }

    /// <summary>The customer's accounts in a currency, of whatever entitlement.</summary>
    private static IEnumerable<AccountKey> MoneyOf(Business business, CustomerRow holder) =>
        holder.Accounts.Where(static account => Currencies.TryGetPrecision(account.Unit, out _))
            .Select(account => new AccountKey(business.Id, holder.Customer.Id, account.Entitlement, account.Unit));

    private async Task<EntryRow?> StoredAsync(Business business, LocatedId id, CancellationToken cancellationToken) =>
        await store.AccountKeyAsync(business.Id, business.Shards, id, cancellationToken) is { } account
            ? await store.EntryAsync(account, business.Shards, id.Seq, cancellationToken)
            : null;
}
