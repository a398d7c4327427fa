using System.Runtime.CompilerServices;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Credits;

/// <summary>A commit in the order of time. What it did is told by its account's entries.</summary>
/// <param name="Number">The number of its first entry.</param>
/// <param name="Account">The account.</param>
/// <param name="FirstSeq">The seq of its first entry.</param>
/// <param name="Count">How many entries it has.</param>
public sealed record FeedCommit(long Number, AccountKey Account, long FirstSeq, long Count);

/// <summary>What was committed in a whole business, newest first: each shard has its commits in that order, and the shards are merged.</summary>
public sealed class CommitFeed(ITable credits)
{
    private const int PointReads = 3;

    private readonly CreditStore store = new(credits);

    /// <summary>
    /// The commits of a business, newest first; at one number in order of their accounts' keys. Of each shard no more than a page is held. One that is made meanwhile is not
    /// seen where the feed has passed its number.
    /// </summary>
    /// <param name="business">Whose.</param>
    /// <param name="shards">How many shards it has.</param>
    /// <param name="notAfterNumber">The highest number, itself included; null: from the newest on.</param>
    /// <param name="grantsOnly">Only commits that gave credit? The service looks for them, so that others cost no transfer.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public async IAsyncEnumerable<FeedCommit> CommitsAsync(
        string business, int shards, long? notAfterNumber, bool grantsOnly, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var all = Enumerable.Range(0, shards).Select(shard => new ShardCommits(credits, QueryOf(RowKeys.Partition(business, shard), notAfterNumber, grantsOnly))).ToList();
        await Task.WhenAll(all.Select(commits => commits.MoveAsync(cancellationToken)));
        var next = new PriorityQueue<ShardCommits, string>(
            all.Where(commits => commits.Row is not null).Select(commits => (commits, commits.Row!)), StringComparer.Ordinal);
        while (next.TryDequeue(out var commits, out _))
        {
            yield return commits.Commit;
            await commits.MoveAsync(cancellationToken);
            if (commits.Row is { } row)
            {
                next.Enqueue(commits, row);
            }
        }
    }

    /// <summary>The entries of a commit, newest first.</summary>
    public async Task<IReadOnlyList<EntryRow>> EntriesAsync(FeedCommit commit, int shards, CancellationToken cancellationToken)
    {
        var last = commit.FirstSeq + commit.Count - 1;
        if (commit.Count > PointReads)
        {
            return await store.EntriesAsync(commit.Account, shards, last, (int)commit.Count, cancellationToken);
        }

        // Most commits have one entry or two, and a point read costs storage less than the least of queries.
        var rows = await Task.WhenAll(Enumerable.Range(0, (int)commit.Count).Select(at => store.EntryAsync(commit.Account, shards, last - at, cancellationToken)));
        return [.. rows.OfType<EntryRow>()];
    }

    private static RowQuery QueryOf(string partition, long? notAfterNumber, bool grantsOnly)
    {
        var all = RowQuery.Prefix(partition, RowKeys.Times);
        return all with
        {
            From = notAfterNumber is { } number ? RowKeys.TimesOf(number) : all.From,
            Select = TimeRow.Columns,
            Where = grantsOnly ? [new(TimeRow.Grants, Comparison.GreaterOrEqual, Number: 1)] : [],
        };
    }
}
