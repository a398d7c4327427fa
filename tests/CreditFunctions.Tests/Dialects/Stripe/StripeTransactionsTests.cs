using CreditFunctions.Tests.Application;
using static CreditFunctions.Tests.Dialects.Stripe.StripeRequests;

namespace CreditFunctions.Tests.Dialects.Stripe;

public sealed class StripeTransactionsTests
{
    private const string PaysFor = ",\"pays_for\":{\"price_type\":\"metered\"}";

    [Fact]
    public async Task List_OfTheHarbour_HasEveryMoveOfItsGrants()
    {
        await using var app = await Scenes.HarbourAsync();
        var grants = (await app.GetAsync($"{Grants}?customer={Scenes.Customer}")).Ids();

        var list = await app.GetAsync($"{Transactions}?customer={Scenes.Customer}");

        var (g4, g3, g2, g1) = (grants[0], grants[1], grants[2], grants[3]);
        string[] expected =
        [
            $"debit credits_applied 1500 {g1} 1770681600 1770681600", $"debit credits_expired 3000 {g2} 1769904000 1769904000", $"debit credits_voided 2500 {g4} 1768867200 1768867200",
            $"credit credits_granted 2500 {g4} 1768867200 1768867200", $"debit credits_applied 2000 {g2} 1768003200 1768003200", $"credit credits_granted 3000 {g3} 1767258000 1775001600",
            $"credit credits_granted 5000 {g2} 1767258000 1767258000", $"credit credits_granted 10000 {g1} 1767258000 1767258000",
        ];
        Assert.Equal(expected, Lines(list));
        Assert.Equal(expected, Lines(await app.GetAsync(Transactions)));
        Assert.Equal([expected[1], expected[4], expected[6]], Lines(await app.GetAsync($"{Transactions}?credit_grant={g2}")));
        Assert.Equal([expected[5]], Lines(await app.GetAsync($"{Transactions}?credit_grant={g3}&customer={Scenes.Customer}")));
    }

    [Fact]
    public async Task Transaction_OfAGrant_IsACredit()
    {
        await using var app = await StartAsync();
        var grant = await app.GiveAsync();
        var id = (await app.GetAsync(Transactions)).Ids().Single();

        var answer = await app.GetAsync($"{Transactions}/{id}");

        answer.Is(200, $$"""
            { "id": "{{id}}", "object": "billing.credit_balance_transaction", "created": {{Now}},
              "credit": { "amount": { "monetary": { "currency": "usd", "value": 1000 }, "type": "monetary" }, "credits_application_invoice_voided": null, "type": "credits_granted" },
              "credit_grant": "{{grant}}", "debit": null, "effective_at": {{Now}}, "livemode": true, "test_clock": null, "type": "credit" }
            """);
        Assert.Equal($"cbtxn_{grant[7..]}_0", id);
        (await app.GetAsync(Transactions)).Is(200, $$"""{ "object": "list", "url": "{{Transactions}}", "has_more": false, "data": [ {{answer.Text}} ] }""");
    }

    [Fact]
    public async Task Transaction_OfAnApplication_IsADebitWithItsInvoice()
    {
        await using var app = await StartAsync();
        var grant = await app.GiveAsync();
        await app.CommandAsync("""{"type":"apply","amount":"1.50","references":{"invoice":"in_1QabC","line":"il_1QabD"}""" + PaysFor + "}");

        var answer = await app.GetAsync($"{Transactions}/{(await app.GetAsync(Transactions)).Ids()[0]}");

        answer.Is(200, $$"""
            { "id": "{{answer.At("id")}}", "object": "billing.credit_balance_transaction", "created": {{Now}}, "credit": null, "credit_grant": "{{grant}}",
              "debit": { "amount": { "monetary": { "currency": "usd", "value": 150 }, "type": "monetary" },
                         "credits_applied": { "invoice": "in_1QabC", "invoice_line_item": "il_1QabD" }, "type": "credits_applied" },
              "effective_at": {{Now}}, "livemode": true, "test_clock": null, "type": "debit" }
            """);
    }

    [Theory]
    [InlineData(""" "references":{"invoice":"in_1"} """, """{"invoice":"in_1","invoice_line_item":null}""")]
    [InlineData(""" "references":{"external_id":"x"} """, "null")]
    [InlineData(""" "memo":"by hand" """, "null")]
    public async Task Transaction_WithoutALineOrInvoice_SaysNoMoreThanIsKnown(string references, string expected)
    {
        await using var app = await StartAsync();
        await app.GiveAsync();
        await app.CommandAsync("""{"type":"apply","amount":"1.50",""" + references + PaysFor + "}");

        Assert.Equal(expected, (await app.GetAsync(Transactions)).At("data.0.debit.credits_applied"));
    }

    [Fact]
    public async Task Transactions_OfACaptureAndItsReversal_HaveTheInvoiceOfTheReservation()
    {
        await using var app = await StartAsync();
        var grant = await app.GiveAsync();
        var reservation = (await app.CommandAsync("""{"type":"reserve","amount":"3.00","references":{"invoice":"in_1","line":"il_1"}""" + PaysFor + "}")).At("entries.0.reservation_id");
        var capture = (await app.CommandAsync($$"""{"type":"capture","reservation_id":"{{reservation}}","amount":"2.00","release_rest":true}""")).At("entries.0.entry_id");
        app.Clock.Advance(TimeSpan.FromSeconds(9));
        await app.CommandAsync($$"""{"type":"reverse","entry_id":"{{capture}}","amount":"1.50"}""");

        var list = await app.GetAsync($"{Transactions}?customer=c1");

        Assert.Equal(
            [$"credit credits_application_invoice_voided 150 {grant} {Now + 9} {Now + 9}", $"debit credits_applied 200 {grant} {Now} {Now}", $"credit credits_granted 1000 {grant} {Now} {Now}"],
            Lines(list));
        Assert.Equal("""{"invoice":"in_1","invoice_line_item":"il_1"}""", list.At("data.0.credit.credits_application_invoice_voided"));
        Assert.Equal("""{"invoice":"in_1","invoice_line_item":"il_1"}""", list.At("data.1.debit.credits_applied"));
    }

    [Theory]
    [InlineData("void", "credits_voided")]
    [InlineData("expire", "credits_expired")]
    public async Task Transactions_OfAReversalIntoAGrantThatHasEnded_AreACreditAndADebit(string ending, string debit)
    {
        await using var app = await StartAsync();
        var grant = await app.GiveAsync();
        var use = (await app.CommandAsync("""{"type":"apply","amount":"4.00" """ + PaysFor + "}")).At("entries.0.entry_id");
        await app.CommandAsync($$"""{"type":"{{ending}}","grant_id":"grant_{{grant[7..]}}"}""");
        await app.CommandAsync($$"""{"type":"reverse","entry_id":"{{use}}"}""");

        var lines = Lines(await app.GetAsync($"{Transactions}?customer=c1"));

        Assert.Equal(
            [$"debit {debit} 400", "credit credits_application_invoice_voided 400", $"debit {debit} 600", "debit credits_applied 400", "credit credits_granted 1000"],
            lines.Select(line => string.Join(' ', line.Split(' ')[..3])));
    }

    [Fact]
    public async Task Transactions_OfOneApplication_AreOneForEachGrantItDraws()
    {
        await using var app = await StartAsync();
        var (a, b) = (await app.GiveAsync("&priority=1"), await app.GiveAsync("&priority=2"));
        await app.CommandAsync("""{"type":"apply","amount":"12.00" """ + PaysFor + "}");

        var list = await app.GetAsync($"{Transactions}?customer=c1");

        Assert.Equal([$"debit credits_applied 200 {b}", $"debit credits_applied 1000 {a}"], Lines(list).Take(2).Select(line => string.Join(' ', line.Split(' ')[..4])));
        Assert.Equal([list.Ids()[0]], (await app.GetAsync($"{Transactions}?credit_grant={b}&limit=1")).Ids());
    }

    [Fact]
    public async Task Transactions_OfReservationsThatLapse_AreNone()
    {
        await using var app = await Scenes.ReservationsAsync();

        Assert.Equal(["debit", "credit"], Lines(await app.GetAsync($"{Transactions}?customer={Scenes.Customer}")).Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public async Task Transactions_OfOverage_AreOnlyWhatGrantsPaid()
    {
        await using var app = await Scenes.OverageAsync();

        Assert.Equal(["debit credits_applied 1000", "credit credits_granted 1000"], Lines(await app.GetAsync(Transactions)).Select(line => string.Join(' ', line.Split(' ')[..3])));
    }

    [Fact]
    public async Task Transactions_OfWhatHasExpiredAndIsNotWrittenDown_AreThereForItsCustomer()
    {
        await using var app = await StartAsync();
        var grant = await app.GiveAsync($"&expires_at={Now + 60}");
        app.Clock.Advance(TimeSpan.FromMinutes(2));

        var due = await app.GetAsync($"{Transactions}?customer=c1");
        var ofAll = await app.GetAsync(Transactions);
        await app.GiveAsync();
        var written = await app.GetAsync(Transactions);

        Assert.Equal($"debit credits_expired 1000 {grant} {Now + 60} {Now + 60}", Lines(due)[0]);
        Assert.Single(ofAll.Ids());
        Assert.Equal(due.Ids(), written.Ids()[1..]);
        Assert.Equal(due.At("data.0"), (await app.GetAsync($"{Transactions}/{due.Ids()[0]}")).Text);
    }

    [Fact]
    public async Task Transaction_ThatIsDueAndNotWrittenDown_IsFoundByItsId()
    {
        await using var app = await StartAsync();
        await app.GiveAsync($"&expires_at={Now + 60}");
        app.Clock.Advance(TimeSpan.FromMinutes(2));
        var list = await app.GetAsync($"{Transactions}?customer=c1");

        Assert.Equal(list.At("data.0"), (await app.GetAsync($"{Transactions}/{list.Ids()[0]}")).Text);
        Assert.Equal(list.Ids()[1..], (await app.GetAsync($"{Transactions}?customer=c1&starting_after={list.Ids()[0]}")).Ids());
    }

    [Theory]
    [InlineData("")]
    [InlineData("customer=c1&")]
    [InlineData("credit_grant={grant}&")]
    public async Task List_PageByPage_ComesBothWays(string filter)
    {
        await using var app = await StartAsync();
        string? grant = null;
        foreach (var currency in (string[])["usd", "eur", "usd", "usd", "eur"])
        {
            app.Clock.Advance(TimeSpan.FromSeconds(1));
            var id = await app.GiveAsync(form: TenDollars.Replace("usd", currency, StringComparison.Ordinal));
            grant ??= id;
            await app.CommandAsync("""{"type":"apply","amount":"12.00" """ + PaysFor + "}", "default/USD", mayFail: true);
            await app.CommandAsync("""{"type":"apply","amount":"0.50" """ + PaysFor + "}", "default/" + currency.ToUpperInvariant());
            await app.CommandAsync("""{"type":"apply","amount":"0.25" """ + PaysFor + "}", "default/" + currency.ToUpperInvariant());
        }

        filter = filter.Replace("{grant}", grant, StringComparison.Ordinal);
        var all = (await app.GetAsync($"{Transactions}?{filter}limit=100")).Ids();
        Assert.True(all.Length > 2);
        Assert.Equal(all.Length, all.Distinct().Count());
        for (var (from, size) = (0, 3); from < all.Length; from++)
        {
            var on = await app.GetAsync($"{Transactions}?{filter}limit={size}&starting_after={all[from]}");
            Assert.Equal(
                (string.Join(' ', all[(from + 1)..].Take(size)), from + 1 + size < all.Length), (string.Join(' ', on.Ids()), on.Json.GetProperty("has_more").GetBoolean()));
            var back = await app.GetAsync($"{Transactions}?{filter}limit={size}&ending_before={all[from]}");
            Assert.Equal((string.Join(' ', all[Math.Max(0, from - size)..from]), from > size), (string.Join(' ', back.Ids()), back.Json.GetProperty("has_more").GetBoolean()));
        }
    }

    [Fact]
    public async Task List_BackOverMuchThatIsNoTransaction_IsComplete()
    {
        await using var app = await StartAsync();
        await app.PutAsync("/api/entitlements/hours", """{"unit":"hours","precision":2}""");
        var grant = await app.GiveAsync();
        for (var i = 0; i < 30; i++)
        {
            await app.FormAsync($"{Grants}/{grant}", $"metadata[a]={i}");
            await app.CommandAsync("""{"type":"grant","amount":"1.00"}""", "hours/hours");
        }

        await app.GiveAsync();
        await app.GiveAsync();
        var all = (await app.GetAsync(Transactions)).Ids();

        var back = await app.GetAsync($"{Transactions}?limit=1&ending_before={all[2]}");

        Assert.Equal((3, all[1], true), (all.Length, Assert.Single(back.Ids()), back.Json.GetProperty("has_more").GetBoolean()));
    }

    [Fact]
    public async Task Transaction_WithItsGrantExpanded_ShowsItWhole()
    {
        await using var app = await StartAsync();
        var grant = await app.GiveAsync("&name=n");
        var id = (await app.GetAsync(Transactions)).Ids().Single();

        var one = await app.GetAsync($"{Transactions}/{id}?expand[]=credit_grant");
        var list = await app.GetAsync($"{Transactions}?customer=c1&expand[]=data.credit_grant&expand[]=data.credit_grant.customer");

        Assert.Equal((await app.GetAsync($"{Grants}/{grant}")).Text, one.At("credit_grant"));
        Assert.Equal(("n", "Ada"), (list.At("data.0.credit_grant.name"), list.At("data.0.credit_grant.customer.name")));
    }

    [Theory]
    [InlineData("cbtxn_1", "")]
    [InlineData("{id}0", "")]
    [InlineData("{entry}_1", "")]
    [InlineData("{entry}_00", "")]
    [InlineData("{entry}", "")]
    [InlineData("{grant}", "")]
    [InlineData("cbtxn_00000000000000000000000001_0", "")]
    public async Task Transaction_ThatIsNotThere_IsNotFound(string unknown, string query)
    {
        await using var app = await StartAsync();
        var grant = await app.GiveAsync();
        var id = (await app.GetAsync(Transactions)).Ids().Single();
        unknown = unknown.Replace("{id}", id, StringComparison.Ordinal).Replace("{entry}", id[..^2], StringComparison.Ordinal).Replace("{grant}", grant, StringComparison.Ordinal);

        Assert.Equal("404 invalid_request_error resource_missing id", (await app.GetAsync($"{Transactions}/{unknown}{query}")).Error());
    }

    [Theory]
    [InlineData("expand[]=customer", "- expand")]
    [InlineData("customer=c1", "parameter_unknown customer")]
    public async Task Transaction_OfABadRequest_NamesTheParameter(string query, string expected)
    {
        await using var app = await StartAsync();
        await app.GiveAsync();

        Assert.Equal($"400 invalid_request_error {expected}", (await app.GetAsync($"{Transactions}/{(await app.GetAsync(Transactions)).Ids().Single()}?{query}")).Error());
    }

    /// <summary>Of each: type, kind, amount, grant, created and effective_at.</summary>
    private static string[] Lines(Answer list)
    {
        Assert.True(list.Status == 200, list.Text);
        return
        [
            .. list.Json.GetProperty("data").EnumerateArray().Select(one =>
            {
                var type = one.GetProperty("type").GetString()!;
                var move = one.GetProperty(type);
                Assert.Equal("null", one.GetProperty(type == "credit" ? "debit" : "credit").GetRawText());
                return $"{type} {move.GetProperty("type").GetString()} {move.GetProperty("amount").GetProperty("monetary").GetProperty("value").GetRawText()} {one.GetProperty("credit_grant").GetString()} "
                    + $"{one.GetProperty("created").GetRawText()} {one.GetProperty("effective_at").GetRawText()}";
            }),
        ];
    }
}
