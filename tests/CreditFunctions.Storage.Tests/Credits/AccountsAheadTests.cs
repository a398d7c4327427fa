using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Tables;
using CreditFunctions.Storage.Tests.Clock;
using CreditFunctions.Storage.Tests.InMemory;

namespace CreditFunctions.Storage.Tests.Credits;

/// <summary>Accounts that are read before their customer is known.</summary>
public sealed class AccountsAheadTests
{
    private const string Business = "biz";
    private const string Anna = "anna";
    private const string Name = "whatever a caller says";

    private readonly ScriptedFaults calls = new();
    private readonly ManualTime time = new();
    private readonly InMemoryTable credits;
    private readonly CreditStore store;
    private readonly AccountsAhead ahead;

    public AccountsAheadTests()
    {
        credits = new InMemoryTable(time, calls);
        store = new(credits);
        ahead = new(store);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Accounts_OfANameNobodyAskedForYet_AreReadOnceTheCustomerIsKnown()
    {
        await GrantAsync("USD");

        Assert.Equal(["USD"], await UnitsAsync(ahead.Begin(Business, 1, Name, Token)));
    }

    [Fact]
    public async Task Accounts_OfANameAskedForBefore_AreReadWithoutTheCustomer()
    {
        await GrantAsync("USD");
        await UnitsAsync(ahead.Begin(Business, 1, Name, Token));
        calls.Calls.Clear();

        var reading = ahead.Begin(Business, 1, Name, Token);

        Assert.Single(calls.Calls);
        Assert.Equal(["USD"], await UnitsAsync(reading));
        // The one read ahead and the customer's row: no account is read twice.
        Assert.Equal(2, calls.Calls.Count);
    }

    [Fact]
    public async Task Accounts_OpenedSinceTheLastTime_AreThereToo()
    {
        await GrantAsync("USD");
        await UnitsAsync(ahead.Begin(Business, 1, Name, Token));
        await GrantAsync("EUR");

        Assert.Equal(["USD", "EUR"], await UnitsAsync(ahead.Begin(Business, 1, Name, Token)));
    }

    [Fact]
    public async Task Accounts_OfAnotherCustomerThatTheNameLedToBefore_AreNotThere()
    {
        await GrantAsync("USD");
        await GrantAsync("EUR", "berta");
        await UnitsAsync(ahead.Begin(Business, 1, Name, Token));

        Assert.Equal(["EUR"], await UnitsAsync(ahead.Begin(Business, 1, Name, Token), "berta"));
    }

    [Fact]
    public async Task Account_ThatWasNotThereWhenItWasReadAhead_IsReadAgain()
    {
        await GrantAsync("USD");
        await UnitsAsync(ahead.Begin(Business, 1, Name, Token));
        var (partition, key) = (RowKeys.Partition(Business, 0), RowKeys.Account(new(Business, Anna, Entitlement.DefaultId, "USD")));
        var account = (await store.AccountAsync(new(Business, Anna, Entitlement.DefaultId, "USD"), 1, Token))!;
        await credits.WriteAsync(partition, new(RowAction.Delete, key, default), TimeSpan.FromSeconds(5), Token);
        var reading = ahead.Begin(Business, 1, Name, Token);
        await credits.WriteAsync(partition, new(RowAction.Insert, key, AccountRow.Write(account.Account)), TimeSpan.FromSeconds(5), Token);

        Assert.Equal(["USD"], await UnitsAsync(reading));
    }

    private async Task<IEnumerable<string>> UnitsAsync(AccountsAhead.Reading reading, string customer = Anna)
    {
        var row = await store.CustomerAsync(Business, 1, customer, Token);
        return (await reading.OfAsync(row!, static _ => true, Token)).Select(static account => account.Account.Unit.Code);
    }

    private async Task GrantAsync(string unit, string customer = Anna)
    {
        await credits.CreateIfMissingAsync(Token);
        await new CustomerStore(credits, time).PutAsync(Business, 1, customer, new(), Token);
        var answer = await new Committer(credits, time, static () => Guid.NewGuid().ToString("N")).SubmitAsync(
            new(new(Business, customer, Entitlement.DefaultId, unit), new(unit, 2), new(DrawOrder.Standard), 1), new([new GrantCommand(100)]), null);
        Assert.Equal(CommitStatus.Committed, answer.Status);
    }
}
