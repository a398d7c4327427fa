using System.Runtime.CompilerServices;
using CreditFunctions.Authentication;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Dialects;

/// <summary>
/// The entries of a whole business, newest or oldest first, commit by commit. Effects of time are among them once a commit has written them down, which the timer function
/// <c>ExpireCredits</c> sees to.
/// </summary>
internal sealed class BusinessFeed(CommitFeed feed, CachedDirectory directory)
{
    private const int CommitsAtOnce = 8;

    /// <summary>Commits newest first, from a number on; null: from the newest on.</summary>
    private delegate IAsyncEnumerable<FeedCommit> CommitReading(long? notAfterNumber, CancellationToken cancellationToken);

    /// <summary>The entries before (newest first) or after (oldest first) an entry; null: from the first on.</summary>
    /// <param name="business">Whose.</param>
    /// <param name="from">The entry.</param>
    /// <param name="oldestFirst">The direction. Commits are kept newest first: oldest first, the keys of all that are newer than the entry are read, a thousand with a call.</param>
    /// <param name="most">Oldest first, so many commits are held; whoever reads on has the newer keys read once more for twice as many.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public IAsyncEnumerable<FeedEntry> ReadAsync(Business business, EntryRow? from, bool oldestFirst, int most, CancellationToken cancellationToken) =>
        ReadAsync(business, NewestFirst(business, moneyOnly: false, grantsOnly: false), from, oldestFirst, most, cancellationToken);

    /// <summary>The same of what is about money. With <paramref name="grantsOnly"/> only entries that gave credit; the entry is one of them too.</summary>
    public IAsyncEnumerable<FeedEntry> MoneyAsync(Business business, EntryRow? from, bool oldestFirst, int most, bool grantsOnly, CancellationToken cancellationToken) =>
        ReadAsync(business, NewestFirst(business, moneyOnly: true, grantsOnly), from, oldestFirst, most, cancellationToken)
            .Where(entry => entry.Unit.IsCurrency && (!grantsOnly || entry.Draft.Terms is not null));

    private CommitReading NewestFirst(Business business, bool moneyOnly, bool grantsOnly) => (notAfterNumber, cancellationToken) =>
        feed.CommitsAsync(business.Id, business.Shards, notAfterNumber, grantsOnly, cancellationToken)
            .Where(commit => !moneyOnly || Currencies.TryGetPrecision(commit.Account.Unit, out _));

    private async IAsyncEnumerable<FeedEntry> ReadAsync(
        Business business, CommitReading newestFirst, EntryRow? from, bool oldestFirst, int most, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // One more: of the entry's own commit there may be nothing left to tell.
        var commits = oldestFirst ? OldestAsync(newestFirst, from, most + 1, cancellationToken) : NewestAsync(newestFirst, from, cancellationToken);
        await foreach (var batch in BatchesAsync(commits, cancellationToken))
        {
            var read = await Task.WhenAll(batch.Select(commit => feed.EntriesAsync(commit, business.Shards, cancellationToken)));
            foreach (var row in read.SelectMany(entries => oldestFirst ? entries.Reverse() : entries))
            {
                if (row.Account != from?.Account || (oldestFirst ? row.Entry.Seq > from.Entry.Seq : row.Entry.Seq < from.Entry.Seq))
                {
                    yield return new(row.Account, row.Account.Hash, await UnitAsync(row.Account, cancellationToken), row.Entry.Seq, row.Entry.Draft, row.Entry.Totals, row.Entry.Overage);
                }
            }
        }
    }

    private static bool Holds(FeedCommit commit, EntryRow entry) =>
        commit.Account == entry.Account && commit.FirstSeq <= entry.Entry.Seq && entry.Entry.Seq < commit.FirstSeq + commit.Count;

    private static async IAsyncEnumerable<FeedCommit> NewestAsync(CommitReading newestFirst, EntryRow? from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // What precedes the entry's own commit, at numbers between the commit's and the entry's, was shown before it.
        var isThere = from is null;
        await foreach (var commit in newestFirst(from?.Entry.Number, cancellationToken))
        {
            isThere = isThere || Holds(commit, from!);
            if (isThere)
            {
                yield return commit;
            }
        }
    }

    private static async IAsyncEnumerable<FeedCommit> OldestAsync(
        CommitReading newestFirst, EntryRow? from, int max, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        FeedCommit? told = null;
        for (bool isMore = true; isMore; max *= 2)
        {
            isMore = false;
            var oldest = new Queue<FeedCommit>();
            await foreach (var commit in newestFirst(null, cancellationToken).TakeWhile(commit => commit != told))
            {
                oldest.Enqueue(commit);
                if (oldest.Count > max)
                {
                    _ = oldest.Dequeue();
                    isMore = true;
                }

                if (told is null && from is not null && Holds(commit, from))
                {
                    break;
                }
            }

            foreach (var commit in oldest.Reverse())
            {
                told = commit;
                yield return commit;
            }
        }
    }

    /// <summary>A few commits at a time, whose entries are then read side by side.</summary>
    private static async IAsyncEnumerable<List<FeedCommit>> BatchesAsync(IAsyncEnumerable<FeedCommit> commits, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batch = new List<FeedCommit>(CommitsAtOnce);
        await foreach (var commit in commits.WithCancellation(cancellationToken))
        {
            batch.Add(commit);
            if (batch.Count == CommitsAtOnce)
            {
                yield return batch;
                batch = new(CommitsAtOnce);
            }
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    private async ValueTask<Unit> UnitAsync(AccountKey account, CancellationToken cancellationToken) =>
        await directory.EntitlementAsync(account.Business, account.Entitlement, cancellationToken) is { } entitlement && entitlement.Admits(account.Unit, out var unit)
            ? unit
            : throw new InvalidOperationException($"There is an account in entitlement {account.Entitlement}, unit {account.Unit}, and no such entitlement.");
}
