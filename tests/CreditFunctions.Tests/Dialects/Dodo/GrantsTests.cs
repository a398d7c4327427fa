using CreditFunctions.Storage.InMemory;
using CreditFunctions.Tests.Application;
using static CreditFunctions.Tests.Dialects.Dodo.DodoCalls;

namespace CreditFunctions.Tests.Dialects.Dodo;

public sealed class GrantsTests
{
    [Theory]
    [InlineData("", 10, 23, 14)]
    [InlineData("?page_number=2", 3, 3, 1)]
    [InlineData("?page_size=100&status=active", 21, 23, 3)]
    [InlineData("?status=depleted", 2, 2, 1)]
    [InlineData("?status=active&page_size=20&page_number=1", 1, 3, 3)]
    public async Task Get_Pages_AreOffsetsNewestFirst(string query, int count, long first, long last)
    {
        await using var app = await Scenes.PagesAsync();

        var ids = (await app.GetAsync(Balance + "/grants" + query)).Each("id");

        Assert.Equal((count, Id("cdg_", first), Id("cdg_", last)), (ids.Count, ids[0], ids[^1]));
    }

    [Theory]
    [InlineData("?page_size=0")]
    [InlineData("?page_number=3")]
    [InlineData("?status=expired")]
    public async Task Get_NothingThere_IsAnEmptyPage(string query)
    {
        await using var app = await Scenes.PagesAsync();

        (await app.GetAsync(Balance + "/grants" + query)).Is(200, """{"items":[]}""");
    }

    [Fact]
    public async Task Get_ExpiredButNotYetWrittenDown_IsExpired()
    {
        await using var app = await Scenes.PagesAsync();
        var entry = await Scenes.PostAsync(app, """{"type":"grant","amount":"5.00","expires_at":"2026-01-02T00:00:00Z","external_number":"pay_1","metadata":{"a":"b"}}""");
        app.Clock.AdvanceTo(new(2026, 1, 2, 0, 0, 0, TimeSpan.Zero));

        var grant = await app.GetAsync(Balance + "/grants?status=expired");

        Assert.Equal([entry.At("entries.0.grant_id")!.Replace("grant_", "cdg_", StringComparison.Ordinal)], grant.Each("id"));
        Assert.Equal(("true", "5", "0", "pay_1", """{"a":"b"}"""), (grant.At("items.0.is_expired"), grant.At("items.0.initial_amount"), grant.At("items.0.remaining_amount"), grant.At("items.0.source_id"), grant.At("items.0.metadata")));
        Assert.Equal("2026-01-02T00:00:00Z", grant.At("items.0.updated_at"));
    }

    [Fact]
    public async Task Get_UsedUpBeforeItsExpiry_IsDepleted()
    {
        await using var app = await Scenes.NothingAsync();
        await Scenes.PostAsync(app, """{"type":"grant","amount":"5.00","expires_at":"2026-01-02T00:00:00Z"}""");
        await Scenes.PostAsync(app, """{"type":"apply","amount":"5.00"}""");
        app.Clock.AdvanceTo(new(2026, 1, 3, 0, 0, 0, TimeSpan.Zero));

        var grant = await app.GetAsync(Balance + "/grants?status=depleted");

        Assert.Equal(["false"], grant.Each("is_expired"));
    }

    [Fact]
    public async Task Get_ReservedBeyondItsExpiry_IsExpired()
    {
        await using var app = await Scenes.NothingAsync();
        await Scenes.PostAsync(app, """{"type":"grant","amount":"5.00","expires_at":"2026-01-02T00:00:00Z"}""");
        await Scenes.PostAsync(app, """{"type":"reserve","amount":"5.00"}""");
        Assert.Equal(["false"], (await app.GetAsync(Balance + "/grants?status=depleted")).Each("is_expired"));

        app.Clock.AdvanceTo(new(2026, 1, 3, 0, 0, 0, TimeSpan.Zero));

        Assert.Equal(["true"], (await app.GetAsync(Balance + "/grants?status=expired")).Each("is_expired"));
    }

    [Fact]
    public async Task Get_ReservedBeyondItsExpiryAndBackAfterItWasPutOff_IsActive()
    {
        await using var app = await Scenes.NothingAsync();
        var granted = await Scenes.PostAsync(app, """{"type":"grant","amount":"100.00","expires_at":"2026-01-02T00:00:00Z"}""");
        var reserved = await Scenes.PostAsync(app, """{"type":"reserve","amount":"10.00"}""");
        app.Clock.AdvanceTo(new(2026, 1, 3, 0, 0, 0, TimeSpan.Zero));
        await Scenes.PostAsync(app, $$"""{"type":"amend","grant_id":"{{granted.At("entries.0.grant_id")}}","expires_at":"2026-02-01T00:00:00Z"}""");
        await Scenes.PostAsync(app, $$"""{"type":"release","reservation_id":"{{reserved.At("entries.0.reservation_id")}}"}""");

        var grant = await app.GetAsync(Balance + "/grants?status=active");

        Assert.Equal(("10", "false"), (grant.At("items.0.remaining_amount"), grant.At("items.0.is_expired")));
    }

    [Fact]
    public async Task Get_Active_AreThoseOfTheAccountWhateverItsHistory()
    {
        var faults = new Faults();
        await using var app = await CreditApplication.StartAsync(faults);
        await app.PutAsync($"/api/entitlements/{Scenes.Entitlement}", """{"unit":"USD"}""");
        await app.GrantAsync(Scenes.Customer, "1.00", account: "lane-credit/USD");
        await app.GrantAsync(Scenes.Customer, "2.00", account: "lane-credit/USD");

        faults.Strike = static call => call.Operation == StorageOperation.RowQuery ? Fault.FailBefore : Fault.None;

        Assert.Equal(["2", "1"], (await app.GetAsync(Balance + "/grants?status=active")).Each("remaining_amount"));
    }

    [Fact]
    public async Task Get_PageTooDeep_Is422()
    {
        await using var app = await Scenes.NothingAsync();

        (await app.GetAsync(Balance + "/grants?page_size=100&page_number=1001")).IsError(
            422, "INVALID_QUERY_PARAMS", "page_number times page_size is 100100; at most 100000 items may come before a page: narrow the list by a filter.");
    }

    [Fact]
    public async Task Get_UnknownStatus_Is422()
    {
        await using var app = await Scenes.NothingAsync();

        (await app.GetAsync(Balance + "/grants?status=voided")).IsError(422, "INVALID_QUERY_PARAMS", "status is 'voided'; allowed are active, expired, depleted.");
    }
}
