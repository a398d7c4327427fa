using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Imports;

/// <summary>What becomes of a past that is told after the event.</summary>
public sealed class ImportedHistoryTests
{
    private const string Granted = """
        {"type":"customer","customer_id":"c1"}
        {"type":"grant","customer_id":"c1","unit":"USD","amount":"100.00","created_at":"2025-01-01T00:00:00Z","expires_at":"2025-06-01T00:00:00Z"}
        """;

    private const string Applied = """{"type":"apply","customer_id":"c1","unit":"USD","amount":"40.00","created_at":"2025-03-01T00:00:00Z"}""";

    [Fact]
    public async Task Import_ApplicationBeforeAnExpiryThatIsLongPast_IsDoneAndOnlyTheRestExpires()
    {
        await using var app = await CreditApplication.StartAsync();

        await app.ImportAsync($"{Granted}\n{Applied}");

        Assert.Equal(("0.00", "40.00", "60.00"), await BalancesAsync(app));
    }

    [Fact]
    public async Task Import_EntriesOfThePast_AreDatedThenAndPostedNow()
    {
        await using var app = await CreditApplication.StartAsync();

        await app.ImportAsync($"{Granted}\n{Applied}");
        await app.GrantAsync("c1", "1.00");

        var posted = $"{app.Now}";
        Assert.Equal(
            [$"grant {posted} {posted}", $"expire {posted} 2025-06-01T00:00:00Z", $"apply {posted} 2025-03-01T00:00:00Z", $"grant {posted} 2025-01-01T00:00:00Z"],
            (await app.GetAsync("/api/customers/c1/credits/default/USD/entries")).Json.GetProperty("entries").EnumerateArray()
                .Select(entry => $"{entry.Cell("type")} {entry.Cell("posted_at")} {entry.Cell("created_at")}"));
    }

    [Fact]
    public async Task AsOf_InstantBetweenTwoImports_IsAnsweredAsItWasThen()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.ImportAsync(Granted);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var then = await app.GetAsync("/api/customers/c1/credits");
        app.Clock.Advance(TimeSpan.FromMinutes(1));

        await app.ImportAsync(Applied);

        Assert.Equal(("0.00", "40.00", "60.00"), await BalancesAsync(app));
        Assert.Equal("100.00", then.At("accounts.0.expired"));
        Assert.Equal(then.Text, (await app.GetAsync($"/api/customers/c1/credits?as_of={then.At("as_of")}")).Text);
    }

    [Fact]
    public async Task Import_OldDateOnAnAccountInUse_IsALabel()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.GrantAsync("c1", "5.00");

        var done = await app.ImportAsync(Granted);

        Assert.Equal("invalid_request,expires_at", string.Join(',', (await app.RejectedAsync(done))[0].Split(',')[1..3]));
    }

    private static async Task<(string? Available, string? Applied, string? Expired)> BalancesAsync(CreditApplication app)
    {
        var answer = await app.GetAsync("/api/customers/c1/credits");
        return (answer.At("accounts.0.available"), answer.At("accounts.0.applied"), answer.At("accounts.0.expired"));
    }
}
