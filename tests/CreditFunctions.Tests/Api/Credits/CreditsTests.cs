using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Api.Credits;

public sealed class CreditsTests
{
    [Fact]
    public async Task GetAll_TwoAccounts_AnswersTheirTotals()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.GrantAsync("c1", "10.50");
        await app.GrantAsync("c1", "1000", account: "default/JPY");
        await app.ApplyAsync("c1", "0.25");

        var answer = await app.GetAsync("/api/customers/c1/credits");

        answer.Is(200, """
            {"customer_id":"c1","as_of":"2026-11-21T12:00:00Z","accounts":[
              {"entitlement":"default","unit":"JPY","granted":"1000","pending":"0","available":"1000","reserved":"0","applied":"0","expired":"0","voided":"0","overage":"0","updated_at":"2026-11-21T12:00:00Z"},
              {"entitlement":"default","unit":"USD","granted":"10.50","pending":"0.00","available":"10.25","reserved":"0.00","applied":"0.25","expired":"0.00","voided":"0.00","overage":"0.00","updated_at":"2026-11-21T12:00:00Z"}]}
            """);
    }

    [Fact]
    public async Task GetAll_NoAccount_AnswersNone()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.AddCustomerAsync("c1");

        (await app.GetAsync("/api/customers/c1/credits")).Is(200, """{"customer_id":"c1","as_of":"2026-11-21T12:00:00Z","accounts":[]}""");
    }

    [Fact]
    public async Task GetOne_GrantsOfEveryKind_AnswersThemInDrawOrder()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.GrantAsync("c1", "10.00", ""","name":"Pack","external_number":"INV-1","applies_to":null,"memo":"thanks","metadata":{"a":"b"}""");
        await app.GrantAsync("c1", "5.00", ""","category":"promotional","priority":1,"expires_at":"2026-12-01T00:00:00Z","effective_at":"2026-11-22T00:00:00+01:00" """);

        var answer = await app.GetAsync("/api/customers/c1/credits/default/USD");

        answer.Is(200, """
            {"customer_id":"c1","entitlement":"default","unit":"USD","precision":2,"as_of":"2026-11-21T12:00:00Z","granted":"15.00","pending":"5.00","available":"10.00","reserved":"0.00",
             "applied":"0.00","expired":"0.00","voided":"0.00","overage":"0.00","created_at":"2026-11-21T12:00:00Z","updated_at":"2026-11-21T12:00:00Z","grants":[
               {"grant_id":"grant_00wmm9h6mt4e6se00000000002","name":null,"amount":"5.00","pending":"5.00","available":"0.00","reserved":"0.00","applied":"0.00","expired":"0.00","voided":"0.00","priority":1,
                "category":"promotional","effective_at":"2026-11-21T23:00:00Z","expires_at":"2026-12-01T00:00:00Z","external_number":null,"applies_to":null,"memo":null,"metadata":{},"created_at":"2026-11-21T12:00:00Z","updated_at":"2026-11-21T12:00:00Z","voided_at":null},
               {"grant_id":"grant_00wmm9h6mt4e6se00000000001","name":"Pack","amount":"10.00","pending":"0.00","available":"10.00","reserved":"0.00","applied":"0.00","expired":"0.00","voided":"0.00","priority":50,
                "category":"paid","effective_at":"2026-11-21T12:00:00Z","expires_at":null,"external_number":"INV-1","applies_to":null,"memo":"thanks","metadata":{"a":"b"},"created_at":"2026-11-21T12:00:00Z","updated_at":"2026-11-21T12:00:00Z","voided_at":null}],"reservations":[]}
            """);
    }

    [Fact]
    public async Task GetAll_AsOfEveryInstant_AnswersWhatWasAnsweredThen()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.AddCustomerAsync("c1");
        var live = new List<Answer>();
        for (var second = 0; second < 24; second++)
        {
            switch (second % 6)
            {
                case 1:
                    await app.GrantAsync("c1", "7.00", $$""","effective_at":"{{app.Now.Plus(TimeSpan.FromSeconds(2))}}","expires_at":"{{app.Now.Plus(TimeSpan.FromSeconds(9))}}" """);
                    break;
                case 3:
                    await app.GrantAsync("c1", "1.00");
                    break;
                case 5:
                    Assert.Equal(201, (await app.ApplyAsync("c1", "2.50")).Status);
                    break;
                default:
                    break;
            }

            live.Add(await app.GetAsync("/api/customers/c1/credits"));
            app.Clock.Advance(TimeSpan.FromMilliseconds(500));
            live.Add(await app.GetAsync("/api/customers/c1/credits"));
            app.Clock.Advance(TimeSpan.FromMilliseconds(500));
        }

        foreach (var then in live)
        {
            Assert.Equal(then.Text, (await app.GetAsync($"/api/customers/c1/credits?as_of={then.At("as_of")}")).Text);
        }
    }

    [Fact]
    public async Task GetAll_ClockSetBack_AnswersAnInstantThatGivesTheSameLater()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.GrantAsync("c1", "1.00");
        app.Clock.SetBack(TimeSpan.FromSeconds(1));

        var live = await app.GetAsync("/api/customers/c1/credits");

        app.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("1.00", live.At("accounts.0.available"));
        Assert.Equal(live.Text, (await app.GetAsync($"/api/customers/c1/credits?as_of={live.At("as_of")}")).Text);
    }

    [Theory]
    [InlineData("2026-11-21T11:59:59.999999Z", 0)]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    [InlineData("2026-11-21T12:00:00Z", 1)]
    [InlineData("2026-11-21T14:00:00+02:00", 1)]
    [InlineData("2026-11-21T14:00:00%2B02:00", 1)]
    public async Task GetAll_AsOf_CountsWhatWasPostedByThen(string instant, int accounts)
    {
        await using var app = await CreditApplication.StartAsync();
        await app.GrantAsync("c1", "1.00");

        var answer = await app.GetAsync($"/api/customers/c1/credits?as_of={instant}");

        Assert.Equal(accounts, answer.Json.GetProperty("accounts").GetArrayLength());
    }
}
