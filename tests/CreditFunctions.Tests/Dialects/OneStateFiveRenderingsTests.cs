using System.Text.Json;
using CreditFunctions.Tests.Application;
using CreditFunctions.Tests.Dialects.TeamUp;

namespace CreditFunctions.Tests.Dialects;

/// <summary>The same states of a ledger as the clients of each vendor see them.</summary>
public sealed class OneStateFiveRenderingsTests
{
    private const string Dodo = $"/credit-entitlements/{Scenes.Entitlement}/balances/{Scenes.Customer}";

    /// <summary>Scene, then what Stripe, Paddle, Asset and Dodo Payments say of the customer's balances.</summary>
    public static TheoryData<string, string, string, string, string> Balances => new()
    {
        { "harbour", "usd 8500/7500", "USD 7500/1000/3500", "120/45/75", "75/0" },
        { "currencies", "jpy 3800/3800, kwd 12345/10000, usd 30/30", "JPY 3800/0/1200, KWD 10000/2345/0, USD 30/0/0", "0.3/0/0.3", "0.3/0" },
        { "nothing", "", "", "", "NOT_FOUND" },
        { "reservations", "usd 8000/6750", "USD 6750/1250/2000", "100/32.5/67.5", "67.5/0" },
        { "overage", "usd 0/0", "USD 0/0/1000", "10/10/0", "0/4" },
        { "pages", "usd 2100/2100", "USD 2100/0/200", "23/2/21", "21/0" },
        { "largest", "usd 9223372036854775807/9223372036854775807", "USD 9223372036854775807/0/0", "92233720368547758.07/0/92233720368547758.07", "92233720368547758.07/0" },
    };

    /// <summary>Scene, then amount and balance of the rows of TeamUp's report, newest first.</summary>
    public static TheoryData<string, string> Rows => new()
    {
        { "harbour", "-$10/$75, -$15/$75, -$30/$75, -$25/$75, $25/$75, -$20/$75, $50/$75, $100/$75" },
        { "currencies", "$0.20/$0.30, $0.10/$0.30, -2.345\u00a0KWD/10\u00a0KWD, 12.345\u00a0KWD/10\u00a0KWD, -¥1200/¥3800, ¥5000/¥3800" },
        { "nothing", "" },
        { "reservations", "$15/$67.50, -$12.50/$67.50, -$15/$67.50, $10/$67.50, -$30/$67.50, $100/$67.50" },
        { "overage", "-$10/$0, $10/$0" },
        { "pages", "-$1/$21, -$1/$21, " + string.Join(", ", Enumerable.Repeat("$1/$21", 23)) },
        { "largest", "$92233720368547758.07/$92233720368547758.07" },
    };

    [Theory]
    [MemberData(nameof(Balances))]
    public async Task Balances_InEachScene_AreTheDocumentedOnes(string scene, string stripe, string paddle, string asset, string dodo)
    {
        await using var app = await Scenes.OpenAsync(scene);

        Assert.Equal(stripe, List(await app.GetAsync(StripeSummary("filter[applicability_scope][price_type]=metered")), "balances", balance =>
            $"{Monetary(balance, "ledger_balance", "currency")} {Monetary(balance, "ledger_balance", "value")}/{Monetary(balance, "available_balance", "value")}"));
        Assert.Equal(paddle, List(await app.GetAsync($"/customers/{Scenes.PaddleCustomer}/credit-balances"), "data", balance =>
            $"{balance.Cell("currency_code")} {Of(balance, "available")}/{Of(balance, "reserved")}/{Of(balance, "used")}"));
        Assert.Equal(asset, List(await app.GetAsync($"/v0/business/{CreditApplication.Business}/reports/customer-credits"), "data", line =>
            $"{Raw(line, "total_credits")}/{Raw(line, "total_applied_credits")}/{Raw(line, "total_available_credits")}"));
        var balance = (await app.GetAsync(Dodo)).Json;
        Assert.Equal(dodo, balance.TryGetProperty("code", out var code) ? code.GetString() : $"{balance.Cell("balance")}/{balance.Cell("overage")}");
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task TeamUpsReport_InEachScene_HasARowAnEntryWithTheCustomersBalance(string scene, string expected)
    {
        await using var app = await Scenes.OpenAsync(scene);

        var report = await app.JsonAsync("limit=100");

        Assert.Equal(expected, List(report, "rows", row => $"{row.GetProperty("amount").Cell("string")}/{row.GetProperty("balance").Cell("string")}"));
        Assert.Equal(report.At("total"), report.Json.GetProperty("rows").GetArrayLength().ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData(1, "8500/7500")]
    [InlineData(2, "0/0")]
    [InlineData(3, "0/0")]
    [InlineData(4, "0/0")]
    public async Task StripesSummary_OfEachGrantOfHarbour_IsTheDocumentedOne(int grant, string expected)
    {
        await using var app = await Scenes.HarbourAsync();
        var grants = (await app.GetAsync($"/v1/billing/credit_grants?customer={Scenes.Customer}")).Json.GetProperty("data").EnumerateArray().Select(one => one.Cell("id")).Reverse().ToList();

        var summary = await app.GetAsync($"/v1/billing/credit_balance_summary?customer={Scenes.Customer}&filter[type]=credit_grant&filter[credit_grant]={grants[grant - 1]}");

        Assert.Equal(expected, List(summary, "balances", balance => $"{Monetary(balance, "ledger_balance", "value")}/{Monetary(balance, "available_balance", "value")}"));
    }

    [Theory]
    [InlineData("active", "100/75")]
    [InlineData("expired", "50/0")]
    [InlineData("depleted", "25/0")]
    public async Task DodosGrants_OfHarbourByStatus_AreTheDocumentedOnes(string status, string expected)
    {
        await using var app = await Scenes.HarbourAsync();

        Assert.Equal(expected, List(await app.GetAsync($"{Dodo}/grants?status={status}"), "items", grant => $"{grant.Cell("initial_amount")}/{grant.Cell("remaining_amount")}"));
    }

    [Fact]
    public async Task DodosLedger_OfHarbour_RunsFromZeroToTheBalance()
    {
        await using var app = await Scenes.HarbourAsync();

        var ledger = await app.GetAsync($"{Dodo}/ledger?page_size=100");

        Assert.Equal(
            "credit_deducted 10 85>75, credit_deducted 15 100>85, credit_expired 30 130>100, manual_adjustment 25 155>130, credit_added 25 130>155, credit_deducted 20 150>130, "
            + "credit_added 50 100>150, credit_added 100 0>100",
            List(ledger, "items", entry => $"{entry.Cell("transaction_type")} {entry.Cell("amount")} {entry.Cell("balance_before")}>{entry.Cell("balance_after")}"));
    }

    [Fact]
    public async Task StripesTransactions_OfHarbour_AreThoseThatMoveCreditForGood()
    {
        await using var app = await Scenes.HarbourAsync();

        var transactions = await app.GetAsync($"/v1/billing/credit_balance_transactions?customer={Scenes.Customer}");

        Assert.Equal(
            "credits_applied 1500, credits_expired 3000, credits_voided 2500, credits_granted 2500, credits_applied 2000, credits_granted 3000, credits_granted 5000, credits_granted 10000",
            List(transactions, "data", one => one.GetProperty(one.Cell("type")!) is var side ? $"{side.Cell("type")} {side.GetProperty("amount").GetProperty("monetary").GetProperty("value")}" : ""));
    }

    [Theory]
    [InlineData("/v1/billing/credit_grants?customer=" + Scenes.Customer, "data", "starting_after", 10, 23)]
    [InlineData("/v1/billing/credit_grants?x=", "data", "starting_after", 10, 23)]
    [InlineData("/v1/billing/credit_balance_transactions?customer=" + Scenes.Customer, "data", "starting_after", 10, 25)]
    [InlineData("/adjustments?x=", "data", "after", 10, 23)]
    [InlineData("/adjustments?customer_id=" + Scenes.PaddleCustomer, "data", "after", 10, 23)]
    public async Task List_OfMoreThanOnePage_HasEachOnceByItsCursor(string path, string items, string cursor, int pageSize, int expected)
    {
        await using var app = await Scenes.PagesAsync();
        path = path.Replace("?x=", "?", StringComparison.Ordinal);
        var ids = new List<string>();
        List<string> page;
        do
        {
            page = [.. (await app.GetAsync(ids.Count == 0 ? path : $"{path}&{cursor}={ids[^1]}")).Json.GetProperty(items).EnumerateArray().Select(one => one.Cell("id")!)];
            ids.AddRange(page);
        }
        while (page.Count == pageSize);

        Assert.Equal((expected, expected), (ids.Count, ids.Distinct(StringComparer.Ordinal).Count()));
    }

    private static string StripeSummary(string filter) => $"/v1/billing/credit_balance_summary?customer={Scenes.Customer}&filter[type]=applicability_scope&{filter}";

    private static string List(Answer answer, string items, Func<JsonElement, string> show)
    {
        Assert.True(answer.Status == 200, answer.Text);
        return string.Join(", ", answer.Json.GetProperty(items).EnumerateArray().Select(show));
    }

    private static string? Monetary(JsonElement balance, string which, string field) => balance.GetProperty(which).GetProperty("monetary").GetProperty(field).ToString();

    private static string? Of(JsonElement balance, string bucket) => balance.GetProperty("balance").Cell(bucket);

    private static string Raw(JsonElement line, string field) => line.GetProperty(field).GetRawText();
}
