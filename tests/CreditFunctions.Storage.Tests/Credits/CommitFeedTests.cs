using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Tests.Audits;

namespace CreditFunctions.Storage.Tests.Credits;

/// <summary>The commits of a business, merged from its shards.</summary>
public sealed class CommitFeedTests
{
    private const int Shards = 4;
    private const int Requests = 400;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Commits_OfABusiness_AreThoseOfItsEntriesNewestFirst(bool grantsOnly)
    {
        var ledger = await LivedAsync();

        var commits = await ReadAsync(ledger, null, grantsOnly);

        Assert.Equal(await ExpectedAsync(ledger, grantsOnly), commits);
    }

    [Fact]
    public async Task Commits_NotAfterANumber_BeginWithIt()
    {
        var ledger = await LivedAsync();
        var all = await ReadAsync(ledger, null, grantsOnly: false);

        Assert.Equal(all.Skip(70), await ReadAsync(ledger, all[70].Number, grantsOnly: false));
        Assert.Equal(all.Skip(71), await ReadAsync(ledger, all[70].Number - 1, grantsOnly: false));
    }

    [Fact]
    public async Task Commits_OfOneNumberInSeveralShards_AllCome()
    {
        var ledger = await AuditedLedger.EmptyAsync(Shards);
        // Nobody's commits but each account's own make its numbers increase, and the clock stands still.
        foreach (var customer in Customers)
        {
            await ledger.DoAsync(customer, new GrantCommand(5));
            ledger.Time.Pass(TimeSpan.FromSeconds(-1));
        }

        var commits = await ReadAsync(ledger, null, grantsOnly: false);

        Assert.Equal(Customers.Order(StringComparer.Ordinal), commits.Select(commit => commit.Account.Customer).Order(StringComparer.Ordinal));
        Assert.Equal(commits.OrderByDescending(commit => commit.Number).ThenBy(commit => commit.Account.Customer, StringComparer.Ordinal), commits);
    }

    [Fact]
    public async Task Commits_NewestFew_AreReadInOneSmallPageOfEachShard()
    {
        var ledger = await LivedAsync();
        var pages = 0;
        ledger.BeforeRead = call => Task.FromResult(call.Operation == StorageOperation.RowQuery && ++pages > Shards ? Fault.FailBefore : Fault.None);

        Assert.Equal(20, await new CommitFeed(ledger.Credits).CommitsAsync(ledger.Business.Id, Shards, null, false, Token).Take(20).CountAsync(Token));
    }

    [Fact]
    public async Task Entries_OfACommit_AreAllOfItNewestFirst()
    {
        var ledger = await AuditedLedger.StoryAsync();
        var feed = new CommitFeed(ledger.Credits);
        var commit = await feed.CommitsAsync(ledger.Business.Id, 1, null, grantsOnly: true, Token).Where(commit => commit.FirstSeq == 7).SingleAsync(Token);

        var entries = await feed.EntriesAsync(commit, 1, Token);

        Assert.Equal([(8, EntryType.Void), (7, EntryType.Grant)], entries.Select(row => (row.Entry.Seq, row.Entry.Draft.Type)));
    }

    [Fact]
    public async Task Commits_OfABusinessWithoutAny_AreNone() => Assert.Empty(await ReadAsync(await AuditedLedger.EmptyAsync(Shards), null, grantsOnly: false));

    private static readonly string[] Customers = [.. Enumerable.Range(0, 12).Select(i => $"c{i}")];

    private static async Task<AuditedLedger> LivedAsync()
    {
        var ledger = await AuditedLedger.EmptyAsync(Shards);
        await new RandomLife(ledger, 7).LiveAsync(Requests, 9);
        return ledger;
    }

    private static ValueTask<List<FeedCommit>> ReadAsync(AuditedLedger ledger, long? notAfter, bool grantsOnly) =>
        new CommitFeed(ledger.Credits).CommitsAsync(ledger.Business.Id, Shards, notAfter, grantsOnly, Token).ToListAsync(Token);

    /// <summary>The commits as all entries of all shards tell of them.</summary>
    private static async Task<List<FeedCommit>> ExpectedAsync(AuditedLedger ledger, bool grantsOnly)
    {
        var store = new CreditStore(ledger.Credits);
        var commits = new List<FeedCommit>();
        for (var shard = 0; shard < Shards; shard++)
        {
            var rows = await store.EntriesAsync(ledger.Business.Id, shard, Token).ToListAsync(Token);
            commits.AddRange(rows.GroupBy(row => row.Entry.CommitId)
                .Where(rows => !grantsOnly || rows.Any(row => row.Entry.Draft.Type == EntryType.Grant))
                .Select(rows => rows.OrderBy(row => row.Entry.Seq).ToList())
                .Select(rows => new FeedCommit(rows[0].Entry.Number, rows[0].Account, rows[0].Entry.Seq, rows.Count)));
        }

        return [.. commits.OrderByDescending(commit => commit.Number)];
    }
}
