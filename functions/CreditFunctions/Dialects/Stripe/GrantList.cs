using System.Runtime.CompilerServices;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Dialects.Stripe;

/// <summary>Lists of grants, newest first: in the order in which the ledger took them in.</summary>
internal sealed class GrantList(StripeLedger ledger, CreditStore store, BusinessFeed businessFeed, TimeProvider clock)
{
    /// <summary>A page of a customer's grants; null: the cursor is none of them.</summary>
    public async Task<StripePage<StripeGrant>?> OfCustomerAsync(Business business, CustomerRow customer, StripePaging paging, CancellationToken cancellationToken)
    {
        var rows = await ledger.AccountsAsync(business, customer, cancellationToken);
        LocatedId cursor = default;
        if (paging.Cursor is { } text
            && (!LocatedId.TryParse(text, StripeObjects.GrantPrefix, out cursor) || cursor.Shard != Shard.Of(customer.Customer.Id, business.Shards)
                || rows.FirstOrDefault(row => row.Account.Key.Hash == cursor.Account) is not { } home || await store.GrantAsync(home, business.Shards, cursor.Seq, cancellationToken) is null))
        {
            return null;
        }

        var all = rows.Count == 1
            ? store.GrantsAsync(rows[0], business.Shards, paging.StartingAfter is null ? long.MaxValue : cursor.Seq - 1, cancellationToken).Select(grant => (Row: rows[0], Grant: grant))
            : MergedAsync(rows, business.Shards, paging.StartingAfter is null ? null : cursor, cancellationToken);
        var page = await paging.OfAsync(all, one => one.Grant.Id == cursor.Seq && one.Row.Account.Key.Hash == cursor.Account, cancellationToken);
        var settled = rows.ToDictionary(static row => row, row => ledger.Settled(row.Account));
        return page.With(one => StripeLedger.Shown(business, one.Row.Account, settled[one.Row].GetValueOrDefault(one.Grant.Id) ?? one.Grant, customer.Customer));
    }

    /// <summary>A page of the grants of all customers; null: the cursor is none of them.</summary>
    public async Task<StripePage<StripeGrant>?> OfBusinessAsync(Business business, StripePaging paging, CancellationToken cancellationToken)
    {
        EntryRow? cursor = null;
        if (paging.Cursor is { } text)
        {
            if (!LocatedId.TryParse(text, StripeObjects.GrantPrefix, out var id) || await ledger.AccountAsync(business, id, cancellationToken) is not { } row
                || await store.EntryAsync(row.Account.Key, business.Shards, id.Seq, cancellationToken) is not { Entry.Draft.Terms: not null } entry)
            {
                return null;
            }

            cursor = entry;
        }

        var page = await paging.FromCursorAsync(businessFeed.MoneyAsync(business, cursor, paging.IsBackwards, paging.Limit + 1, grantsOnly: true, cancellationToken), cancellationToken);
        var grants = await ledger.GrantsAsync(business, page.Items.Select(static entry => (entry.Account, entry.Seq)), cancellationToken);
        return page.With(entry => grants[(entry.Account, entry.Seq)]);
    }

    /// <summary>The grants of several accounts, behind a cursor if there is one: a grant's entry says when the ledger took it in.</summary>
    private async IAsyncEnumerable<(AccountRow Row, Grant Grant)> MergedAsync(
        IReadOnlyList<AccountRow> rows, int shards, LocatedId? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        FeedPosition? position = after is { } cursor ? await PositionAsync(rows.First(row => row.Account.Key.Hash == cursor.Account), cursor.Seq, shards, cancellationToken) : null;
        var all = await Task.WhenAll(rows.Select(row => HeadAsync(row, shards, position, cancellationToken)));
        var heads = new PriorityQueue<Head, FeedPosition>(NewestFirst);
        try
        {
            foreach (var head in all)
            {
                await MoveAsync(head);
            }

            while (heads.TryDequeue(out var head, out _))
            {
                yield return (head.Row, head.Grants.Current);
                await MoveAsync(head);
            }
        }
        finally
        {
            foreach (var head in all)
            {
                await head.Grants.DisposeAsync();
            }
        }

        async Task MoveAsync(Head head)
        {
            if (await head.Grants.MoveNextAsync())
            {
                heads.Enqueue(head, await PositionAsync(head.Row, head.Grants.Current.Id, shards, cancellationToken));
            }
        }
    }

    private static readonly Comparer<FeedPosition> NewestFirst = Comparer<FeedPosition>.Create(static (a, b) => b.CompareTo(a));

    private async Task<Head> HeadAsync(AccountRow row, int shards, FeedPosition? before, CancellationToken cancellationToken)
    {
        var from = long.MaxValue;
        if (before is not null)
        {
            var feed = new AccountFeed(store, shards, row.Account, Instant.Now(clock));
            from = await feed.ReadAsync(before, oldestFirst: false, cancellationToken).Select(static entry => entry.Seq).FirstOrDefaultAsync(cancellationToken);
        }

        return new(row, store.GrantsAsync(row, shards, from, cancellationToken).GetAsyncEnumerator(cancellationToken));
    }

    private async Task<FeedPosition> PositionAsync(AccountRow row, long grant, int shards, CancellationToken cancellationToken)
    {
        var entry = await store.EntryAsync(row.Account.Key, shards, grant, cancellationToken) ?? throw new Storage.StorageException($"The entry of grant {grant} is missing.", false);
        return new(entry.Entry.Draft.PostedAt, row.Account.Key.Hash, grant);
    }

    private sealed record Head(AccountRow Row, IAsyncEnumerator<Grant> Grants);
}
