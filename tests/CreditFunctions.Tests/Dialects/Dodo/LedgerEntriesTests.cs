using CreditFunctions.Storage.InMemory;
using CreditFunctions.Tests.Application;
using static CreditFunctions.Tests.Dialects.Dodo.DodoCalls;

namespace CreditFunctions.Tests.Dialects.Dodo;

public sealed class LedgerEntriesTests
{
    private const string Entries = Balance + "/ledger-entries";

    [Fact]
    public async Task Post_Credit_HasEveryField()
    {
        await using var app = await Scenes.NothingAsync();

        var answer = await app.PostAsync(
            Entries,
            """{"entry_type":"credit","amount":"100.50","expires_at":"2026-06-01T00:00:00+02:00","reason":"Winter promo","idempotency_key":"k1","metadata":{"source":"promo","lane":4,"paid":true}}""");

        answer.Is(201, $$"""
            {"id":"{{Id("cdl_", 1)}}","amount":"100.5","balance_before":"0","balance_after":"100.5","overage_before":"0","overage_after":"0","created_at":"2026-01-01T09:00:00Z",
             "credit_entitlement_id":"lane-credit","customer_id":"{{Scenes.Customer}}","entry_type":"credit","is_credit":true,"metadata":{"source":"promo","lane":"4","paid":"true"},
             "grant_id":"{{Id("cdg_", 1)}}","reason":"Winter promo"}
            """);
        Assert.Equal(["2026-05-31T22:00:00Z"], (await app.GetAsync(Balance + "/grants")).Each("expires_at"));
        Assert.Equal(["Winter promo"], (await app.GetAsync(Balance + "/ledger")).Each("description"));
    }

    [Fact]
    public async Task Post_Debit_HasEveryField()
    {
        await using var app = await Scenes.HarbourAsync();

        (await app.PostAsync(Entries, """{"entry_type":"debit","amount":"0.25","expires_at":null,"reason":null,"idempotency_key":null,"metadata":null}""")).Is(201, $$"""
            {"id":"{{Id("cdl_", 10)}}","amount":"0.25","balance_before":"75","balance_after":"74.75","overage_before":"0","overage_after":"0","created_at":"2026-03-01T00:00:00Z",
             "credit_entitlement_id":"lane-credit","customer_id":"{{Scenes.Customer}}","entry_type":"debit","is_credit":false,"metadata":{},"grant_id":null,"reason":null}
            """);
    }

    [Fact]
    public async Task Post_DebitOfSeveralGrants_DrawsTheOldestFirst()
    {
        await using var app = await Scenes.NothingAsync();
        var id = await app.AddEntitlementAsync();
        await app.PostEntryAsync(id, Scenes.Customer, """{"entry_type":"credit","amount":"3"}""");
        await app.PostEntryAsync(id, Scenes.Customer, """{"entry_type":"credit","amount":"3","expires_at":"2026-01-02T00:00:00Z"}""");

        await app.PostEntryAsync(id, Scenes.Customer, """{"entry_type":"debit","amount":"4"}""");

        Assert.Equal(["2", "0"], (await app.GetAsync($"/credit-entitlements/{id}/balances/{Scenes.Customer}/grants")).Each("remaining_amount"));
    }

    [Fact]
    public async Task Post_DebitAboveBalance_Is400()
    {
        await using var app = await Scenes.HarbourAsync();

        (await app.PostAsync(Entries, """{"entry_type":"debit","amount":"75.01"}""")).IsError(400, "INSUFFICIENT_CREDIT_BALANCE", "75.01 USD was to be applied; 75.00 USD is available.");
    }

    [Fact]
    public async Task Post_DebitAboveBalanceWithOverage_IsOneEntry()
    {
        await using var app = await Scenes.NothingAsync();
        var id = await app.AddEntitlementAsync(
            """{"name":"Hours","unit":"hours","precision":2,"overage_enabled":true,"overage_limit":5,"price_per_unit":"2","currency":"USD","rollover_enabled":false}""");
        await app.PostEntryAsync(id, Scenes.Customer, """{"entry_type":"credit","amount":"10"}""");

        var debit = await app.PostEntryAsync(id, Scenes.Customer, """{"entry_type":"debit","amount":"14"}""");
        var beyond = await app.PostAsync($"/credit-entitlements/{id}/balances/{Scenes.Customer}/ledger-entries", """{"entry_type":"debit","amount":"1.01"}""");

        Assert.Equal(("14", "10", "0", "0", "4"), (debit.At("amount"), debit.At("balance_before"), debit.At("balance_after"), debit.At("overage_before"), debit.At("overage_after")));
        Assert.Equal("400 INSUFFICIENT_CREDIT_BALANCE", beyond.Error());
    }

    [Fact]
    public async Task Post_CreditThatRepaysOverage_HasTheBalanceAfterBoth()
    {
        await using var app = await Scenes.NothingAsync();
        var id = await app.AddEntitlementAsync(
            """{"name":"Hours","unit":"hours","precision":0,"overage_enabled":true,"overage_behavior":"carry_deficit_auto_repay","price_per_unit":"2","currency":"USD","rollover_enabled":false}""");
        await app.PostEntryAsync(id, Scenes.Customer, """{"entry_type":"debit","amount":"4"}""");

        var credit = await app.PostEntryAsync(id, Scenes.Customer, """{"entry_type":"credit","amount":"10"}""");

        Assert.Equal(("10", "0", "6", "4", "0"), (credit.At("amount"), credit.At("balance_before"), credit.At("balance_after"), credit.At("overage_before"), credit.At("overage_after")));
        var ledger = await app.GetAsync($"/credit-entitlements/{id}/balances/{Scenes.Customer}/ledger");
        Assert.Equal(["credit_deducted", "credit_added", "credit_deducted"], ledger.Each("transaction_type"));
        Assert.Equal(["4", "10", "4"], ledger.Each("amount"));
        Assert.Equal(["false", "true", "false"], ledger.Each("is_credit"));
    }

    [Fact]
    public async Task Post_KeyThatTheOwnApiUsedInItsOwnWords_IsAnotherKey()
    {
        await using var app = await Scenes.NothingAsync();
        var own = await app.PostAsync($"/api/customers/{Scenes.Customer}/credits/{Scenes.Entitlement}/USD/entries", """{"type":"grant","amount":"1.00"}""", ("Idempotency-Key", "dodo:k1"));
        Assert.Equal(201, own.Status);

        Assert.Equal(201, (await app.PostAsync(Entries, """{"entry_type":"credit","amount":"5","idempotency_key":"k1"}""")).Status);
    }

    [Theory]
    [InlineData("""{"entry_type":"credit","amount":"5","idempotency_key":"k1"}""")]
    [InlineData("""{"entry_type":"credit","amount":"6","idempotency_key":"k1"}""")]
    [InlineData("""{"entry_type":"debit","amount":"1","idempotency_key":"k1"}""")]
    public async Task Post_KeyUsedBefore_Is409AndNothingIsPosted(string second)
    {
        await using var app = await Scenes.NothingAsync();
        Assert.Equal(201, (await app.PostAsync(Entries, """{"entry_type":"credit","amount":"5","idempotency_key":"k1"}""")).Status);

        var answer = await app.PostAsync(Entries, second);

        answer.IsError(409, "IDEMPOTENCY_KEY_ALREADY_EXISTS", "The idempotency_key 'k1' was used before for this customer.");
        Assert.Equal("false", answer.Header("x-should-retry"));
        Assert.Equal("5", (await app.GetAsync(Balance)).At("balance"));
    }

    [Fact]
    public async Task Post_KeyOfARefusedEntry_IsFree()
    {
        await using var app = await Scenes.NothingAsync();
        Assert.Equal("400 INSUFFICIENT_CREDIT_BALANCE", (await app.PostAsync(Entries, """{"entry_type":"debit","amount":"5","idempotency_key":"k1"}""")).Error());

        Assert.Equal(201, (await app.PostAsync(Entries, """{"entry_type":"credit","amount":"5","idempotency_key":"k1"}""")).Status);
    }

    [Fact]
    public async Task Post_KeyOfAnotherCustomer_IsAnother()
    {
        await using var app = await Scenes.NothingAsync();
        await app.AddCustomerAsync("c1");
        await app.PostEntryAsync("lane-credit", Scenes.Customer, """{"entry_type":"credit","amount":"5","idempotency_key":"k1"}""");

        await app.PostEntryAsync("lane-credit", "c1", """{"entry_type":"credit","amount":"5","idempotency_key":"k1"}""");

        Assert.Equal("5", (await app.GetAsync("/credit-entitlements/lane-credit/balances/c1")).At("balance"));
    }

    [Fact]
    public async Task Post_SameKeyTwentyTimesAtOnce_PostsOnce()
    {
        await using var app = await Scenes.NothingAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.PostAsync(Entries, """{"entry_type":"credit","amount":"5","idempotency_key":"k1"}""")));

        Assert.Equal([(201, 1), (409, 19)], answers.GroupBy(static answer => answer.Status).Select(static group => (group.Key, group.Count())).Order());
        Assert.Equal("5", (await app.GetAsync(Balance)).At("balance"));
    }

    [Fact]
    public async Task Post_NoExpiryNamed_TakesTheEntitlements()
    {
        await using var app = await Scenes.NothingAsync();
        var id = await app.AddEntitlementAsync("""{"name":"Hours","unit":"hours","precision":0,"overage_enabled":false,"rollover_enabled":false,"expires_after_days":30}""");

        await app.PostEntryAsync(id, Scenes.Customer, """{"entry_type":"credit","amount":"5","expires_at":null}""");

        Assert.Equal(["2026-01-31T09:00:00Z"], (await app.GetAsync($"/credit-entitlements/{id}/balances/{Scenes.Customer}/grants")).Each("expires_at"));
    }

    public static TheoryData<string, string> BadBodies => new()
    {
        { """{"entry_type":"credit"}""", "amount is missing." },
        { """{"amount":"1"}""", "entry_type is missing." },
        { "{}", "entry_type is missing. amount is missing." },
        { """{"entry_type":null,"amount":"1"}""", "entry_type is missing." },
        { """{"entry_type":"gift","amount":"1"}""", "entry_type is 'gift'; allowed are credit, debit." },
        { """{"entry_type":7,"amount":"1"}""", "entry_type is 7; allowed are credit, debit." },
        { """{"entry_type":"credit","amount":1}""", "amount is 1; allowed is a decimal in a string, such as \"12.50\"." },
        { """{"entry_type":"credit","amount":"1e3"}""", "amount is '1e3'; allowed is a plain decimal above 0 such as 12.50, without sign, exponent or spaces." },
        { """{"entry_type":"credit","amount":"-1"}""", "amount is '-1'; allowed is a plain decimal above 0 such as 12.50, without sign, exponent or spaces." },
        { """{"entry_type":"credit","amount":""}""", "amount is ''; allowed is a plain decimal above 0 such as 12.50, without sign, exponent or spaces." },
        { """{"entry_type":"credit","amount":"0.00"}""", "amount is '0.00'; it must be above 0." },
        { """{"entry_type":"credit","amount":"1.005"}""", "amount is '1.005'; the credit entitlement has 2 decimals." },
        { """{"entry_type":"credit","amount":"92233720368547758.08"}""", "amount is '92233720368547758.08'; at most 92233720368547758.07 is allowed." },
        { """{"entry_type":"credit","amount":"1","colour":"red"}""", "Unknown field 'colour'; allowed are entry_type, amount, expires_at, reason, idempotency_key, metadata." },
        {
            """{"entry_type":"credit","amount":"1","expires_at":"tomorrow"}""",
            "expires_at is 'tomorrow'; allowed is an RFC 3339 date-time such as 2026-03-01T00:00:00Z, from 1970 on and with at most 6 decimals of a second."
        },
        { """{"entry_type":"credit","amount":"1","reason":5}""", "reason is 5; allowed is a string of 0 to 500 characters." },
        { """{"entry_type":"credit","amount":"1","idempotency_key":""}""", "idempotency_key is ''; allowed is a string of 1 to 255 characters." },
        { """{"entry_type":"credit","amount":"1","metadata":[]}""", "metadata is an array; allowed is an object." },
        { """{"entry_type":"credit","amount":"1","metadata":{"a":{}}}""", "metadata.a is an object; allowed are strings, numbers, true and false." },
        { """{"entry_type":"credit","amount":"1","metadata":{"a":null}}""", "metadata.a is null; allowed are strings, numbers, true and false." },
        { $$"""{"entry_type":"credit","amount":"1","metadata":{"{{new string('k', 41)}}":"v"} }""", "metadata has a key of 41 characters; allowed are 1 to 40." },
        { $$"""{"entry_type":"credit","amount":"1","metadata":{"a":"{{new string('v', 501)}}"} }""", "metadata.a has 501 characters; at most 500 are allowed." },
        { $$"""{"entry_type":"credit","amount":"1","metadata":{ {{string.Join(',', Enumerable.Range(0, 51).Select(static i => $"\"k{i}\":1"))}} } }""", "metadata has 51 pairs; at most 50 are allowed." },
    };

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task Post_BadBody_SaysWhy(string body, string message)
    {
        await using var app = await Scenes.NothingAsync();

        (await app.PostAsync(Entries, body)).IsError(400, "INVALID_REQUEST_BODY", message);
    }

    [Fact]
    public async Task Post_ReasonTooLong_Is400()
    {
        await using var app = await Scenes.NothingAsync();

        Assert.Equal("400 INVALID_REQUEST_BODY", (await app.PostAsync(Entries, $$"""{"entry_type":"credit","amount":"1","reason":"{{new string('x', 501)}}"}""")).Error());
    }

    [Fact]
    public async Task Post_ExpiryInThePast_Is400()
    {
        await using var app = await Scenes.NothingAsync();

        Assert.Equal("400 INVALID_REQUEST_BODY", (await app.PostAsync(Entries, """{"entry_type":"credit","amount":"1","expires_at":"2025-01-01T00:00:00Z"}""")).Error());
    }

    [Fact]
    public async Task Post_DebitWithExpiry_Is422()
    {
        await using var app = await Scenes.NothingAsync();

        (await app.PostAsync(Entries, """{"entry_type":"debit","amount":"1","expires_at":"2027-01-01T00:00:00Z"}""")).IsError(
            422, "INVALID_REQUEST_BODY", "expires_at is there although the entry is a debit; only credits expire.");
    }

    [Theory]
    [InlineData("/credit-entitlements/nothing/balances/" + Scenes.Customer + "/ledger-entries", "There is no credit entitlement 'nothing'.")]
    [InlineData("/credit-entitlements/lane-credit/balances/nobody/ledger-entries", "There is no customer 'nobody'.")]
    public async Task Post_NothingThere_Is404(string path, string message)
    {
        await using var app = await Scenes.NothingAsync();

        (await app.PostAsync(path, """{"entry_type":"credit","amount":"1"}""")).IsError(404, "NOT_FOUND", message);
    }

    [Fact]
    public async Task Post_OneGrantTooMany_Is400()
    {
        await using var app = await Scenes.NothingAsync();
        var grants = string.Join(',', Enumerable.Repeat("""{"type":"grant","amount":"1.00"}""", 16));
        for (var i = 0; i < 4; i++)
        {
            await Scenes.PostAsync(app, $$"""{"commands":[{{grants}}]}""");
        }

        Assert.Equal("400 TOO_MANY_ACTIVE_GRANTS", (await app.PostAsync(Entries, """{"entry_type":"credit","amount":"1"}""")).Error());
    }

    [Fact]
    public async Task Post_TotalTooLarge_Is400()
    {
        await using var app = await Scenes.LargestAsync();

        Assert.Equal("400 TOTAL_TOO_LARGE", (await app.PostAsync(Entries, """{"entry_type":"credit","amount":"0.01"}""")).Error());
    }

    [Theory]
    [InlineData("", "false")]
    [InlineData(",\"idempotency_key\":\"k1\"", null)]
    public async Task Post_NobodyKnowsIfItWasDone_IsRepeatedOnlyWithAKey(string key, string? shouldRetry)
    {
        var faults = new Faults();
        await using var app = await CreditApplication.StartAsync(faults);
        await app.PutAsync("/api/entitlements/lane-credit", """{"unit":"USD"}""");
        await app.GrantAsync("c1", "10.00", account: "lane-credit/USD");

        faults.Strike = static call => call.IsWrite ? Fault.FailBefore : Fault.None;
        var answer = await app.Clock.DriveAsync(
            app.PostAsync("/credit-entitlements/lane-credit/balances/c1/ledger-entries", $$"""{"entry_type":"credit","amount":"1"{{key}}}"""), TimeSpan.FromSeconds(1));

        Assert.Equal(("503 INTERNAL_SERVER_ERROR", shouldRetry), (answer.Error(), answer.Header("x-should-retry")));
    }

    [Fact]
    public async Task Post_AnswerOfTheWriteLost_IsFoundToBeDone()
    {
        var faults = new Faults();
        await using var app = await CreditApplication.StartAsync(faults);
        await app.PutAsync("/api/entitlements/lane-credit", """{"unit":"USD"}""");
        await app.GrantAsync("c1", "10.00", account: "lane-credit/USD");
        var lost = 0;

        faults.Strike = call => call.Operation == StorageOperation.RowCommit && Interlocked.Increment(ref lost) == 1 ? Fault.FailAfter : Fault.None;
        var answer = await app.Clock.DriveAsync(
            app.PostAsync("/credit-entitlements/lane-credit/balances/c1/ledger-entries", """{"entry_type":"debit","amount":"4"}"""), TimeSpan.FromSeconds(1));

        Assert.Equal((201, "6"), (answer.Status, answer.At("balance_after")));
    }
}
