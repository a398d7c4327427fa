using CreditFunctions.Storage.InMemory;
using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Api.Customers;

public sealed class DeleteCustomerTests(AzuriteFixture azurite)
{
    private const string Path = "/api/customers/cus_1";

    [Theory]
    [InlineData(Ledgers.Memory)]
    [InlineData(Ledgers.Azurite)]
    public async Task Delete_CustomerWithoutCredit_Is204AndGone(string storage)
    {
        await using var app = await azurite.StartAsync(storage, "biz_delete");
        await app.AddCustomerAsync("cus_1", """{"external_ids":{"crm":"1"}}""");

        var answer = await app.DeleteAsync(Path);

        Assert.Equal((204, ""), (answer.Status, answer.Text));
        Assert.Equal("404 customer_not_found customer_id", (await app.GetAsync(Path)).Problem);
        (await app.GetAsync("/api/customers")).Is(200, """{"customers":[],"next_cursor":null}""");
        (await app.GetAsync("/api/customers?external_id=crm:1")).Is(200, """{"customers":[],"next_cursor":null}""");
    }

    [Fact]
    public async Task Delete_UnknownOrDeletedBefore_Is404()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.AddCustomerAsync("cus_1");
        await app.DeleteAsync(Path);

        Assert.Equal("404 customer_not_found customer_id", (await app.DeleteAsync(Path)).Problem);
        Assert.Equal("404 customer_not_found customer_id", (await app.DeleteAsync("/api/customers/nobody")).Problem);
    }

    [Theory]
    [InlineData(1, "default/USD")]
    [InlineData(7, "default/USD, default/EUR, default/GBP, default/JPY, default/CHF and 2 more")]
    public async Task Delete_CustomerWithAccounts_Is409NamingThem(int accounts, string named)
    {
        await using var app = await CreditApplication.StartAsync();
        foreach (var unit in new[] { "USD", "EUR", "GBP", "JPY", "CHF", "SEK", "NOK" }.Take(accounts))
        {
            await app.GrantAsync("cus_1", "1", account: $"default/{unit}");
        }

        var answer = await app.DeleteAsync(Path);

        Assert.Equal("409 customer_has_credit customer_id", answer.Problem);
        Assert.Equal($"Customer 'cus_1' has or had credit in {named}; that history stays, and so does the customer.", answer.At("detail"));
        Assert.Equal(200, (await app.GetAsync(Path)).Status);
    }

    [Fact]
    public async Task Delete_ThenMadeAgain_GetsANewNumberAndAFreeExternalId()
    {
        await using var app = await CreditApplication.StartAsync();
        const string Body = """{"external_ids":{"crm":"1"}}""";
        var first = await app.PutAsync(Path, Body);
        await app.DeleteAsync(Path);

        var second = await app.PutAsync(Path, Body);

        Assert.Equal((201, "25", "41"), (second.Status, first.At("number"), second.At("number")));
    }

    [Theory]
    [InlineData(Fault.FailBefore)]
    [InlineData(Fault.FailAfter)]
    public async Task Delete_OutcomeUnknown_IsFoundOut(Fault fault)
    {
        var (faults, struck) = (new Faults(), 0);
        await using var app = await CreditApplication.StartAsync(faults);
        await app.AddCustomerAsync("cus_1");
        faults.Strike = call => call.Operation == StorageOperation.RowCommit && Interlocked.Increment(ref struck) == 1 ? fault : Fault.None;

        Assert.Equal(204, (await app.Clock.DriveAsync(app.DeleteAsync(Path), TimeSpan.FromSeconds(1))).Status);
    }

    [Theory]
    [InlineData("customer!cus_1")]
    [InlineData("account!cus_1!default!USD")]
    public async Task Delete_WhileAnAccountIsOpened_OneOfTheTwoLoses(string heldUp)
    {
        var (faults, reached, goOn) = (new Faults(), new TaskCompletionSource(), new TaskCompletionSource());
        await using var app = await CreditApplication.StartAsync(faults);
        await app.AddCustomerAsync("cus_1");
        faults.Hold = call =>
        {
            if (call.Operation != StorageOperation.RowCommit || call.Rows[0] != heldUp || reached.Task.IsCompleted)
            {
                return Task.CompletedTask;
            }

            reached.SetResult();
            return goOn.Task;
        };

        Task<Answer> Delete() => app.DeleteAsync(Path);
        Task<Answer> Grant() => app.PostAsync($"{Path}/credits/default/USD/entries", """{"type":"grant","amount":"1.00"}""");
        var isDeleteHeldUp = heldUp.StartsWith("customer", StringComparison.Ordinal);
        var held = isDeleteHeldUp ? Delete() : Grant();
        await reached.Task;
        var other = await (isDeleteHeldUp ? Grant() : Delete());
        goOn.SetResult();
        var late = await app.Clock.DriveAsync(held, TimeSpan.FromSeconds(1));

        Assert.Equal(isDeleteHeldUp ? (201, "409 customer_has_credit customer_id") : (204, "404 customer_not_found customer_id"), (other.Status, late.Problem));
    }
}
