using static CreditFunctions.Tests.Dialects.Dodo.DodoCalls;

namespace CreditFunctions.Tests.Dialects.Dodo;

public sealed class BalancesTests
{
    private const string All = "/credit-entitlements/lane-credit/balances";

    [Fact]
    public async Task Get_NoCreditYet_Is404()
    {
        await using var app = await Scenes.NothingAsync();

        (await app.GetAsync(Balance)).IsError(404, "NOT_FOUND", $"Customer '{Scenes.Customer}' has no balance in credit entitlement 'lane-credit'.");
    }

    [Fact]
    public async Task Get_UnknownCustomer_Is404()
    {
        await using var app = await Scenes.HarbourAsync();

        foreach (var path in new[] { "", "/ledger", "/grants" })
        {
            (await app.GetAsync($"{All}/nobody{path}")).IsError(404, "NOT_FOUND", "There is no customer 'nobody'.");
        }

        (await app.GetAsync("/customers/nobody/credit-entitlements")).IsError(404, "NOT_FOUND", "There is no customer 'nobody'.");
        (await app.GetAsync($"{All}/a%20b%2Fc")).IsError(404, "NOT_FOUND", "There is no customer 'a b/c'.");
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("default")]
    [InlineData("a%20b")]
    [InlineData("..%2Fx")]
    public async Task Get_UnknownEntitlement_Is404(string id)
    {
        await using var app = await Scenes.HarbourAsync();
        await Scenes.PostAsync(app, """{"type":"grant","amount":"1.00"}""", "default/USD");

        foreach (var path in new[] { "", $"/{Scenes.Customer}", $"/{Scenes.Customer}/ledger", $"/{Scenes.Customer}/grants" })
        {
            (await app.GetAsync($"/credit-entitlements/{id}/balances{path}")).IsError(404, "NOT_FOUND", $"There is no credit entitlement '{Uri.UnescapeDataString(id)}'.");
        }

        Assert.Equal("404 NOT_FOUND", (await app.GetAsync($"/credit-entitlements/{id}")).Error());
        Assert.Equal(["lane-credit"], (await app.GetAsync($"/customers/{Scenes.Customer}/credit-entitlements")).Each("credit_entitlement_id"));
    }

    [Fact]
    public async Task Lists_NoCreditYet_AreEmpty()
    {
        await using var app = await Scenes.NothingAsync();

        foreach (var path in new[] { All, $"{All}?customer_id={Scenes.Customer}", $"{All}?customer_id=nobody", Balance + "/ledger", Balance + "/grants", $"/customers/{Scenes.Customer}/credit-entitlements" })
        {
            (await app.GetAsync(path)).Is(200, """{"items":[]}""");
        }
    }

    [Fact]
    public async Task Get_ByExternalId_FindsAndNamesTheCustomerByIt()
    {
        await using var app = await Scenes.NothingAsync();
        await app.AddCustomerAsync("c1", """{"external_ids":{"dodo":"cus a/1"}}""");
        await app.GrantAsync("c1", "5.00", account: "lane-credit/USD");

        foreach (var path in new[] { $"{All}/cus%20a%2F1", $"{All}/c1" })
        {
            Assert.Equal(("cus a/1", "5"), ((await app.GetAsync(path)).At("customer_id"), (await app.GetAsync(path)).At("balance")));
        }

        Assert.Equal(["cus a/1"], (await app.GetAsync(All)).Each("customer_id"));
        Assert.Equal(["cus a/1"], (await app.GetAsync(All + "?customer_id=cus%20a/1")).Each("customer_id"));
        Assert.Equal(["cus a/1"], (await app.GetAsync($"{All}/cus%20a%2F1/grants")).Each("customer_id"));
        Assert.Equal(["5"], (await app.GetAsync("/customers/cus%20a%2F1/credit-entitlements")).Each("balance"));
    }

    [Theory]
    [InlineData("a/b", "a%2Fb")]
    [InlineData("a/b", "a%2fb")]
    [InlineData("a%2Fb", "a%252Fb")]
    [InlineData("a%2fb", "a%252fb")]
    [InlineData("a/%2F é%", "a%2F%252F%20%C3%A9%25")]
    public async Task Get_ExternalIdWithASlash_IsDecodedOnce(string id, string inPath)
    {
        await using var app = await Scenes.NothingAsync();
        await app.AddCustomerAsync("slash", """{"external_ids":{"dodo":"a/b"}}""");
        await app.AddCustomerAsync("c1", id == "a/b" ? "{}" : $$$"""{"external_ids":{"dodo":"{{{id}}}"}}""");
        await app.GrantAsync(id == "a/b" ? "slash" : "c1", "5.00", account: "lane-credit/USD");

        Assert.Equal((id, "5"), ((await app.GetAsync($"{All}/{inPath}")).At("customer_id"), (await app.GetAsync($"{All}/{inPath}?x=/{inPath}")).At("balance")));
    }

    [Fact]
    public async Task Get_SlashThatIsNotEncoded_EndsTheId()
    {
        await using var app = await Scenes.NothingAsync();
        await app.AddCustomerAsync("slash", """{"external_ids":{"dodo":"a/b"}}""");

        (await app.GetAsync($"{All}/a/b")).IsError(404, "NOT_FOUND", $"There is nothing at GET {All}/a/b.");
    }

    [Fact]
    public async Task List_OfSeveral_IsNewestFirstInPages()
    {
        await using var app = await Scenes.NothingAsync();
        for (var i = 0; i < 5; i++)
        {
            await app.GrantAsync($"c{i}", "1.00", account: "lane-credit/USD");
            app.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        await app.GrantAsync("elsewhere", "9.00");

        Assert.Equal(["c4", "c3", "c2", "c1", "c0"], (await app.GetAsync(All)).Each("customer_id"));
        Assert.Equal(["c2", "c1"], (await app.GetAsync(All + "?page_size=2&page_number=1")).Each("customer_id"));
        Assert.Equal(["c0"], (await app.GetAsync(All + "?page_size=2&page_number=2")).Each("customer_id"));
        Assert.Empty((await app.GetAsync(All + "?page_size=2&page_number=3")).Each("customer_id"));
        Assert.Empty((await app.GetAsync(All + "?page_size=100&page_number=2147483647")).Each("customer_id"));
        Assert.Empty((await app.GetAsync(All + "?page_size=0")).Each("customer_id"));
        Assert.Equal(["c3"], (await app.GetAsync(All + "?customer_id=c3")).Each("customer_id"));
        Assert.Empty((await app.GetAsync(All + "?customer_id=c3&page_number=1")).Each("customer_id"));
        Assert.Empty((await app.GetAsync(All + "?customer_id=elsewhere")).Each("customer_id"));
    }

    [Fact]
    public async Task List_Unfiltered_SaysAsOfWhen()
    {
        await using var app = await Scenes.HarbourAsync();

        Assert.Equal("2026-03-01T00:00:00Z", (await app.GetAsync(All)).Header("X-Report-As-Of"));
    }

    [Theory]
    [InlineData("page_size=101")]
    [InlineData("page_number=x")]
    public async Task List_BadPage_Is422(string query)
    {
        await using var app = await Scenes.NothingAsync();

        Assert.Equal("422 INVALID_QUERY_PARAMS", (await app.GetAsync($"{All}?{query}")).Error());
    }

    [Fact]
    public async Task Get_Currencies_HaveTheirExponents()
    {
        await using var app = await Scenes.NothingAsync();
        foreach (var (id, unit, precision, amount) in new[] { ("yen", "JPY", 0, "5000"), ("dinar", "KWD", 3, "12.300"), ("tokens", "tokens", 10, "0.0000000001") })
        {
            Assert.Equal(201, (await app.PutAsync($"/api/entitlements/{id}", $$"""{"unit":"{{unit}}","precision":{{precision}}}""")).Status);
            await Scenes.PostAsync(app, $$"""{"type":"grant","amount":"{{amount}}"}""", $"{id}/{unit}");
        }

        Assert.Equal(["5000", "12.3", "0.0000000001"], (await app.GetAsync($"/customers/{Scenes.Customer}/credit-entitlements")).Each("balance"));
        Assert.Equal("12.3", (await app.GetAsync($"/credit-entitlements/dinar/balances/{Scenes.Customer}")).At("balance"));
    }

    [Fact]
    public async Task Get_LargestAmount_IsExact()
    {
        await using var app = await Scenes.LargestAsync();

        Assert.Equal("92233720368547758.07", (await app.GetAsync(Balance)).At("balance"));
        Assert.Equal(["92233720368547758.07"], (await app.GetAsync(All)).Each("balance"));
        Assert.Equal(["92233720368547758.07"], (await app.GetAsync(Balance + "/ledger")).Each("balance_after"));
        Assert.Equal(["92233720368547758.07"], (await app.GetAsync(Balance + "/grants")).Each("initial_amount"));
    }

    [Fact]
    public async Task Get_TenCentsAndTwenty_AreThirty()
    {
        await using var app = await Scenes.CurrenciesAsync();

        Assert.Equal("0.3", (await app.GetAsync(Balance)).At("balance"));
        Assert.Equal(["0.2", "0.1"], (await app.GetAsync(Balance + "/grants")).Each("remaining_amount"));
    }
}
