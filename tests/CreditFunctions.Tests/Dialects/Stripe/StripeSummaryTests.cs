using CreditFunctions.Tests.Application;
using static CreditFunctions.Tests.Dialects.Stripe.StripeRequests;

namespace CreditFunctions.Tests.Dialects.Stripe;

public sealed class StripeSummaryTests
{
    [Fact]
    public async Task Summary_OfTheHarbour_IsAsDocumented()
    {
        await using var app = await Scenes.HarbourAsync();

        var answer = await app.GetAsync($"{Summary}?customer={Scenes.Customer}&{Metered}");

        answer.Is(200, $$"""
            { "object": "billing.credit_balance_summary",
              "balances": [ { "available_balance": { "monetary": { "currency": "usd", "value": 7500 }, "type": "monetary" },
                              "ledger_balance": { "monetary": { "currency": "usd", "value": 8500 }, "type": "monetary" } } ],
              "customer": "{{Scenes.Customer}}", "customer_account": null, "livemode": true }
            """);
    }

    [Fact]
    public async Task Summary_OfEachGrantOfTheHarbour_IsWhatIsLeftOfIt()
    {
        await using var app = await Scenes.HarbourAsync();
        var grants = (await app.GetAsync($"{Grants}?customer={Scenes.Customer}")).Ids();

        var balances = new List<string>();
        foreach (var grant in grants.Reverse())
        {
            balances.Add((await app.GetAsync($"{Summary}?customer={Scenes.Customer}&filter[type]=credit_grant&filter[credit_grant]={grant}")).Balances());
        }

        Assert.Equal(["usd 8500 7500", "usd 0 0", "usd 0 0", "usd 0 0"], balances);
    }

    [Fact]
    public async Task Summary_OfNoCredit_HasNoBalances()
    {
        await using var app = await StartAsync();

        Assert.Equal("", (await app.GetAsync($"{Summary}?customer=c1&{Metered}")).Balances());
    }

    [Fact]
    public async Task Summary_OfSeveralCurrencies_HasEachInItsOwnMinorUnits()
    {
        await using var app = await Scenes.CurrenciesAsync();

        Assert.Equal("jpy 3800 3800, kwd 12345 10000, usd 30 30", (await app.GetAsync($"{Summary}?customer={Scenes.Customer}&{Metered}")).Balances());
    }

    [Fact]
    public async Task Summary_OfTheLargestAmount_IsExact()
    {
        await using var app = await Scenes.LargestAsync();

        Assert.Equal("usd 9223372036854775807 9223372036854775807", (await app.GetAsync($"{Summary}?customer={Scenes.Customer}&{Metered}")).Balances());
    }

    [Fact]
    public async Task Summary_OfMoreThanTheLargestAmount_IsAnError()
    {
        await using var app = await Scenes.LargestAsync();
        await Scenes.PostAsync(app, """{"type":"grant","amount":"0.01"}""", "default/USD");

        Assert.Equal("400 invalid_request_error - -", (await app.GetAsync($"{Summary}?customer={Scenes.Customer}&{Metered}")).Error());
    }

    [Fact]
    public async Task Summary_OfCreditThatIsUsedUp_IsZero()
    {
        await using var app = await StartAsync();
        await app.GiveAsync();
        await app.CommandAsync("""{"type":"apply","amount":"10.00","pays_for":{"price_type":"metered"}}""");

        Assert.Equal("usd 0 0", (await app.GetAsync($"{Summary}?customer=c1&{Metered}")).Balances());
    }

    [Fact]
    public async Task Summary_OfAUnitThatIsNoMoney_LeavesItOut()
    {
        await using var app = await StartAsync();
        await app.PutAsync("/api/entitlements/hours", """{"unit":"hours","precision":2}""");
        await app.CommandAsync("""{"type":"grant","amount":"1.00"}""", "hours/hours");

        Assert.Equal("", (await app.GetAsync($"{Summary}?customer=c1&{Metered}")).Balances());
    }

    [Theory]
    [InlineData("filter[applicability_scope][price_type]=metered", "usd 1010 1010")]
    [InlineData("filter[applicability_scope][prices][0][id]=price_1", "usd 1110 1110")]
    [InlineData("filter[applicability_scope][prices][0][id]=price_1&filter[applicability_scope][prices][1][id]=price_2", "usd 1110 1110")]
    [InlineData("filter[applicability_scope][prices][][id]=price_1&filter[applicability_scope][prices][][id]=price_3", "usd 1010 1010")]
    [InlineData("filter%5Bapplicability_scope%5D%5Bbillable_items%5D%5B0%5D%5Bid%5D=item_1", "usd 2010 2010")]
    public async Task Summary_OfAScope_CountsGrantsThatCoverAllOfIt(string scope, string expected)
    {
        await using var app = await StartAsync();
        const string Amount = "customer=c1&amount[type]=monetary&amount[monetary][currency]=usd&amount[monetary][value]=";
        await app.GiveAsync(form: Amount + "1000&applicability_config[scope][price_type]=metered");
        await app.GiveAsync(form: Amount + "100&applicability_config[scope][prices][0][id]=price_1&applicability_config[scope][prices][1][id]=price_2");
        await app.GiveAsync(form: Amount + "1000&applicability_config[scope][billable_items][0][id]=item_1");
        await app.CommandAsync("""{"type":"grant","amount":"0.10"}""");

        Assert.Equal(expected, (await app.GetAsync($"{Summary}?customer=c1&filter[type]=applicability_scope&{scope}")).Balances());
    }

    [Fact]
    public async Task Summary_OfAScopeThatNoGrantEverCovered_HasNoBalance()
    {
        await using var app = await StartAsync();
        await app.GiveAsync(form: "customer=c1&amount[type]=monetary&amount[monetary][currency]=eur&amount[monetary][value]=5&applicability_config[scope][prices][0][id]=price_1");

        Assert.Equal("", (await app.GetAsync($"{Summary}?customer=c1&{Metered}")).Balances());
    }

    [Fact]
    public async Task Summary_WhenAGrantHasExpiredAndNobodyWroteItDown_DoesNotCountIt()
    {
        await using var app = await StartAsync();
        await app.GiveAsync($"&expires_at={Now + 60}");
        app.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("usd 0 0", (await app.GetAsync($"{Summary}?customer=c1&{Metered}")).Balances());
    }

    [Fact]
    public async Task Summary_OfGrantsYetToCome_IsZeroUntilTheyStart()
    {
        await using var app = await StartAsync();
        var grant = await app.GiveAsync($"&effective_at={Now + 60}");
        var ofGrant = $"{Summary}?customer=c1&filter[type]=credit_grant&filter[credit_grant]={grant}";
        var before = ((await app.GetAsync($"{Summary}?customer=c1&{Metered}")).Balances(), (await app.GetAsync(ofGrant)).Balances());
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var after = ((await app.GetAsync($"{Summary}?customer=c1&{Metered}")).Balances(), (await app.GetAsync(ofGrant)).Balances());

        Assert.Equal((("usd 0 0", "usd 0 0"), ("usd 1000 1000", "usd 1000 1000")), (before, after));
    }

    [Theory]
    [InlineData("customer=c1")]
    [InlineData("customer=cus_Ada")]
    [InlineData("customer_account=cus_Ada")]
    [InlineData("customer=%63us%5FAda")]
    public async Task Summary_ByAnyNameOfTheCustomer_IsTheCustomers(string customer)
    {
        await using var app = await StartAsync();
        await app.GiveAsync();

        var answer = await app.GetAsync($"{Summary}?{customer}&{Metered}");

        Assert.Equal(("usd 1000 1000", "cus_Ada", "null"), (answer.Balances(), answer.At("customer"), answer.At("customer_account")));
    }

    [Fact]
    public async Task Summary_WithTheCustomerExpanded_ShowsItWhole()
    {
        await using var app = await StartAsync();

        var answer = await app.GetAsync($"{Summary}?customer=c1&{Metered}&expand[]=customer");

        answer.Is(200, $$"""
            { "object": "billing.credit_balance_summary", "balances": [],
              "customer": { "id": "cus_Ada", "object": "customer", "address": null, "balance": 0, "created": {{Now}}, "currency": null, "default_source": null, "delinquent": false,
                            "description": null, "email": "ada@example.com", "livemode": true, "metadata": { "tier": "gold" }, "name": "Ada", "phone": null, "shipping": null,
                            "tax_exempt": "none", "test_clock": null },
              "customer_account": null, "livemode": true }
            """);
    }

    [Theory]
    [InlineData("", "parameter_missing filter")]
    [InlineData("customer=c1", "parameter_missing filter")]
    [InlineData("customer=c1&filter=", "parameter_invalid_empty filter")]
    [InlineData("customer=c1&filter=all", "- filter")]
    [InlineData("customer=c1&filter[type]=", "parameter_invalid_empty filter[type]")]
    [InlineData("customer=c1&filter[credit_grant]=credgr_1", "parameter_missing filter[type]")]
    [InlineData("customer=c1&filter[type]=everything", "- filter[type]")]
    [InlineData("customer=c1&filter[type][0]=credit_grant", "- filter[type]")]
    [InlineData("customer=c1&filter[type]=credit_grant", "parameter_missing filter[credit_grant]")]
    [InlineData("customer=c1&filter[type]=credit_grant&filter[credit_grant]=", "parameter_invalid_empty filter[credit_grant]")]
    [InlineData("customer=c1&filter[type]=credit_grant&filter[credit_grant]=credgr_1", "resource_missing filter[credit_grant]")]
    [InlineData("customer=c1&filter[type]=credit_grant&filter[credit_grant]=credgr_00000000000000000000000001", "resource_missing filter[credit_grant]")]
    [InlineData("customer=c1&filter[type]=applicability_scope", "parameter_missing filter[applicability_scope]")]
    [InlineData("customer=c1&filter[type]=applicability_scope&filter[applicability_scope]=", "parameter_invalid_empty filter[applicability_scope]")]
    [InlineData("customer=c1&filter[type]=applicability_scope&filter[applicability_scope][price_type]=licensed", "- filter[applicability_scope][price_type]")]
    [InlineData("customer=c1&filter[type]=applicability_scope&filter[applicability_scope][price_type]=metered&filter[applicability_scope][prices][0][id]=p", "- filter[applicability_scope]")]
    [InlineData("customer=c1&filter[type]=applicability_scope&filter[applicability_scope][prices][0][id]=", "- filter[applicability_scope][prices][0][id]")]
    [InlineData("customer=c1&filter[type]=applicability_scope&filter[applicability_scope][prices][0][name]=p", "parameter_unknown filter[applicability_scope][prices][0][name]")]
    [InlineData("customer=c1&filter[type]=applicability_scope&filter[applicability_scope][prices][0]=p", "- filter[applicability_scope][prices][0]")]
    [InlineData("customer=c1&" + Metered + "&filter[credit_grant]=credgr_1", "- filter")]
    [InlineData(Metered, "parameter_missing customer")]
    [InlineData("customer=&" + Metered, "parameter_invalid_empty customer")]
    [InlineData("customer=c2&" + Metered, "resource_missing customer")]
    [InlineData("customer=a%20b&" + Metered, "resource_missing customer")]
    [InlineData("customer_account=c2&" + Metered, "resource_missing customer_account")]
    [InlineData("customer=c1&customer_account=c1&" + Metered, "- customer_account")]
    // A host joins them by a comma: it is another customer's id then, which is refused too.
    [InlineData("customer=c1&customer=c1&" + Metered, "- customer", Traits = [DirectOnlyAttribute.Name, DirectOnlyAttribute.Value])]
    [InlineData("customer=c1&" + Metered + "&expand[0]=balances", "- expand")]
    [InlineData("customer=c1&" + Metered + "&expand=customer", "- expand")]
    [InlineData("customer=c1&" + Metered + "&limit=1", "parameter_unknown limit")]
    [InlineData("customer=c1&" + Metered + "&filter[what]=1", "parameter_unknown filter[what]")]
    // A host reads it as a replacement character, and writes that.
    [InlineData("customer=%ff&" + Metered, "- -", Traits = [DirectOnlyAttribute.Name, DirectOnlyAttribute.Value])]
    public async Task Summary_OfABadRequest_NamesTheParameter(string query, string expected)
    {
        await using var app = await StartAsync();

        Assert.Equal($"400 invalid_request_error {expected}", (await app.GetAsync($"{Summary}?{query}")).Error());
    }

    [Fact]
    public async Task Summary_OfTooManyPrices_IsRefused()
    {
        await using var app = await StartAsync();
        var prices = string.Concat(Enumerable.Range(0, 21).Select(i => $"&filter[applicability_scope][prices][{i}][id]=price_{i}"));

        Assert.Equal(
            "400 invalid_request_error - filter[applicability_scope][prices]", (await app.GetAsync($"{Summary}?customer=c1&filter[type]=applicability_scope{prices}")).Error());
    }

    [Fact]
    public async Task Summary_OfAnotherCustomersGrant_IsAsIfThereWereNone()
    {
        await using var app = await StartAsync();
        await app.AddCustomerAsync("c2");
        var grant = await app.GiveAsync();

        Assert.Equal(
            "400 invalid_request_error resource_missing filter[credit_grant]",
            (await app.GetAsync($"{Summary}?customer=c2&filter[type]=credit_grant&filter[credit_grant]={grant}")).Error());
    }
}
