using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Api.Entitlements;

public sealed class EntitlementsTests
{
    [Fact]
    public async Task List_NewBusiness_HasTheDefault()
    {
        await using var app = await CreditApplication.StartAsync();

        (await app.GetAsync("/api/entitlements")).Is(
            200, """{"entitlements":[{"entitlement":"default","name":"Default","unit":null,"precision":null,"draw_order":"standard","overage":"none","overage_limit":null,"expires_after_days":null}]}""");
    }

    [Fact]
    public async Task Put_NewEntitlement_AnswersItWith201AndItCanBeUsed()
    {
        await using var app = await CreditApplication.StartAsync();

        var put = await app.PutAsync("/api/entitlements/hours", """{"name":"Hours","unit":"hour","precision":3,"draw_order":"fifo"}""");
        await app.GrantAsync("c1", "0.125", account: "hours/hour");

        put.Is(
            201, """{"entitlement":"hours","name":"Hours","unit":"hour","precision":3,"draw_order":"fifo","overage":"none","overage_limit":null,"expires_after_days":null}""");
        (await app.GetAsync("/api/entitlements/hours")).Is(200, put.Text);
        Assert.Equal("0.125", (await app.GetAsync("/api/customers/c1/credits")).At("accounts.0.available"));
    }

    [Fact]
    public async Task Put_KnownEntitlement_ChangesItWith200AtOnce()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.PutAsync("/api/entitlements/default", """{"draw_order":"fifo"}""");
        await app.GrantAsync("c1", "1.00", ""","priority":50""");
        await app.GrantAsync("c1", "1.00", ""","priority":1""");

        var put = await app.PutAsync("/api/entitlements/default", """{"draw_order":"standard"}""");

        put.Is(
            200, """{"entitlement":"default","name":null,"unit":null,"precision":null,"draw_order":"standard","overage":"none","overage_limit":null,"expires_after_days":null}""");
        Assert.Equal("1", (await app.GetAsync("/api/customers/c1/credits/default/USD")).At("grants.0.priority"));
    }

    [Fact]
    public async Task List_Several_AreInOrderOfTheirIds()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.PutAsync("/api/entitlements/zulu", """{"unit":"USD"}""");
        await app.PutAsync("/api/entitlements/alpha", """{"unit":"EUR"}""");

        var list = await app.GetAsync("/api/entitlements");

        Assert.Equal(["alpha", "default", "zulu"], list.Json.GetProperty("entitlements").EnumerateArray().Select(one => one.GetProperty("entitlement").GetString()));
    }

    [Theory]
    [InlineData("""{"unit":"EUR"}""")]
    [InlineData("""{"unit":"point","precision":2}""")]
    [InlineData("""{"unit":"USD","precision":2,"name":"same"}""", 200)]
    public async Task Put_AnotherUnit_Is409(string body, int status = 409)
    {
        await using var app = await CreditApplication.StartAsync();
        await app.PutAsync("/api/entitlements/pack", """{"unit":"USD"}""");

        var answer = await app.PutAsync("/api/entitlements/pack", body);

        Assert.Equal(status == 200 ? "200" : "409 unit_immutable unit", status == 200 ? $"{answer.Status}" : answer.Problem);
    }

    [Fact]
    public async Task Post_UnitOfAnotherEntitlement_Is400()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.AddCustomerAsync("c1");
        await app.PutAsync("/api/entitlements/pack", """{"unit":"USD"}""");

        var answer = await app.PostAsync("/api/customers/c1/credits/pack/EUR/entries", """{"type":"grant","amount":"1"}""");

        Assert.Equal("400 invalid_request unit", answer.Problem);
    }
}
