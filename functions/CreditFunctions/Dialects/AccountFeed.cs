using System.Runtime.CompilerServices;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;

namespace CreditFunctions.Dialects;

/// <summary>
/// The entries of one account as it was read, from either end. Effects of time that were due then are among them, though no commit had written them down: their seqs and
/// contents are already what they will be, unless history is imported into the account before they are written down.
/// </summary>
internal sealed class AccountFeed
{
    private const int FirstPage = 25;

    private readonly CreditStore store;
    private readonly int shards;
    private readonly Account account;
    private readonly List<FeedEntry> due;

    public AccountFeed(CreditStore store, int shards, Account account, Instant now)
    {
        (this.store, this.shards, this.account, Hash) = (store, shards, account, account.Key.Hash);
        due = [.. Settlement.Effects(account, Instant.Later(now, account.UpdatedAt)).Select(effect => new FeedEntry(account.Key, Hash, account.Unit, effect.After.Seq, effect.Draft, effect.After.Totals, effect.After.Overage))];
    }

    /// <summary>Which account it is.</summary>
    public ulong Hash { get; }

    private long LastSeq => account.Seq + due.Count;

    /// <summary>An entry; null if the account has none of that seq.</summary>
    public async ValueTask<FeedEntry?> EntryAsync(long seq, CancellationToken cancellationToken) =>
        seq < 1 || seq > LastSeq ? null
        : seq > account.Seq ? due[(int)(seq - account.Seq - 1)]
        : await store.EntryAsync(account.Key, shards, seq, cancellationToken) is { } row ? Of(row.Entry) : null;

    /// <summary>All entries before (newest first) or after (oldest first) a position; null: all there are.</summary>
    public async IAsyncEnumerable<FeedEntry> ReadAsync(FeedPosition? from, bool oldestFirst, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var before = from is { } position ? await CountNotAfterAsync(position, cancellationToken) : oldestFirst ? 0 : LastSeq;
        var seq = oldestFirst ? before + 1 : from is { } end && end.Account == Hash && before == end.Seq ? before - 1 : before;
        for (var size = FirstPage; seq >= 1 && seq <= LastSeq; size = Math.Min(size * 2, Storage.Tables.RowQuery.MaxPageSize))
        {
            if (seq > account.Seq)
            {
                yield return due[(int)(seq - account.Seq - 1)];
                seq += oldestFirst ? 1 : -1;
                continue;
            }

            var newest = oldestFirst ? Math.Min(account.Seq, seq + size - 1) : seq;
            var limit = (int)Math.Min(size, oldestFirst ? newest - seq + 1 : newest);
            var page = await store.EntriesAsync(account.Key, shards, newest, limit, cancellationToken);
            for (var at = 0; at < page.Count; at++)
            {
                yield return Of(page[oldestFirst ? page.Count - 1 - at : at].Entry);
            }

            seq += oldestFirst ? limit : -limit;
        }
    }

    /// <summary>
    /// How many entries stand at or before a position. Within an account the ledger's time never goes back, so this takes a point read for each doubling of the account's length.
    /// </summary>
    private async ValueTask<long> CountNotAfterAsync(FeedPosition position, CancellationToken cancellationToken)
    {
        if (position.Account == Hash)
        {
            return Math.Min(position.Seq, LastSeq);
        }

        var (low, high) = (0L, LastSeq);
        while (low < high)
        {
            var middle = high - ((high - low) / 2);
            (low, high) = (await EntryAsync(middle, cancellationToken))!.Position <= position ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    private FeedEntry Of(Entry entry) => new(account.Key, Hash, account.Unit, entry.Seq, entry.Draft, entry.Totals, entry.Overage);
}
