using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Dialects;

/// <summary>Which customer an id names.</summary>
public sealed class DialectCustomersTests
{
    private const string Shared = "ctm_01hv8wptq8987qeep44cyrewp9";

    [Fact]
    public async Task Id_OfOneCustomerAndExternalOfAnother_NamesTheOneThatAnswersShowItFor()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.GrantAsync(Shared, "1.00");
        await app.AddCustomerAsync("b", $$$"""{"external_ids":{"paddle":"{{{Shared}}}"}}""");
        await app.GrantAsync("b", "2.00");

        Assert.Equal("200", await AvailableAsync(app, Shared));
    }

    [Fact]
    public async Task ExternalId_GivenToAnotherCustomer_NamesThatOneAtOnce()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.AddCustomerAsync("a", $$$"""{"external_ids":{"paddle":"{{{Shared}}}"}}""");
        await app.GrantAsync("a", "1.00");
        await app.GrantAsync("b", "2.00");
        Assert.Equal("100", await AvailableAsync(app, Shared));

        await app.PutAsync("/api/customers/a", "{}");
        await app.PutAsync("/api/customers/b", $$$"""{"external_ids":{"paddle":"{{{Shared}}}"}}""");

        Assert.Equal("200", await AvailableAsync(app, Shared));
    }

    [Fact]
    public async Task ExternalId_LikeTheIdOfAnotherThatWasLookedUpBefore_CountsWithin30Seconds()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.GrantAsync(Shared, "1.00");
        Assert.Equal("100", await AvailableAsync(app, Shared));
        await app.AddCustomerAsync("b", $$$"""{"external_ids":{"paddle":"{{{Shared}}}"}}""");
        await app.GrantAsync("b", "2.00");

        app.Clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal("200", await AvailableAsync(app, Shared));
    }

    [Fact]
    public async Task ExternalId_LookedUpBeforeAnybodyHadIt_IsFoundAtOnce()
    {
        await using var app = await CreditApplication.StartAsync();
        Assert.Equal(404, (await app.GetAsync($"/customers/{Shared}/credit-balances")).Status);

        await app.AddCustomerAsync("b", $$$"""{"external_ids":{"paddle":"{{{Shared}}}"}}""");
        await app.GrantAsync("b", "2.00");

        Assert.Equal("200", await AvailableAsync(app, Shared));
    }

    [Fact]
    public async Task ExternalId_TakenAway_NamesNobody()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.AddCustomerAsync("a", $$$"""{"external_ids":{"paddle":"{{{Shared}}}"}}""");
        await app.GrantAsync("a", "1.00");
        Assert.Equal("100", await AvailableAsync(app, Shared));

        await app.PutAsync("/api/customers/a", "{}");

        Assert.Equal(404, (await app.GetAsync($"/customers/{Shared}/credit-balances")).Status);
    }

    [Theory]
    [InlineData("/V1/billing/credit_grants/x", "error")]
    [InlineData("/V0/business/biz_x/credit-memo", "data")]
    [InlineData("/Credit-Entitlements/x", "message")]
    [InlineData("/CUSTOMERS/x/credit-entitlements", "message")]
    [InlineData("/Customers/ctm_x/credit-balances", "meta")]
    [InlineData("/API/v2/reports/other", "detail")]
    public async Task Path_InUpperCase_IsTheVendorsAllTheSame(string path, string field)
    {
        await using var app = await CreditApplication.StartAsync();

        var answer = await app.GetAsync(path);

        Assert.Equal("application/json; charset=utf-8", answer.ContentType);
        Assert.True(answer.Json.TryGetProperty(field, out _), answer.Text);
    }

    private static async Task<string?> AvailableAsync(CreditApplication app, string id) => (await app.GetAsync($"/customers/{id}/credit-balances")).At("data.0.balance.available");
}
