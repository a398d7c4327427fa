using static CreditFunctions.Tests.Dialects.Dodo.DodoCalls;

namespace CreditFunctions.Tests.Dialects.Dodo;

/// <summary>The documented state of Harbour Rowing Club, as Dodo Payments shows it.</summary>
public sealed class HarbourTests
{
    [Fact]
    public async Task Balance_OfTheClub_HasEveryField()
    {
        await using var app = await Scenes.HarbourAsync();

        (await app.GetAsync(Balance)).Is(200, $$"""
            {"id":"{{Id("cdb_", 1)}}","customer_id":"{{Scenes.Customer}}","credit_entitlement_id":"lane-credit","balance":"75","overage":"0",
             "created_at":"2026-01-01T09:00:00Z","updated_at":"2026-02-10T00:00:00Z","last_transaction_at":"2026-02-10T00:00:00Z"}
            """);
    }

    [Fact]
    public async Task Balances_OfTheEntitlement_AreOne()
    {
        await using var app = await Scenes.HarbourAsync();

        (await app.GetAsync("/credit-entitlements/lane-credit/balances")).Is(200, $$"""
            {"items":[{"id":"{{Id("cdb_", 1)}}","customer_id":"{{Scenes.Customer}}","credit_entitlement_id":"lane-credit","balance":"75","overage":"0",
             "created_at":"2026-01-01T09:00:00Z","updated_at":"2026-02-10T00:00:00Z","last_transaction_at":"2026-02-10T00:00:00Z"}]}
            """);
    }

    [Fact]
    public async Task CustomersEntitlements_OfTheClub_AreOne()
    {
        await using var app = await Scenes.HarbourAsync();

        (await app.GetAsync($"/customers/{Scenes.Customer}/credit-entitlements")).Is(
            200, """{"items":[{"balance":"75","credit_entitlement_id":"lane-credit","name":"Lane credit","overage":"0","unit":"USD","description":null}]}""");
    }

    [Fact]
    public async Task Ledger_OfTheClub_HasEveryFieldOfTheLatest()
    {
        await using var app = await Scenes.HarbourAsync();

        (await app.GetAsync(Balance + "/ledger?page_size=2")).Is(200, $$"""
            {"items":[
             {"id":"{{Id("cdl_", 9)}}","transaction_type":"credit_deducted","is_credit":false,"amount":"10","balance_before":"85","balance_after":"75","overage_before":"0","overage_after":"0",
              "business_id":"biz_test","brand_id":"brd_biz_test","credit_entitlement_id":"lane-credit","customer_id":"{{Scenes.Customer}}","created_at":"2026-02-10T00:00:00Z","metadata":{},
              "description":null,"grant_id":null,"reference_id":"{{Id("reservation_", 9)}}","reference_type":"reservation"},
             {"id":"{{Id("cdl_", 8)}}","transaction_type":"credit_deducted","is_credit":false,"amount":"15","balance_before":"100","balance_after":"85","overage_before":"0","overage_after":"0",
              "business_id":"biz_test","brand_id":"brd_biz_test","credit_entitlement_id":"lane-credit","customer_id":"{{Scenes.Customer}}","created_at":"2026-02-10T00:00:00Z","metadata":{},
              "description":"Lane hire","grant_id":null,"reference_id":null,"reference_type":null}]}
            """);
    }

    [Fact]
    public async Task Ledger_OfTheClub_HidesThePendingGrant()
    {
        await using var app = await Scenes.HarbourAsync();

        var ledger = await app.GetAsync(Balance + "/ledger");

        Assert.Equal(
            ["credit_deducted", "credit_deducted", "credit_expired", "manual_adjustment", "credit_added", "credit_deducted", "credit_added", "credit_added"], ledger.Each("transaction_type"));
        Assert.Equal(["10", "15", "30", "25", "25", "20", "50", "100"], ledger.Each("amount"));
        Assert.Equal(["75", "85", "100", "130", "155", "130", "150", "100"], ledger.Each("balance_after"));
        Assert.Equal(["85", "100", "130", "155", "130", "150", "100", "0"], ledger.Each("balance_before"));
        Assert.Equal(["false", "false", "false", "false", "true", "false", "true", "true"], ledger.Each("is_credit"));
        Assert.Equal(
            ["null", "null", Id("cdg_", 2), Id("cdg_", 5), Id("cdg_", 5), "null", Id("cdg_", 2), Id("cdg_", 1)], ledger.Each("grant_id"));
    }

    [Theory]
    [InlineData("", "5,2,1", "0,0,75")]
    [InlineData("?status=active", "1", "75")]
    [InlineData("?status=expired", "2", "0")]
    [InlineData("?status=depleted", "5", "0")]
    public async Task Grants_OfTheClub_AreFilteredByStatus(string query, string seqs, string remaining)
    {
        await using var app = await Scenes.HarbourAsync();

        var grants = await app.GetAsync(Balance + "/grants" + query);

        Assert.Equal(seqs.Split(',').Select(seq => Id("cdg_", long.Parse(seq, System.Globalization.CultureInfo.InvariantCulture))), grants.Each("id"));
        Assert.Equal(remaining.Split(','), grants.Each("remaining_amount"));
    }

    [Fact]
    public async Task Grants_OfTheClub_HaveEveryField()
    {
        await using var app = await Scenes.HarbourAsync();

        (await app.GetAsync(Balance + "/grants?status=expired")).Is(200, $$"""
            {"items":[{"id":"{{Id("cdg_", 2)}}","credit_entitlement_id":"lane-credit","customer_id":"{{Scenes.Customer}}","initial_amount":"50","remaining_amount":"0","source_type":"api",
             "is_expired":true,"is_rolled_over":false,"rollover_count":0,"created_at":"2026-01-01T09:00:00Z","updated_at":"2026-02-01T00:00:00Z","expires_at":"2026-02-01T00:00:00Z",
             "parent_grant_id":null,"source_id":null,"metadata":{} }]}
            """);
    }

    [Fact]
    public async Task Everything_WhenThePendingGrantBecomesEffective_ShowsItFromThenOn()
    {
        await using var app = await Scenes.HarbourAsync();

        app.Clock.AdvanceTo(new(2026, 4, 1, 0, 0, 0, TimeSpan.Zero));

        Assert.Equal("105", (await app.GetAsync(Balance)).At("balance"));
        Assert.Equal("2026-04-01T00:00:00Z", (await app.GetAsync(Balance)).At("updated_at"));
        Assert.Equal(Id("cdg_", 3), (await app.GetAsync(Balance + "/grants")).Each("id")[1]);
        var newest = (await app.GetAsync(Balance + "/ledger?page_size=1"));
        Assert.Equal(("credit_added", "30", "75", "105", Id("cdg_", 3)), (newest.At("items.0.transaction_type"), newest.At("items.0.amount"), newest.At("items.0.balance_before"), newest.At("items.0.balance_after"), newest.At("items.0.grant_id")));
    }
}
