using CreditFunctions.Storage.InMemory;
using CreditFunctions.Tests.Application;
using static CreditFunctions.Tests.Dialects.Dodo.DodoCalls;

namespace CreditFunctions.Tests.Dialects.Dodo;

public sealed class LedgerTests
{
    [Fact]
    public async Task Get_Reservations_AreDeductionsAndRefunds()
    {
        await using var app = await Scenes.ReservationsAsync();

        var ledger = await app.GetAsync(Balance + "/ledger");

        Assert.Equal(["refund", "credit_deducted", "credit_deducted", "refund", "credit_deducted", "credit_added"], ledger.Each("transaction_type"));
        Assert.Equal(["15", "12.5", "15", "10", "30", "100"], ledger.Each("amount"));
        Assert.Equal(["67.5", "52.5", "65", "80", "70", "100"], ledger.Each("balance_after"));
        Assert.Equal(["true", "false", "false", "true", "false", "true"], ledger.Each("is_credit"));
        Assert.Equal(
            [Id("reservation_", 4), Id("reservation_", 5), Id("reservation_", 4), Id("reservation_", 2), Id("reservation_", 2), "null"], ledger.Each("reference_id"));
    }

    [Fact]
    public async Task Get_Overage_IsPartOfTheDeduction()
    {
        await using var app = await Scenes.OverageAsync();

        var debit = await app.GetAsync(Balance + "/ledger?transaction_type=credit_deducted");

        Assert.Equal(("14", "10", "0", "0", "4"), (debit.At("items.0.amount"), debit.At("items.0.balance_before"), debit.At("items.0.balance_after"), debit.At("items.0.overage_before"), debit.At("items.0.overage_after")));
        Assert.Equal(("0", "4"), ((await app.GetAsync(Balance)).At("balance"), (await app.GetAsync(Balance)).At("overage")));
    }

    [Theory]
    [InlineData("charged", "overage_charged")]
    [InlineData("forgiven", "overage_reset")]
    public async Task Get_OverageEnded_SaysHow(string settlement, string type)
    {
        await using var app = await Scenes.OverageAsync();
        await Scenes.PostAsync(app, $$"""{"type":"settle_overage","settlement":"{{settlement}}"}""");

        var newest = await app.GetAsync(Balance + "/ledger?page_size=1");

        Assert.Equal((type, "true", "4", "4", "0"), (newest.At("items.0.transaction_type"), newest.At("items.0.is_credit"), newest.At("items.0.amount"), newest.At("items.0.overage_before"), newest.At("items.0.overage_after")));
        Assert.Equal(("0", "0"), (newest.At("items.0.balance_before"), newest.At("items.0.balance_after")));
    }

    [Fact]
    public async Task Get_ApplicationReversed_IsARefundOfIt()
    {
        await using var app = await Scenes.OverageAsync();
        var applied = (await app.GetAsync($"/api/customers/{Scenes.Customer}/credits/lane-credit/USD/entries?limit=1")).At("entries.0.entry_id");
        await Scenes.PostAsync(app, $$"""{"type":"reverse","entry_id":"{{applied}}"}""");

        var newest = await app.GetAsync(Balance + "/ledger?page_size=1");

        Assert.Equal(("refund", "true", "14"), (newest.At("items.0.transaction_type"), newest.At("items.0.is_credit"), newest.At("items.0.amount")));
        Assert.Equal(("0", "10", "4", "0"), (newest.At("items.0.balance_before"), newest.At("items.0.balance_after"), newest.At("items.0.overage_before"), newest.At("items.0.overage_after")));
        Assert.Equal((Id("cdl_", 2), "ledger_entry"), (newest.At("items.0.reference_id"), newest.At("items.0.reference_type")));
    }

    [Theory]
    [InlineData("""{"invoice":"in_7","line":"il_1"}""", "in_7", "invoice")]
    [InlineData("""{"external_id":"order 9"}""", "order 9", "external_id")]
    public async Task Get_References_AreShown(string references, string id, string type)
    {
        await using var app = await Scenes.PagesAsync();
        await Scenes.PostAsync(app, $$"""{"type":"apply","amount":"1.00","memo":"Hire","metadata":{"lane":"4"},"references":{{references}}}""");

        var newest = await app.GetAsync(Balance + "/ledger?page_size=1");

        Assert.Equal((id, type, "Hire", """{"lane":"4"}"""), (newest.At("items.0.reference_id"), newest.At("items.0.reference_type"), newest.At("items.0.description"), newest.At("items.0.metadata")));
    }

    [Fact]
    public async Task Get_WhatChangesNoBalance_IsNotThere()
    {
        await using var app = await Scenes.PagesAsync();
        await Scenes.PostAsync(app, $$"""{"type":"amend","grant_id":"{{Id("grant_", 9)}}","name":"Other"}""");
        var pending = await Scenes.PostAsync(app, """{"type":"grant","amount":"1.00","effective_at":"2027-01-01T00:00:00Z"}""");
        await Scenes.PostAsync(app, $$"""{"type":"void","grant_id":"{{pending.At("entries.0.grant_id")}}"}""");

        Assert.Equal(Id("cdl_", 25), (await app.GetAsync(Balance + "/ledger?page_size=1")).At("items.0.id"));
    }

    [Theory]
    [InlineData("", 10, 25, 16)]
    [InlineData("?page_size=100", 25, 25, 1)]
    [InlineData("?page_size=7&page_number=3", 4, 4, 1)]
    [InlineData("?page_size=5&page_number=2", 5, 15, 11)]
    [InlineData("?page_number=2", 5, 5, 1)]
    [InlineData("?page_number=0&colour=red", 10, 25, 16)]
    public async Task Get_Pages_AreOffsets(string query, int count, long first, long last)
    {
        await using var app = await Scenes.PagesAsync();

        var ids = (await app.GetAsync(Balance + "/ledger" + query)).Each("id");

        Assert.Equal((count, Id("cdl_", first), Id("cdl_", last)), (ids.Count, ids[0], ids[^1]));
    }

    [Theory]
    [InlineData("?page_size=0")]
    [InlineData("?page_number=3")]
    [InlineData("?page_number=1000&page_size=100")]
    [InlineData("?transaction_type=auto_top_up")]
    [InlineData("?transaction_type=rollover_forfeited")]
    [InlineData("?start_date=2026-01-02")]
    [InlineData("?end_date=2025-12-31")]
    [InlineData("?start_date=2026-01-02&end_date=2026-01-01")]
    public async Task Get_NothingThere_IsAnEmptyPage(string query)
    {
        await using var app = await Scenes.PagesAsync();

        (await app.GetAsync(Balance + "/ledger" + query)).Is(200, """{"items":[]}""");
    }

    [Theory]
    [InlineData("credit_rolled_over")]
    [InlineData("rollover_forfeited")]
    [InlineData("auto_top_up")]
    public async Task Get_WhatNeverHappens_IsNotLookedFor(string type)
    {
        var faults = new Faults();
        await using var app = await CreditApplication.StartAsync(faults);
        await app.PutAsync($"/api/entitlements/{Scenes.Entitlement}", """{"unit":"USD"}""");
        await app.GrantAsync(Scenes.Customer, "1.00", account: "lane-credit/USD");

        faults.Strike = static call => call.Operation == StorageOperation.RowQuery ? Fault.FailBefore : Fault.None;

        (await app.GetAsync($"{Balance}/ledger?transaction_type={type}")).Is(200, """{"items":[]}""");
    }

    [Theory]
    [InlineData("?transaction_type=credit_deducted", 2)]
    [InlineData("?transaction_type=credit_added", 23)]
    [InlineData("?start_date=2026-01-01", 25)]
    [InlineData("?end_date=2026-01-01", 25)]
    [InlineData("?start_date=2026-01-01T09:22:00Z", 3)]
    [InlineData("?end_date=2026-01-01T09:01:00Z", 2)]
    [InlineData("?start_date=2026-01-01T10:22:00%2B01:00", 3)]
    [InlineData("?start_date=2026-01-01T10:22:00+01:00", 3)]
    [InlineData("?start_date=2026-01-01T09:02:00Z&end_date=2026-01-01T09:04:00Z&transaction_type=credit_added", 3)]
    public async Task Get_Filtered_HasThoseOnly(string query, int count)
    {
        await using var app = await Scenes.PagesAsync();

        Assert.Equal(count, (await app.GetAsync(Balance + "/ledger" + query + "&page_size=100")).Each("id").Count);
    }

    [Fact]
    public async Task Get_MoreThanIsReadAtOnce_MissesNothing()
    {
        await using var app = await Scenes.OverageAsync();
        for (var i = 0; i < 12; i++)
        {
            var commands = string.Join(',', Enumerable.Repeat("""{"type":"apply","amount":"0.01"}""", 20));
            await Scenes.PostAsync(app, $$"""{"commands":[{{commands}}]}""");
        }

        var pages = new List<string>();
        for (var page = 0; page < 3; page++)
        {
            pages.AddRange((await app.GetAsync($"{Balance}/ledger?page_size=100&page_number={page}")).Each("id"));
        }

        Assert.Equal(Enumerable.Range(1, 242).Reverse().Select(seq => Id("cdl_", seq)), pages);
    }

    [Theory]
    [InlineData("page_size=101", "page_size is '101'; allowed is a whole number from 0 to 100.")]
    [InlineData("page_size=-1", "page_size is '-1'; allowed is a whole number from 0 to 100.")]
    [InlineData("page_size=", "page_size is ''; allowed is a whole number from 0 to 100.")]
    [InlineData("page_size=ten", "page_size is 'ten'; allowed is a whole number from 0 to 100.")]
    [InlineData("page_size=1&page_size=2", "page_size is '1,2'; allowed is a whole number from 0 to 100.")]
    [InlineData("page_number=-1", "page_number is '-1'; allowed is a whole number from 0 to 2147483647.")]
    [InlineData("page_number=1001&page_size=100", "page_number times page_size is 100100; at most 100000 items may come before a page: narrow the list by a filter.")]
    [InlineData("page_number=2147483648", "page_number is '2147483648'; allowed is a whole number from 0 to 2147483647.")]
    [InlineData(
        "transaction_type=gift",
        "transaction_type is 'gift'; allowed are credit_added, credit_deducted, credit_expired, credit_rolled_over, rollover_forfeited, overage_charged, overage_reset, auto_top_up, manual_adjustment, refund.")]
    [InlineData("start_date=yesterday", "start_date is 'yesterday'; allowed is a date such as 2026-03-01 or an RFC 3339 date-time such as 2026-03-01T00:00:00Z, from 1970 on.")]
    [InlineData("end_date=2026-02-30", "end_date is '2026-02-30'; allowed is a date such as 2026-03-01 or an RFC 3339 date-time such as 2026-03-01T00:00:00Z, from 1970 on.")]
    [InlineData("end_date=1969-12-31", "end_date is '1969-12-31'; allowed is a date such as 2026-03-01 or an RFC 3339 date-time such as 2026-03-01T00:00:00Z, from 1970 on.")]
    public async Task Get_BadParameter_Is422(string query, string message)
    {
        await using var app = await Scenes.NothingAsync();

        (await app.GetAsync($"{Balance}/ledger?{query}")).IsError(422, "INVALID_QUERY_PARAMS", message);
    }
}
