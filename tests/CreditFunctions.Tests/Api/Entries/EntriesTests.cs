using System.Globalization;
using System.Text.Json;
using CreditFunctions.Ledger;
using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Api.Entries;

public sealed class EntriesTests
{
    private const string Entries = "/api/customers/c1/credits/default/USD/entries";

    [Fact]
    public async Task Post_Grant_AnswersItsEntryWith201()
    {
        await using var app = await CreditApplication.StartAsync();

        var answer = await app.GrantAsync("c1", "10.5", ""","memo":"thanks","metadata":{"a":"b"}""");

        answer.Is(201, """
            {"entries":[{"entry_id":"entry_00wmm9h6mt4e6se00000000001","seq":1,"number":1795262400000000,"type":"grant","unit":"USD","amount":"10.50","available_change":"10.50","overage_change":"0.00",
              "posted_at":"2026-11-21T12:00:00Z","created_at":"2026-11-21T12:00:00Z","grant_id":"grant_00wmm9h6mt4e6se00000000001","reservation_id":null,
              "reversed_entry_id":null,"settlement":null,"pays_for":null,"references":null,
              "moves":[{"grant_id":"grant_00wmm9h6mt4e6se00000000001","from":null,"to":"available","amount":"10.50"}],"memo":"thanks","metadata":{"a":"b"},
              "totals":{"granted":"10.50","pending":"0.00","available":"10.50","reserved":"0.00","applied":"0.00","expired":"0.00","voided":"0.00","overage":"0.00"}}]}
            """);
    }

    [Fact]
    public async Task Post_ListOfCommands_DoesThemInOrderInOneCommit()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.AddCustomerAsync("c1");

        var answer = await app.PostAsync(Entries, """{"commands":[{"type":"grant","amount":"3.00"},{"type":"apply","amount":"1.00"},{"type":"apply","amount":"2.00"}]}""");

        Assert.Equal(201, answer.Status);
        Assert.Equal(["grant 3.00", "apply 2.00", "apply 0.00"], answer.Json.GetProperty("entries").EnumerateArray().Select(
            entry => $"{entry.GetProperty("type").GetString()} {entry.GetProperty("totals").GetProperty("available").GetString()}"));
    }

    [Fact]
    public async Task Post_TwentyCommands_AreDone()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.AddCustomerAsync("c1");

        var answer = await app.PostAsync(Entries, $$"""{"commands":[{{string.Join(',', Enumerable.Repeat("""{"type":"grant","amount":"1.00"}""", Limits.CommandsPerRequest))}}]}""");

        Assert.Equal(201, answer.Status);
        Assert.Equal("20.00", (await app.GetAsync("/api/customers/c1/credits")).At("accounts.0.available"));
    }

    [Fact]
    public async Task Post_GreatestAmount_IsKeptExactly()
    {
        await using var app = await CreditApplication.StartAsync();

        await app.GrantAsync("c1", "92233720368547758.07");

        Assert.Equal("92233720368547758.07", (await app.GetAsync("/api/customers/c1/credits")).At("accounts.0.available"));
        Assert.Equal("409 total_too_large amount", (await app.PostAsync(Entries, """{"type":"grant","amount":"0.01"}""")).Problem);
    }

    [Fact]
    public async Task Post_SixtyFifthActiveGrant_Is409()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.AddCustomerAsync("c1");
        var grants = string.Join(',', Enumerable.Repeat("""{"type":"grant","amount":"1.00"}""", 16));
        for (var i = 0; i < Limits.ActiveGrants / 16; i++)
        {
            Assert.Equal(201, (await app.PostAsync(Entries, $$"""{"commands":[{{grants}}]}""")).Status);
        }

        Assert.Equal("409 too_many_active_grants -", (await app.PostAsync(Entries, """{"type":"grant","amount":"1.00"}""")).Problem);
    }

    [Fact]
    public async Task Post_FieldsThatAreNull_AreAsIfLeftOut()
    {
        await using var app = await CreditApplication.StartAsync();

        var answer = await app.GrantAsync("c1", "1.00", ""","memo":null,"name":null,"priority":null,"category":null,"effective_at":null,"expires_at":null,"metadata":null""");

        Assert.Equal("null", answer.At("entries.0.memo"));
    }

    [Fact]
    public async Task List_FollowingTheCursor_VisitsSettledAndDueEntriesOnce()
    {
        await using var app = await CreditApplication.StartAsync();
        for (var i = 1; i <= 4; i++)
        {
            await app.GrantAsync("c1", "1.00", $$""","effective_at":"{{app.Now.Plus(TimeSpan.FromSeconds(i))}}","expires_at":"{{app.Now.Plus(TimeSpan.FromSeconds(5 + i))}}" """);
        }

        app.Clock.Advance(TimeSpan.FromSeconds(7));
        var whole = (await app.GetAsync(Entries)).Json.GetProperty("entries").EnumerateArray().Select(entry => entry.GetRawText()).ToList();

        Assert.Equal(10, whole.Count);
        foreach (var limit in new[] { 1, 3, 4, 9, 10 })
        {
            Assert.Equal(whole, await PagesAsync(app, limit));
        }
    }

    [Fact]
    public async Task List_EffectsThatAreDue_AreThoseTheNextCommitWritesDown()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.GrantAsync("c1", "1.00", $$""","effective_at":"{{app.Now.Plus(TimeSpan.FromSeconds(1))}}","expires_at":"{{app.Now.Plus(TimeSpan.FromSeconds(2))}}" """);
        app.Clock.Advance(TimeSpan.FromSeconds(3));
        var due = (await app.GetAsync(Entries)).Json.GetProperty("entries").EnumerateArray().Select(WithoutNumber).ToList();

        await app.GrantAsync("c1", "1.00");

        var written = (await app.GetAsync(Entries)).Json.GetProperty("entries").EnumerateArray().Skip(1).Select(WithoutNumber);
        Assert.Equal(["expire", "activate", "grant"], due.Select(entry => entry.Split('|')[0]));
        Assert.Equal(due, written);
    }

    private static string WithoutNumber(JsonElement entry) => entry.GetProperty("type").GetString() + "|" + string.Join(
        '|', entry.EnumerateObject().Where(field => field.Name != "number").Select(field => field.ToString()));

    private static async Task<List<string>> PagesAsync(CreditApplication app, int limit)
    {
        var (seen, cursor) = (new List<string>(), "");
        do
        {
            var page = (await app.GetAsync($"{Entries}?limit={limit.ToString(CultureInfo.InvariantCulture)}{cursor}")).Json;
            seen.AddRange(page.GetProperty("entries").EnumerateArray().Select(entry => entry.GetRawText()));
            cursor = $"&cursor={page.GetProperty("next_cursor").GetString()}";
        }
        while (cursor != "&cursor=");
        return seen;
    }
}
