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

    /// <summary>The entries before (newest first) or after (oldest first) an entry; null: from the first on.</summary>
    /// <param name="business">Whose.</param>
    /// <param name="from">The entry.</param>
    /// <param name="oldestFirst">The direction. Commits are kept newest first: oldest first, the keys of all that are newer than the entry are read, a thousand with a call.</param>
    /// <param name="most">Oldest first, no more than so many commits are held and told, and at least as many entries if there are.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public async IAsyncEnumerable<FeedEntry> ReadAsync(
        Business business, EntryRow? from, bool oldestFirst, int most, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // One more: of the entry's own commit there may be nothing left to tell.
        var commits = oldestFirst ? OldestAsync(business, from, most + 1, cancellationToken) : NewestAsync(business, from, cancellationToken);
        await foreach (var batch in BatchesAsync(commits, cancellationToken))
        {
            var read = await Task.WhenAll(batch.Select(commit => feed.EntriesAsync(commit, business.Shards, cancellationToken)));
            foreach (var row in read.SelectMany(entries => oldestFirst ? entries.Reverse() : entries))
            {
                if (row.Account != from?.Account || (oldestFirst ? row.Entry.Seq > from.Entry.Seq : row.Entry.Seq < from.Entry.Seq))
                {
                    yield return new(row.Account, row.Account.Hash, await UnitAsync(row.Account, cancellationToken), row.Entry.Seq, row.Entry.Draft);
                }
            }
        }
    }

    private static bool Holds(FeedCommit commit, EntryRow entry) =>
        commit.Account == entry.Account && commit.FirstSeq <= entry.Entry.Seq && entry.Entry.Seq < commit.FirstSeq + commit.Count;

    private async IAsyncEnumerable<FeedCommit> NewestAsync(Business business, EntryRow? from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // What precedes the entry's own commit, at numbers between the commit's and the entry's, was shown before it.
        var isThere = from is null;
        await foreach (var commit in feed.CommitsAsync(business.Id, business.Shards, from?.Entry.Number, grantsOnly: false, cancellationToken))
        {
            isThere = isThere || Holds(commit, from!);
            if (isThere)
            {
                yield return commit;
            }
        }
    }

    private async IAsyncEnumerable<FeedCommit> OldestAsync(Business business, EntryRow? from, int max, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var oldest = new Queue<FeedCommit>();
        await foreach (var commit in feed.CommitsAsync(business.Id, business.Shards, notAfterNumber: null, grantsOnly: false, cancellationToken))
        {
            oldest.Enqueue(commit);
            if (oldest.Count > max)
            {
                _ = oldest.Dequeue();
            }

            if (from is not null && Holds(commit, from))
            {
                break;
            }
        }

        foreach (var commit in oldest.Reverse())
        {
            yield return commit;
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
