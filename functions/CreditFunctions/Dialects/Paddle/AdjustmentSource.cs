using System.Runtime.CompilerServices;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Dialects.Paddle;

/// <summary>Entries that may be adjustments, in the order asked for: those that ids name, those of some customers, or all of a business.</summary>
internal sealed class AdjustmentSource(CreditStore store, DialectCustomers customers, BusinessFeed businessFeed, TimeProvider clock)
{
    /// <summary>The entries from where the page begins; null: it is to begin after what is not there.</summary>
    /// <param name="business">Whose.</param>
    /// <param name="query">What is asked for.</param>
    /// <param name="most">After so many entries nobody asks for more.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public async Task<IAsyncEnumerable<FeedEntry>?> OpenAsync(Business business, AdjustmentQuery query, int most, CancellationToken cancellationToken)
    {
        if (query is { Ids: [], Customers: [] })
        {
            var from = query.After is { } id ? await StoredAsync(business, id, cancellationToken) : null;
            return from is null && query.After is not null ? null : businessFeed.ReadAsync(business, from, query.OldestFirst, most, cancellationToken);
        }

        var asked = await Task.WhenAll(query.Customers.Select(id => customers.FindAsync(business, PaddleDialect.Dialect, id, cancellationToken)));
        var holders = asked.OfType<CustomerRow>().DistinctBy(static row => row.Customer.Id, StringComparer.Ordinal).ToList();
        var rows = query.Ids is []
            ? (await Task.WhenAll(holders.Select(holder => customers.MoneyRowsAsync(business, holder, cancellationToken)))).SelectMany(static rows => rows)
            : (await AccountsAsync(business, query.Ids, cancellationToken))
                .Where(row => query.Customers is [] || holders.Exists(holder => holder.Customer.Id == row.Account.Key.Customer));
        var feed = new CreditFeed(store, business.Shards, rows, Instant.Now(clock));
        FeedPosition? position = null;
        if (query.After is { } after)
        {
            if (await feed.EntryAsync(after, cancellationToken) is not { } entry)
            {
                return null;
            }

            position = entry.Position;
        }

        return query.Ids is [] ? feed.ReadAsync(position, query.OldestFirst, cancellationToken) : NamedAsync(feed, query, position, cancellationToken);
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

    private async Task<EntryRow?> StoredAsync(Business business, LocatedId id, CancellationToken cancellationToken) =>
        await store.AccountKeyAsync(business.Id, business.Shards, id, cancellationToken) is { } account
            ? await store.EntryAsync(account, business.Shards, id.Seq, cancellationToken)
            : null;

    /// <summary>The accounts behind the ids.</summary>
    private async Task<IEnumerable<AccountRow>> AccountsAsync(Business business, IReadOnlyList<LocatedId> ids, CancellationToken cancellationToken)
    {
        var rows = await Task.WhenAll(ids.DistinctBy(static id => id.Account).Select(async id =>
            await store.AccountKeyAsync(business.Id, business.Shards, id, cancellationToken) is { } key ? await store.AccountAsync(key, business.Shards, cancellationToken) : null));
        return rows.OfType<AccountRow>();
    }
}
