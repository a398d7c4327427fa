using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Api.Entries;

/// <summary>Each command through the API: what it answers, and what the account is after it.</summary>
public sealed class CommandsTests
{
    private const string Account = "/api/customers/c1/credits/default/USD";
    private const string Entries = Account + "/entries";

    [Fact]
    public async Task Reserve_PartOfAGrant_SetsItAsideUntilItLapses()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.GrantAsync("c1", "10.00");

        var reserved = await PostAsync(app, """{"type":"reserve","amount":"4.00","expires_at":"2026-11-21T13:00:00Z"}""");

        Assert.Equal(("-4.00", "4.00"), (reserved.At("entries.0.available_change"), reserved.At("entries.0.totals.reserved")));
        Assert.Equal(
            (reserved.At("entries.0.reservation_id"), "4.00", "2026-11-21T13:00:00Z"),
            await app.GetAsync(Account) is var open ? (open.At("reservations.0.reservation_id"), open.At("reservations.0.amount"), open.At("reservations.0.expires_at")) : default);
        app.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(("10.00", "0.00", "[]"), await BalancesAsync(app));
    }

    [Fact]
    public async Task Capture_Part_LeavesTheRestReserved()
    {
        await using var app = await CreditApplication.StartAsync();
        var reservation = await ReserveAsync(app, "10.00", "6.00");

        var captured = await PostAsync(app, $$"""{"type":"capture","reservation_id":"{{reservation}}","amount":"2.50"}""");

        Assert.Equal((reservation, "0.00", "2.50"), (captured.At("entries.0.reservation_id"), captured.At("entries.0.available_change"), captured.At("entries.0.totals.applied")));
        Assert.Equal(("4.00", "3.50"), ((await app.GetAsync(Account)).At("available"), (await app.GetAsync(Account)).At("reservations.0.amount")));
    }

    [Fact]
    public async Task Capture_PartAndReleaseTheRest_EndsTheReservation()
    {
        await using var app = await CreditApplication.StartAsync();
        var reservation = await ReserveAsync(app, "10.00", "6.00");

        await PostAsync(app, $$"""{"type":"capture","reservation_id":"{{reservation}}","amount":"2.50","release_rest":true}""");

        Assert.Equal(("7.50", "0.00", "[]"), await BalancesAsync(app));
    }

    [Fact]
    public async Task Release_Reservation_GivesAllOfItBack()
    {
        await using var app = await CreditApplication.StartAsync();
        var reservation = await ReserveAsync(app, "10.00", "6.00");

        await PostAsync(app, $$"""{"type":"release","reservation_id":"{{reservation}}"}""");

        Assert.Equal(("10.00", "0.00", "[]"), await BalancesAsync(app));
    }

    [Fact]
    public async Task Void_PartlyUsedGrant_TakesBackWhatIsAvailable()
    {
        await using var app = await CreditApplication.StartAsync();
        var grant = (await app.GrantAsync("c1", "10.00")).At("entries.0.grant_id");
        await app.ApplyAsync("c1", "4.00");

        var voided = await PostAsync(app, $$"""{"type":"void","grant_id":"{{grant}}","memo":"fraud"}""");

        Assert.Equal((grant, "6.00", "6.00"), (voided.At("entries.0.grant_id"), voided.At("entries.0.amount"), voided.At("entries.0.totals.voided")));
    }

    [Fact]
    public async Task Expire_GrantWithAReservation_ExpiresWhatIsFreedLater()
    {
        await using var app = await CreditApplication.StartAsync();
        var reservation = await ReserveAsync(app, "10.00", "6.00");
        var grant = (await app.GetAsync(Account)).At("grants.0.grant_id");

        await PostAsync(app, $$"""{"type":"expire","grant_id":"{{grant}}"}""");
        await PostAsync(app, $$"""{"type":"release","reservation_id":"{{reservation}}"}""");

        Assert.Equal(("0.00", "0.00", "[]"), await BalancesAsync(app));
        Assert.Equal("10.00", (await app.GetAsync(Account)).At("expired"));
    }

    [Fact]
    public async Task Reverse_PartThenTheRest_GivesBackLastDrawnFirst()
    {
        await using var app = await CreditApplication.StartAsync();
        var (first, second) = ((await app.GrantAsync("c1", "3.00")).At("entries.0.grant_id"), (await app.GrantAsync("c1", "5.00")).At("entries.0.grant_id"));
        var applied = (await app.ApplyAsync("c1", "8.00")).At("entries.0.entry_id");

        var part = await PostAsync(app, $$"""{"type":"reverse","entry_id":"{{applied}}","amount":"6.00"}""");
        var rest = await PostAsync(app, $$"""{"type":"reverse","entry_id":"{{applied}}"}""");

        Assert.Equal(applied, part.At("entries.0.reversed_entry_id"));
        Assert.Equal(
            [$"{second} 5.00", $"{first} 1.00", $"{first} 2.00"],
            new[] { part, rest }.SelectMany(answer => answer.Json.GetProperty("entries")[0].GetProperty("moves").EnumerateArray())
                .Select(move => $"{move.GetProperty("grant_id").GetString()} {move.GetProperty("amount").GetString()}"));
    }

    [Fact]
    public async Task Reverse_IntoAnExpiredGrant_ExpiresAtOnceAndIsWrittenDown()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.GrantAsync("c1", "3.00", ""","expires_at":"2026-11-21T13:00:00Z" """);
        var applied = (await app.ApplyAsync("c1", "3.00")).At("entries.0.entry_id");
        app.Clock.Advance(TimeSpan.FromHours(2));

        await PostAsync(app, $$"""{"type":"reverse","entry_id":"{{applied}}"}""");

        Assert.Equal(
            ["expire 3.00", "reverse 3.00", "apply 3.00", "grant 3.00"],
            (await app.GetAsync(Entries)).Json.GetProperty("entries").EnumerateArray().Select(entry => $"{entry.GetProperty("type").GetString()} {entry.GetProperty("amount").GetString()}"));
    }

    [Fact]
    public async Task Amend_Grant_HasItsNewTermsFromThenOn()
    {
        await using var app = await CreditApplication.StartAsync();
        var grant = (await app.GrantAsync("c1", "3.00", ""","name":"old","metadata":{"a":"b"}""")).At("entries.0.grant_id");

        await PostAsync(app, $$"""{"type":"amend","grant_id":"{{grant}}","expires_at":"2026-11-21T13:00:00Z","metadata":{"c":"d"},"name":""}""");
        var amended = await app.GetAsync(Account);
        app.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(("2026-11-21T13:00:00Z", "null", """{"c":"d"}"""), (amended.At("grants.0.expires_at"), amended.At("grants.0.name"), amended.At("grants.0.metadata")));
        Assert.Equal("3.00", (await app.GetAsync(Account)).At("expired"));
    }

    [Fact]
    public async Task Apply_BeyondTheCreditWithOverage_IsOverageThatAGrantRepays()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.PutAsync("/api/entitlements/default", """{"overage":"repay","overage_limit":"20"}""");
        await app.GrantAsync("c1", "3.00");

        var applied = await app.ApplyAsync("c1", "8.00");
        var granted = await app.GrantAsync("c1", "6.00");

        Assert.Equal(("5.00", "5.00", "3.00"), (applied.At("entries.0.overage_change"), applied.At("entries.0.totals.overage"), applied.At("entries.0.totals.applied")));
        Assert.Equal(("apply", "-5.00", "0.00", "1.00"), (
            granted.At("entries.1.type"), granted.At("entries.1.overage_change"), granted.At("entries.1.totals.overage"), granted.At("entries.1.totals.available")));
    }

    [Fact]
    public async Task SettleOverage_Part_LeavesTheRest()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.PutAsync("/api/entitlements/default", """{"overage":"carry"}""");
        await app.AddCustomerAsync("c1");
        await app.ApplyAsync("c1", "8.00");

        var settled = await PostAsync(app, """{"type":"settle_overage","settlement":"charged","amount":"3.00"}""");

        Assert.Equal(("charged", "-3.00", "5.00"), (settled.At("entries.0.settlement"), settled.At("entries.0.overage_change"), settled.At("entries.0.totals.overage")));
    }

    [Fact]
    public async Task Apply_ThatNamesWhatItPaysFor_DrawsOnlyGrantsThatCoverIt()
    {
        await using var app = await CreditApplication.StartAsync();
        var metered = (await app.GrantAsync("c1", "5.00", ""","priority":90,"applies_to":{"price_type":"metered"}""")).At("entries.0.grant_id");
        await app.GrantAsync("c1", "5.00", ""","priority":1,"applies_to":{"prices":["price_1","price_2"]}""");

        var applied = await PostAsync(app, """{"type":"apply","amount":"4.00","pays_for":{"price_type":"metered","price":"price_9"}}""");
        var refused = await app.ApplyAsync("c1", "0.01");

        Assert.Equal((metered, """{"price_type":"metered","price":"price_9","billable_item":null}"""), (applied.At("entries.0.moves.0.grant_id"), applied.At("entries.0.pays_for")));
        Assert.Equal("0.01 USD was to be applied; 0.00 USD is available for anything, and 6.00 USD for other things only.", refused.At("detail"));
    }

    [Fact]
    public async Task Post_References_AreOnTheEntry()
    {
        await using var app = await CreditApplication.StartAsync();

        var answer = await app.GrantAsync("c1", "5.00", ""","references":{"invoice":"INV-7","line":"2","external_id":"x"}""");

        Assert.Equal("""{"invoice":"INV-7","line":"2","external_id":"x"}""", answer.At("entries.0.references"));
    }

    [Theory]
    [InlineData("", "2026-12-21T12:00:00Z")]
    [InlineData(""","effective_at":"2026-12-01T00:00:00Z" """, "2026-12-31T00:00:00Z")]
    [InlineData(""","expires_at":"2027-01-01T00:00:00Z" """, "2027-01-01T00:00:00Z")]
    [InlineData(""","expires_at":"never" """, "null")]
    public async Task Grant_InAnEntitlementWithADefaultExpiry_ExpiresThenUnlessItSaysOtherwise(string fields, string expiresAt)
    {
        await using var app = await CreditApplication.StartAsync();
        await app.PutAsync("/api/entitlements/default", """{"expires_after_days":30}""");

        await app.GrantAsync("c1", "5.00", fields);

        Assert.Equal(expiresAt, (await app.GetAsync(Account)).At("grants.0.expires_at"));
    }

    [Fact]
    public async Task Post_CommandsThatBuildOnEachOther_AreDoneTogether()
    {
        await using var app = await CreditApplication.StartAsync();
        var reservation = await ReserveAsync(app, "10.00", "6.00");

        var answer = await PostAsync(
            app, $$"""{"commands":[{"type":"release","reservation_id":"{{reservation}}"},{"type":"reserve","amount":"9.00"},{"type":"apply","amount":"1.00"}]}""");

        Assert.Equal(["release", "reserve", "apply"], answer.Json.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task Post_SameKeyWithAnEffectBetweenItsEntries_AnswersItsOwnEntriesAgain()
    {
        await using var app = await CreditApplication.StartAsync();
        var reservation = await ReserveAsync(app, "10.00", "6.00", ""","expires_at":"2026-11-21T13:00:00Z" """);
        app.Clock.Advance(TimeSpan.FromHours(2));
        await app.GrantAsync("c1", "1.00");
        var body = $$"""{"commands":[{"type":"release","reservation_id":"{{reservation}}"},{"type":"apply","amount":"1.00"}]}""";

        var first = await app.PostAsync(Entries, body, ("Idempotency-Key", "k"));
        var again = await app.PostAsync(Entries, body, ("Idempotency-Key", "k"));

        Assert.Equal(201, first.Status);
        again.Is(201, first.Text);
        Assert.Equal(["release", "apply"], again.Json.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("type").GetString()));
    }

    private static async Task<Answer> PostAsync(CreditApplication app, string body)
    {
        var answer = await app.PostAsync(Entries, body);
        Assert.True(answer.Status == 201, answer.Text);
        return answer;
    }

    private static async Task<string?> ReserveAsync(CreditApplication app, string granted, string reserved, string more = "")
    {
        await app.GrantAsync("c1", granted, more);
        return (await PostAsync(app, $$"""{"type":"reserve","amount":"{{reserved}}"}""")).At("entries.0.reservation_id");
    }

    private static async Task<(string? Available, string? Reserved, string? Reservations)> BalancesAsync(CreditApplication app)
    {
        var account = await app.GetAsync(Account);
        return (account.At("available"), account.At("reserved"), account.At("reservations"));
    }
}
