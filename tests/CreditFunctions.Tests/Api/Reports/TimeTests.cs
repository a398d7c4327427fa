using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Api.Reports;

/// <summary>What time did a second ago is counted everywhere, though nobody wrote it down.</summary>
public sealed class TimeTests
{
    [Theory]
    [InlineData(-1, "10.00", "0.00", "0.00")]
    [InlineData(0, "0.00", "10.00", "0.00")]
    [InlineData(1, "0.00", "10.00", "0.00")]
    [InlineData(59, "0.00", "10.00", "0.00")]
    [InlineData(60, "0.00", "0.00", "10.00")]
    [InlineData(61, "0.00", "0.00", "10.00")]
    public async Task Grant_AroundItsBounds_IsCountedRightEverywhere(int second, string pending, string available, string expired)
    {
        await using var app = await CreditApplication.StartAsync();
        await app.GrantAsync("c1", "10.00", ""","effective_at":"2026-11-21T12:00:10Z","expires_at":"2026-11-21T12:01:10Z" """);
        app.Clock.Advance(TimeSpan.FromSeconds(10 + second));
        (string?, string?, string?) expected = (pending, available, expired);

        var credits = (await app.GetAsync("/api/customers/c1/credits")).Json.GetProperty("accounts")[0];
        var account = (await app.GetAsync("/api/customers/c1/credits/default/USD")).Json;
        var totals = (await app.GetAsync("/api/customers/c1/credits/default/USD/entries")).Json.GetProperty("entries")[0].GetProperty("totals");
        var row = (await app.DataAsync("credit-balances")).Single();
        Assert.All([credits, account, totals, row], at => Assert.Equal(expected, (at.Cell("pending"), at.Cell("available"), at.Cell("expired"))));
        Assert.All(await app.DataAsync("customer-credits"), at => Assert.Equal(available, at.Cell("balance")));
    }

    [Theory]
    [InlineData("customer-credits", "activate", "activate,expire")]
    [InlineData("credit-balances", "10.00", "0.00")]
    public async Task Snapshot_CreditDueBetween_IsAsOfItsInstant(string report, string before, string after)
    {
        await using var app = await CreditApplication.StartAsync();
        await app.GrantAsync("c1", "10.00", ""","effective_at":"2026-11-21T12:00:01Z","expires_at":"2026-11-21T12:00:03Z" """);
        app.Clock.Advance(TimeSpan.FromSeconds(2));

        var first = await app.RowsAsync(await app.MakeAsync(report));
        var second = await app.RowsAsync(await app.MakeAsync(report));

        string Seen(IEnumerable<System.Text.Json.JsonElement> rows) => string.Join(',', rows.Select(row => row.Cell(report == "customer-credits" ? "type" : "available")).Order(StringComparer.Ordinal));
        Assert.Equal((before, after), (Seen(first), Seen(second)));
    }

    [Fact]
    public async Task Apply_GrantThatExpiredASecondAgo_IsRefused()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.GrantAsync("c1", "10.00", ""","expires_at":"2026-11-21T12:00:01Z" """);
        app.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("409 insufficient_credit amount", (await app.ApplyAsync("c1", "0.01")).Problem);
    }

    [Fact]
    public async Task Apply_GrantThatBecameEffectiveASecondAgo_IsDone()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.GrantAsync("c1", "10.00", ""","effective_at":"2026-11-21T12:00:01Z" """);
        app.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(201, (await app.ApplyAsync("c1", "10.00")).Status);
    }
}
