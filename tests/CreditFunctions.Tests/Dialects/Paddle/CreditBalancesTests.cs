using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Dialects.Paddle;

public sealed class CreditBalancesTests
{
    [Fact]
    public async Task Get_Harbour_AnswersTheDocumentedBalance()
    {
        await using var app = await Scenes.HarbourAsync();

        var answer = await app.GetAsync(PaddleAnswers.Balances);

        answer.IsPaddle(200, """
            {"data":[{"customer_id":"ctm_01hv8wptq8987qeep44cyrewp9","currency_code":"USD","balance":{"available":"7500","reserved":"1000","used":"3500"}}],"meta":{"request_id":"REQUEST"}}
            """);
    }

    [Fact]
    public async Task Get_SeveralCurrencies_AnswersLowestDenominationsInOrderOfCode()
    {
        await using var app = await Scenes.CurrenciesAsync();

        var answer = await app.GetAsync(PaddleAnswers.Balances);

        answer.IsPaddle(200, """
            {"data":[
              {"customer_id":"ctm_01hv8wptq8987qeep44cyrewp9","currency_code":"JPY","balance":{"available":"3800","reserved":"0","used":"1200"}},
              {"customer_id":"ctm_01hv8wptq8987qeep44cyrewp9","currency_code":"KWD","balance":{"available":"10000","reserved":"2345","used":"0"}},
              {"customer_id":"ctm_01hv8wptq8987qeep44cyrewp9","currency_code":"USD","balance":{"available":"30","reserved":"0","used":"0"}}],
             "meta":{"request_id":"REQUEST"}}
            """);
    }

    [Theory]
    [InlineData("USD", "USD")]
    [InlineData("USD,JPY", "JPY USD")]
    [InlineData("USD%2CJPY", "JPY USD")]
    [InlineData("USD&currency_code=KWD", "KWD USD")]
    [InlineData("USD, USD", "USD")]
    [InlineData("EUR", "")]
    [InlineData("EUR,KWD", "KWD")]
    [InlineData("", "JPY KWD USD")]
    [InlineData("USD&whatever=1", "USD")]
    public async Task Get_CurrencyCodes_AnswersThoseThereAre(string codes, string expected)
    {
        await using var app = await Scenes.CurrenciesAsync();

        var answer = await app.GetAsync($"{PaddleAnswers.Balances}?currency_code={codes}");

        Assert.Equal(expected, string.Join(' ', answer.Json.GetProperty("data").EnumerateArray().Select(one => one.Cell("currency_code"))));
    }

    [Fact]
    public async Task Get_NeverCredited_AnswersNone()
    {
        await using var app = await Scenes.NothingAsync();

        (await app.GetAsync(PaddleAnswers.Balances)).IsPaddle(200, """{"data":[],"meta":{"request_id":"REQUEST"}}""");
    }

    [Fact]
    public async Task Get_CreditThatIsNotEffectiveYet_AnswersNoneUntilItIs()
    {
        await using var app = await Scenes.NothingAsync();
        await Scenes.PostAsync(app, """{"type":"grant","amount":"5.00","effective_at":"2026-01-02T00:00:00Z"}""");
        Assert.Equal(0, (await app.GetAsync(PaddleAnswers.Balances)).Json.GetProperty("data").GetArrayLength());

        app.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal("500", (await app.GetAsync(PaddleAnswers.Balances)).At("data.0.balance.available"));
    }

    [Fact]
    public async Task Get_CreditGone_StillAnswersItsCurrency()
    {
        await using var app = await Scenes.NothingAsync();
        await Scenes.PostAsync(app, """{"type":"grant","amount":"5.00","expires_at":"2026-01-02T00:00:00Z"}""");

        app.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal("0", (await app.GetAsync(PaddleAnswers.Balances)).At("data.0.balance.available"));
    }

    [Fact]
    public async Task Get_SeveralEntitlements_AddsThemUpBeyondTheLargestLong()
    {
        await using var app = await Scenes.LargestAsync();
        await Scenes.PostAsync(app, """{"type":"grant","amount":"92233720368547758.07"}""", "default/USD");

        Assert.Equal("18446744073709551614", (await app.GetAsync(PaddleAnswers.Balances)).At("data.0.balance.available"));
    }

    [Fact]
    public async Task Get_CustomUnits_AreNoMoney()
    {
        await using var app = await Scenes.NothingAsync();
        await app.PutAsync("/api/entitlements/hours", """{"unit":"hours","precision":2}""");
        await Scenes.PostAsync(app, """{"type":"grant","amount":"5.00"}""", "hours/hours");

        Assert.Equal(0, (await app.GetAsync(PaddleAnswers.Balances)).Json.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Get_OwnIdOfPaddlesForm_IsFound()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.GrantAsync("ctm_00000000000000000000000001", "1.00");

        var answer = await app.GetAsync("/customers/ctm_00000000000000000000000001/credit-balances");

        Assert.Equal("ctm_00000000000000000000000001 100", $"{answer.At("data.0.customer_id")} {answer.At("data.0.balance.available")}");
    }

    [Fact]
    public async Task Get_UnknownCustomer_Is404()
    {
        await using var app = await CreditApplication.StartAsync();

        (await app.GetAsync(PaddleAnswers.Balances)).IsError(404, "request_error", "not_found", "Entity ctm_01hv8wptq8987qeep44cyrewp9 not found");
    }

    [Fact]
    public async Task Get_CustomerOfAnotherBusiness_Is404()
    {
        await using var app = await Scenes.HarbourAsync();
        var key = await app.KeyAsync(CreditFunctions.Storage.Directory.Scopes.All, "biz_other");

        var answer = await app.GetAsync(PaddleAnswers.Balances, ("Authorization", $"Bearer {key}"));

        answer.IsError(404, "request_error", "not_found", "Entity ctm_01hv8wptq8987qeep44cyrewp9 not found");
    }

    [Theory]
    [InlineData("ctm_1")]
    [InlineData("cus_7QmZcN4rTt2yWbXe9KfLpA")]
    [InlineData("ctm_01HV8WPTQ8987QEEP44CYREWP9")]
    [InlineData("ctm_01hv8wptq8987qeep44cyrewp9%0A")]
    [InlineData("ctm_01hv8wptq8987qeep44cyrewp9x")]
    [InlineData("a%2Fb")]
    public async Task Get_IdOfAnotherForm_Is400(string id)
    {
        await using var app = await CreditApplication.StartAsync();

        (await app.GetAsync($"/customers/{id}/credit-balances")).IsError(400, "request_error", "bad_request", "customer_id must be ctm_ and 26 small letters and digits.");
    }

    [Fact]
    public async Task Get_UnknownCurrencies_AreEachNamed()
    {
        await using var app = await Scenes.NothingAsync();

        (await app.GetAsync($"{PaddleAnswers.Balances}?currency_code=usd,EUR,XXX")).IsError(
            400, "request_error", "invalid_field", "'usd' is not allowed; allowed is a comma list of currencies of ISO 4217, in upper case.",
            """
            ,"errors":[{"field":"currency_code","message":"'usd' is not allowed; allowed is a comma list of currencies of ISO 4217, in upper case."},
                       {"field":"currency_code","message":"'XXX' is not allowed; allowed is a comma list of currencies of ISO 4217, in upper case."}]
            """);
    }
}
