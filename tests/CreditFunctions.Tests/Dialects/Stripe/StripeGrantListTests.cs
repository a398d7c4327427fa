using CreditFunctions.Storage.InMemory;
using CreditFunctions.Tests.Application;
using static CreditFunctions.Tests.Dialects.Stripe.StripeRequests;

namespace CreditFunctions.Tests.Dialects.Stripe;

public sealed class StripeGrantListTests
{
    [Fact]
    public async Task List_OfACustomer_ShowsGrantsNewestFirstAsTheyAreNow()
    {
        await using var app = await StartAsync();
        var first = await app.GiveAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await app.GiveAsync($"&expires_at={Now + 60}&metadata[a]=b");
        await app.FormAsync($"{Grants}/{first}/void", "");
        app.Clock.Advance(TimeSpan.FromMinutes(1));

        var list = await app.GetAsync($"{Grants}?customer=c1");

        list.Is(200, $$"""
            { "object": "list", "url": "/v1/billing/credit_grants", "has_more": false,
              "data": [ {{(await app.GetAsync($"{Grants}/{second}")).Text}}, {{(await app.GetAsync($"{Grants}/{first}")).Text}} ] }
            """);
        Assert.Equal(($"{Now + 60}", $"{Now + 1}"), (list.At("data.0.updated"), list.At("data.1.voided_at")));
    }

    [Fact]
    public async Task List_OfACustomerWithoutCredit_IsEmpty()
    {
        await using var app = await StartAsync();

        (await app.GetAsync($"{Grants}?customer=c1")).Is(200, """{ "object": "list", "url": "/v1/billing/credit_grants", "has_more": false, "data": [] }""");
        (await app.GetAsync(Grants)).Is(200, """{ "object": "list", "url": "/v1/billing/credit_grants", "has_more": false, "data": [] }""");
    }

    [Theory]
    [InlineData("")]
    [InlineData("customer=c1&")]
    public async Task List_PageByPage_ComesBothWays(string customer)
    {
        await using var app = await StartAsync();
        var all = await ManyAsync(app);

        Assert.Equal(all[..10], (await app.GetAsync($"{Grants}?{customer}")).Ids());
        Assert.Equal(all, (await app.GetAsync($"{Grants}?{customer}limit=100")).Ids());
        for (var (from, size) = (0, 4); from < all.Length; from++)
        {
            var on = await app.GetAsync($"{Grants}?{customer}limit={size}&starting_after={all[from]}");
            var expected = all[(from + 1)..].Take(size).ToArray();
            Assert.Equal((string.Join(' ', expected), from + 1 + size < all.Length), (string.Join(' ', on.Ids()), on.Json.GetProperty("has_more").GetBoolean()));

            var back = await app.GetAsync($"{Grants}?{customer}limit={size}&ending_before={all[from]}");
            expected = all[Math.Max(0, from - size)..from];
            Assert.Equal((string.Join(' ', expected), from > size), (string.Join(' ', back.Ids()), back.Json.GetProperty("has_more").GetBoolean()));
        }
    }

    [Theory]
    [InlineData(Grants)]
    [InlineData(Transactions)]
    public async Task List_BackFromAnOldOne_ReadsNoMoreThanThePage(string list)
    {
        var (faults, entries) = (new Faults(), 0);
        await using var app = await StartAsync(faults);
        for (var i = 0; i < 40; i++)
        {
            await app.GiveAsync();
        }

        var all = (await app.GetAsync($"{list}?limit=100")).Ids();
        faults.Strike = call =>
        {
            entries += call.Rows.Any(static row => row.StartsWith("entry!", StringComparison.Ordinal)) ? 1 : 0;
            return Fault.None;
        };

        Assert.Equal(all[^3..^1], (await app.GetAsync($"{list}?limit=2&ending_before={all[^1]}")).Ids());
        Assert.InRange(entries, 1, 10);
    }

    [Fact]
    public async Task List_OfAllCustomers_HasEachOnes()
    {
        await using var app = await StartAsync();
        await app.AddCustomerAsync("c2");
        var first = await app.GiveAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await app.GiveAsync(form: TenDollars.Replace("c1", "c2", StringComparison.Ordinal));
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        var third = await app.GiveAsync();

        var list = await app.GetAsync(Grants);

        Assert.Equal([third, second, first], list.Ids());
        Assert.Equal(("cus_Ada", "c2"), (list.At("data.0.customer"), list.At("data.1.customer")));
        Assert.Equal([second], (await app.GetAsync($"{Grants}?customer=c2")).Ids());
    }

    [Fact]
    public async Task List_OfUnitsThatAreNoMoney_LeavesThemOut()
    {
        await using var app = await StartAsync();
        await app.PutAsync("/api/entitlements/hours", """{"unit":"hours","precision":2}""");
        await app.CommandAsync("""{"type":"grant","amount":"1.00"}""", "hours/hours");

        Assert.Empty((await app.GetAsync(Grants)).Ids());
        Assert.Empty((await app.GetAsync($"{Grants}?customer=c1")).Ids());
        Assert.Empty((await app.GetAsync(Transactions)).Ids());
        Assert.Empty((await app.GetAsync($"{Transactions}?customer=c1")).Ids());
    }

    [Fact]
    public async Task List_WithTheCustomerExpanded_ShowsItWhole()
    {
        await using var app = await StartAsync();
        await app.GiveAsync();

        Assert.Equal("Ada", (await app.GetAsync($"{Grants}?expand[]=data.customer")).At("data.0.customer.name"));
        Assert.Equal("Ada", (await app.GetAsync($"{Grants}?customer=c1&expand%5B0%5D=data.customer")).At("data.0.customer.name"));
    }

    [Theory]
    [InlineData(Grants, "limit=0", "parameter_invalid_integer limit")]
    [InlineData(Grants, "limit=101", "parameter_invalid_integer limit")]
    [InlineData(Grants, "limit=ten", "parameter_invalid_integer limit")]
    [InlineData(Grants, "limit=", "parameter_invalid_integer limit")]
    [InlineData(Grants, "starting_after=", "parameter_invalid_empty starting_after")]
    [InlineData(Grants, "starting_after=credgr_1", "resource_missing starting_after")]
    [InlineData(Grants, "ending_before=credgr_00000000000000000000000001", "resource_missing ending_before")]
    [InlineData(Grants, "customer=c1&starting_after=credgr_00000000000000000000000001", "resource_missing starting_after")]
    [InlineData(Grants, "customer=c1&starting_after={theirs}", "resource_missing starting_after")]
    [InlineData(Grants, "starting_after={theirs}&ending_before={theirs}", "- ending_before")]
    [InlineData(Grants, "customer=nobody", "resource_missing customer")]
    [InlineData(Grants, "customer=", "parameter_invalid_empty customer")]
    [InlineData(Grants, "credit_grant=x", "parameter_unknown credit_grant")]
    [InlineData(Grants, "expand[]=customer", "- expand")]
    [InlineData(Transactions, "limit=1000", "parameter_invalid_integer limit")]
    [InlineData(Transactions, "starting_after=cbtxn_1", "resource_missing starting_after")]
    [InlineData(Transactions, "customer=c1&ending_before=cbtxn_00000000000000000000000001_0", "resource_missing ending_before")]
    [InlineData(Transactions, "customer=c1&starting_after={transaction}", "resource_missing starting_after")]
    [InlineData(Transactions, "credit_grant={mine}&starting_after={transaction}", "resource_missing starting_after")]
    [InlineData(Transactions, "starting_after={transaction}1", "resource_missing starting_after")]
    [InlineData(Transactions, "starting_after={theirs}", "resource_missing starting_after")]
    [InlineData(Transactions, "customer=c1&credit_grant={theirs}", "resource_missing credit_grant")]
    [InlineData(Transactions, "credit_grant=credgr_1", "resource_missing credit_grant")]
    [InlineData(Transactions, "credit_grant=", "parameter_invalid_empty credit_grant")]
    [InlineData(Transactions, "customer=nobody", "resource_missing customer")]
    [InlineData(Transactions, "expand[]=data.customer", "- expand")]
    [InlineData(Transactions, "type=credit", "parameter_unknown type")]
    public async Task List_OfABadRequest_NamesTheParameter(string path, string query, string expected)
    {
        await using var app = await StartAsync();
        await app.AddCustomerAsync("c2");
        var (mine, theirs) = (await app.GiveAsync(), await app.GiveAsync(form: TenDollars.Replace("c1", "c2", StringComparison.Ordinal)));
        var transaction = (await app.GetAsync($"{Transactions}?customer=c2")).Ids().Single();
        query = query.Replace("{mine}", mine, StringComparison.Ordinal).Replace("{theirs}", theirs, StringComparison.Ordinal).Replace("{transaction}", transaction, StringComparison.Ordinal);

        Assert.Equal($"400 invalid_request_error {expected}", (await app.GetAsync($"{path}?{query}")).Error());
    }

    [Theory]
    [InlineData(Grants)]
    [InlineData(Transactions)]
    public async Task List_OfAnotherBusiness_HasNothingOfThisOne(string path)
    {
        await using var app = await StartAsync();
        await app.GiveAsync();
        var cursor = (await app.GetAsync(path)).Ids().Single();
        var theirs = ("Authorization", $"Bearer {await app.KeyAsync(Storage.Directory.Scopes.All, "biz_other")}");

        Assert.Empty((await app.GetAsync(path, theirs)).Ids());
        Assert.Equal("400 invalid_request_error resource_missing starting_after", (await app.GetAsync($"{path}?starting_after={cursor}", theirs)).Error());
        Assert.Equal("404 invalid_request_error resource_missing id", (await app.GetAsync($"{path}/{cursor}", theirs)).Error());
    }

    /// <summary>Grants in three currencies, some at one instant, others in between; their ids, newest first.</summary>
    private static async Task<string[]> ManyAsync(CreditApplication app)
    {
        var ids = new List<string>();
        foreach (var currency in (string[])["usd", "eur", "usd", "usd", "jpy", "eur", "usd", "eur", "jpy", "usd", "usd", "jpy", "eur"])
        {
            app.Clock.Advance(TimeSpan.FromSeconds(1));
            ids.Add(await app.GiveAsync(form: TenDollars.Replace("usd", currency, StringComparison.Ordinal)));
            await app.CommandAsync("""{"type":"apply","amount":"1","pays_for":{"price_type":"metered"}}""", $"default/{currency.ToUpperInvariant()}");
        }

        ids.Reverse();
        return [.. ids];
    }
}
