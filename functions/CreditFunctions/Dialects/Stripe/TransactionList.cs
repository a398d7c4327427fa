using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Dialects.Stripe;

/// <summary>Lists of transactions, newest first. A customer's or a grant's have all that has come due among them; those of all customers have what is written down.</summary>
internal sealed class TransactionList(StripeLedger ledger, CreditStore store, BusinessFeed businessFeed, TimeProvider clock)
{
    /// <summary>A transaction by its id; null if there is none.</summary>
    public async Task<StripeTransaction?> FindAsync(Business business, string text, CancellationToken cancellationToken) =>
        TransactionId.TryParse(text, out var id) && await ledger.AccountAsync(business, id.Entry, cancellationToken) is { } row
            ? await FindAsync(FeedOf(business, [row]), business, id, cancellationToken)
            : null;

    /// <summary>A page of the transactions of some accounts, or of one grant of one of them; null: the cursor is none of them.</summary>
    public async Task<StripePage<StripeTransaction>?> OfAccountsAsync(
        Business business, IReadOnlyList<AccountRow> rows, long? grant, StripePaging paging, CancellationToken cancellationToken)
    {
        var feed = FeedOf(business, rows);
        TransactionId cursor = default;
        FeedPosition? from = null;
        if (paging.Cursor is { } text)
        {
            if (!TransactionId.TryParse(text, out cursor) || await FindAsync(feed, business, cursor, cancellationToken) is not { } found || (grant is not null && found.Grant != grant))
            {
                return null;
            }

            // The cursor's entry may have more of them.
            from = paging.IsBackwards ? null : found.Entry.Position with { Seq = found.Entry.Seq + 1 };
        }

        var read = feed.ReadAsync(from, oldestFirst: false, cancellationToken);
        var all = Flat(grant is { } first ? read.TakeWhile(entry => entry.Seq >= first) : read, business)
            .Where(one => (grant is null || one.Grant == grant) && !(from is not null && one.Id.Entry == cursor.Entry && one.Id.Place >= cursor.Place));
        return await paging.OfAsync(all, one => one.Id == cursor, cancellationToken);
    }

    /// <summary>A page of the transactions of all customers; null: the cursor is none of them.</summary>
    public async Task<StripePage<StripeTransaction>?> OfBusinessAsync(Business business, StripePaging paging, CancellationToken cancellationToken)
    {
        EntryRow? from = null;
        IEnumerable<StripeTransaction> ofSameEntry = [];
        if (paging.Cursor is { } text)
        {
            if (!TransactionId.TryParse(text, out var cursor) || await ledger.AccountAsync(business, cursor.Entry, cancellationToken) is not { } row
                || await store.EntryAsync(row.Account.Key, business.Shards, cursor.Entry.Seq, cancellationToken) is not { } entry
                || StripeTransaction.Of(new(row.Account.Key, cursor.Entry.Account, row.Account.Unit, cursor.Entry.Seq, entry.Entry.Draft, entry.Entry.Totals, entry.Entry.Overage), business.Shards) is var all && all.Count <= cursor.Place)
            {
                return null;
            }

            (from, ofSameEntry) = (entry, paging.IsBackwards ? all.Skip(cursor.Place + 1) : all.Take(cursor.Place).Reverse());
        }

        var others = businessFeed.MoneyAsync(business, from, paging.IsBackwards, paging.Limit + 1, grantsOnly: false, cancellationToken);
        var ofOthers = paging.IsBackwards ? others.SelectMany(entry => StripeTransaction.Of(entry, business.Shards)) : Flat(others, business);
        return await paging.FromCursorAsync(ofSameEntry.ToAsyncEnumerable().Concat(ofOthers), cancellationToken);
    }

    /// <summary>
    /// A transaction with the invoice it is about: what says nothing of it, such as a capture or a reversal, is about that of the reservation or application it goes back to.
    /// </summary>
    public async Task<StripeTransaction> WithInvoiceAsync(Business business, StripeTransaction transaction, CancellationToken cancellationToken)
    {
        var draft = transaction.Entry.Draft;
        while (transaction.HasInvoice && draft.References is null && (draft.Reverses ?? draft.Reservation) is { } seq
            && await store.EntryAsync(transaction.Entry.Account, business.Shards, seq, cancellationToken) is { } earlier)
        {
            draft = earlier.Entry.Draft;
        }

        return transaction with { References = draft.References };
    }

    private CreditFeed FeedOf(Business business, IReadOnlyList<AccountRow> rows) => new(store, business.Shards, rows, Instant.Now(clock));

    private static async Task<StripeTransaction?> FindAsync(CreditFeed feed, Business business, TransactionId id, CancellationToken cancellationToken) =>
        await feed.EntryAsync(id.Entry, cancellationToken) is { } entry && StripeTransaction.Of(entry, business.Shards) is var all && id.Place < all.Count && all[id.Place].Id == id
            ? all[id.Place]
            : null;

    /// <summary>The transactions of entries; of one entry too, the last comes first.</summary>
    private static IAsyncEnumerable<StripeTransaction> Flat(IAsyncEnumerable<FeedEntry> entries, Business business) =>
        entries.SelectMany(entry => StripeTransaction.Of(entry, business.Shards).Reverse());
}
