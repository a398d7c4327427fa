using System.Runtime.CompilerServices;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Dialects.Stripe;

/// <summary>The entries of a whole business that are about money, newest first by when they were written down. What is due and not written down is not among them yet.</summary>
internal sealed class BusinessEntries(CommitFeed feed, StripeLedger ledger)
{
    private const int CommitsAhead = 8;

    /// <summary>Reads them, the entries of a few commits side by side.</summary>
    /// <param name="business">Whose.</param>
    /// <param name="notAfterNumber">The highest number of a commit; null: from the newest on.</param>
    /// <param name="grantsOnly">Only entries that gave credit?</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public async IAsyncEnumerable<FeedEntry> NewestFirstAsync(Business business, long? notAfterNumber, bool grantsOnly, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ahead = new Queue<Task<List<FeedEntry>>>(CommitsAhead);
        await foreach (var commit in feed.CommitsAsync(business.Id, business.Shards, notAfterNumber, grantsOnly, cancellationToken))
        {
            ahead.Enqueue(EntriesAsync(business, commit, grantsOnly, cancellationToken));
            if (ahead.Count < CommitsAhead)
            {
                continue;
            }

            foreach (var entry in await ahead.Dequeue())
            {
                yield return entry;
            }
        }

        while (ahead.TryDequeue(out var entries))
        {
            foreach (var entry in await entries)
            {
                yield return entry;
            }
        }
    }

    private async Task<List<FeedEntry>> EntriesAsync(Business business, FeedCommit commit, bool grantsOnly, CancellationToken cancellationToken)
    {
        if (await ledger.MoneyAsync(commit.Account, cancellationToken) is not { } unit)
        {
            return [];
        }

        var (rows, hash) = (await feed.EntriesAsync(commit, business.Shards, cancellationToken), commit.Account.Hash);
        return [.. rows.Where(row => !grantsOnly || row.Entry.Draft.Terms is not null).Select(row => new FeedEntry(commit.Account, hash, unit, row.Entry.Seq, row.Entry.Draft))];
    }
}
