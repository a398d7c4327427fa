using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Tests.Audits;

namespace CreditFunctions.Storage.Tests.Credits;

/// <summary>The grants of an account, active and ended, as its row and theirs tell together.</summary>
public sealed class GrantsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Grants_ActiveAndEnded_ComeNewestFirstAsTheyAreNow()
    {
        var (store, account) = await StoryAsync();

        var grants = await store.GrantsAsync(account, 1, long.MaxValue, Token).ToListAsync(Token);

        // Grant 2 is used up, 7 was voided; of 1 its own row knows only how it began.
        Assert.Equal([(7, 0, 200), (2, 0, 0), (1, 9450, 0)], grants.Select(grant => (grant.Id, grant.Totals.Outstanding, grant.Totals.Voided)));
    }

    [Theory]
    [InlineData(8, new long[] { 7, 2, 1 })]
    [InlineData(7, new long[] { 7, 2, 1 })]
    [InlineData(6, new long[] { 2, 1 })]
    [InlineData(1, new long[] { 1 })]
    [InlineData(0, new long[0])]
    [InlineData(-1, new long[0])]
    public async Task Grants_FromAnId_BeginWithIt(long from, long[] ids)
    {
        var (store, account) = await StoryAsync();

        Assert.Equal(ids, await store.GrantsAsync(account, 1, from, Token).Select(grant => grant.Id).ToListAsync(Token));
    }

    [Fact]
    public async Task Grants_MadeAfterTheAccountWasRead_AreNotThere()
    {
        var ledger = await AuditedLedger.StoryAsync();
        var (store, account) = await ReadAsync(ledger);
        await ledger.DoAsync(AuditedLedger.Anna, new GrantCommand(1));

        Assert.Equal(7, await store.GrantsAsync(account, 1, long.MaxValue, Token).Select(grant => grant.Id).FirstAsync(Token));
        Assert.Null(await store.GrantAsync(account, 1, 10, Token));
    }

    [Fact]
    public async Task Grants_EndedAfterTheAccountWasRead_AreAsTheAccountHasThem()
    {
        var ledger = await AuditedLedger.StoryAsync();
        var (store, account) = await ReadAsync(ledger);
        await ledger.DoAsync(AuditedLedger.Anna, new VoidCommand(1));

        Assert.Equal(9450, (await store.GrantsAsync(account, 1, 1, Token).SingleAsync(Token)).Totals.Available);
    }

    [Fact]
    public async Task Grants_OfSeveralPages_AllCome()
    {
        var ledger = await AuditedLedger.EmptyAsync();
        for (var i = 0; i < 120; i++)
        {
            await ledger.DoAsync(AuditedLedger.Anna, new GrantCommand(5), new VoidCommand((2 * i) + 1));
        }

        var (store, account) = await ReadAsync(ledger);

        Assert.Equal(Enumerable.Range(0, 120).Select(i => (2L * i) + 1).Reverse(), await store.GrantsAsync(account, 1, long.MaxValue, Token).Select(grant => grant.Id).ToListAsync(Token));
    }

    [Fact]
    public async Task Grants_OfAnotherCustomerWhoseIdBeginsTheSame_AreNotThere()
    {
        var ledger = await AuditedLedger.StoryAsync();
        await ledger.DoAsync("anna2", new GrantCommand(1));
        var (store, account) = await ReadAsync(ledger);

        Assert.Equal(3, await store.GrantsAsync(account, 1, long.MaxValue, Token).CountAsync(Token));
    }

    [Theory]
    [InlineData(1, 9450L)]
    [InlineData(7, 0L)]
    [InlineData(3, null)]
    [InlineData(0, null)]
    [InlineData(99, null)]
    public async Task Grant_ById_IsAsItIsNow(long id, long? outstanding)
    {
        var (store, account) = await StoryAsync();

        Assert.Equal(outstanding, (await store.GrantAsync(account, 1, id, Token))?.Totals.Outstanding);
    }

    private static async Task<(CreditStore Store, AccountRow Account)> StoryAsync() => await ReadAsync(await AuditedLedger.StoryAsync());

    private static async Task<(CreditStore Store, AccountRow Account)> ReadAsync(AuditedLedger ledger)
    {
        var store = new CreditStore(ledger.Credits);
        return (store, (await store.AccountAsync(ledger.Account(), 1, Token))!);
    }
}
