using System.Runtime.CompilerServices;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;

namespace CreditFunctions.Dialects;

/// <summary>The entries of several accounts as one list, newest or oldest first, effects of time that are due but unwritten among them.</summary>
internal sealed class CreditFeed(CreditStore store, int shards, IEnumerable<AccountRow> accounts, Instant now)
{
    private readonly List<AccountFeed> feeds = [.. accounts.Select(row => new AccountFeed(store, shards, row.Account, now))];

    /// <summary>The entry an id names; null if it is of none of these accounts.</summary>
    public async ValueTask<FeedEntry?> EntryAsync(LocatedId id, CancellationToken cancellationToken) =>
        feeds.Find(feed => feed.Hash == id.Account) is { } feed ? await feed.EntryAsync(id.Seq, cancellationToken) : null;

    /// <summary>All entries before (newest first) or after (oldest first) a position; null: all there are. Of each account a page is in memory at a time.</summary>
    public async IAsyncEnumerable<FeedEntry> ReadAsync(FeedPosition? from, bool oldestFirst, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var all = feeds.ConvertAll(feed => feed.ReadAsync(from, oldestFirst, cancellationToken).GetAsyncEnumerator(cancellationToken));
        try
        {
            var more = await SideBySide.ReadAsync(all, static one => one.MoveNextAsync().AsTask());
            var heads = all.Where((_, at) => more[at]).ToList();
            while (heads.Count > 0)
            {
                var next = oldestFirst ? heads.MinBy(static head => head.Current.Position)! : heads.MaxBy(static head => head.Current.Position)!;
                yield return next.Current;
                if (!await next.MoveNextAsync())
                {
                    heads.Remove(next);
                }
            }
        }
        finally
        {
            foreach (var one in all)
            {
                await one.DisposeAsync();
            }
        }
    }
}
