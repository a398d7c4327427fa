using System.Text.Json;
using CreditFunctions.Dialects.Paddle;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Tests.Application;
using Answer = CreditFunctions.Tests.Application.Answer;

namespace CreditFunctions.Tests.Dialects.Paddle;

public sealed class AdjustmentsTests
{
    private const string OfCustomer = $"/adjustments?customer_id={PaddleAnswers.Customer}";

    [Fact]
    public async Task List_AGrant_AnswersEveryField()
    {
        await using var app = await Scenes.NothingAsync();
        var entry = (await Scenes.PostAsync(app, """{"type":"grant","amount":"12.50","memo":"Cancelled regatta"}""")).At("entries.0.entry_id")!["entry_".Length..];

        var answer = await app.GetAsync(OfCustomer);

        answer.IsPaddle(200, """
            {"data":[{"id":"adj_ENTRY","action":"credit","type":"full","transaction_id":"txn_ENTRY","subscription_id":null,
              "customer_id":"ctm_01hv8wptq8987qeep44cyrewp9","reason":"Cancelled regatta","credit_applied_to_balance":true,"currency_code":"USD","status":"approved",
              "items":[{"id":"adjitm_ENTRY","item_id":"txnitm_ENTRY","type":"full","amount":"1250","proration":null,"totals":{"subtotal":"1250","tax":"0","total":"1250"}}],
              "totals":{"subtotal":"1250","tax":"0","total":"1250","fee":"0","retained_fee":"0","earnings":"1250","currency_code":"USD"},
              "payout_totals":null,"tax_rates_used":[],"created_at":"2026-01-01T09:00:00Z","updated_at":"2026-01-01T09:00:00Z"}],
             "meta":{"request_id":"REQUEST","pagination":{"per_page":10,"next":"URLadjustments?customer_id=ctm_01hv8wptq8987qeep44cyrewp9&after=adj_ENTRY","has_more":false,"estimated_total":1}}}
            """.Replace("ENTRY", entry, StringComparison.Ordinal).Replace("URL", app.Url.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "credit_reverse -3000 2026-02-01, credit_reverse -2500 2026-01-20, credit 2500 2026-01-20, credit 5000 2026-01-01, credit 10000 2026-01-01")]
    [InlineData("&order_by=id[DESC]", "credit_reverse -3000 2026-02-01, credit_reverse -2500 2026-01-20, credit 2500 2026-01-20, credit 5000 2026-01-01, credit 10000 2026-01-01")]
    [InlineData("&order_by=id%5BASC%5D", "credit 10000 2026-01-01, credit 5000 2026-01-01, credit 2500 2026-01-20, credit_reverse -2500 2026-01-20, credit_reverse -3000 2026-02-01")]
    [InlineData("&action=credit", "credit 2500 2026-01-20, credit 5000 2026-01-01, credit 10000 2026-01-01")]
    [InlineData("&action=credit_reverse", "credit_reverse -3000 2026-02-01, credit_reverse -2500 2026-01-20")]
    [InlineData("&action=refund", "")]
    [InlineData("&status=approved,rejected&per_page=1", "credit_reverse -3000 2026-02-01")]
    [InlineData("&status=pending_approval", "")]
    [InlineData("&subscription_id=sub_01hv8wptq8987qeep44cyrewp9", "")]
    [InlineData("&subscription_id=null&action=credit&order_by=id[ASC]&per_page=1", "credit 10000 2026-01-01")]
    [InlineData("&transaction_id=txn_01hv8wptq8987qeep44cyrewp9", "")]
    [InlineData("&per_page=2&unknown=x", "credit_reverse -3000 2026-02-01, credit_reverse -2500 2026-01-20")]
    public async Task List_Harbour_AnswersWhatIsAskedFor(string query, string expected)
    {
        await using var app = await Scenes.HarbourAsync();

        Assert.Equal(expected, (await app.GetAsync(OfCustomer + query)).Adjustments());
        Assert.Equal(expected, (await app.GetAsync("/adjustments?a=b" + query)).Adjustments());
    }

    [Theory]
    [InlineData("harbour", 7500 + 1000 + 3500)]
    [InlineData("reservations", 6750 + 1250 + 2000)]
    [InlineData("pages", 2300)]
    public async Task List_AllOfACurrency_AddUpToTheCreditBalance(string scene, long expected)
    {
        await using var app = await (scene == "harbour" ? Scenes.HarbourAsync() : scene == "pages" ? Scenes.PagesAsync() : Scenes.ReservationsAsync());

        var total = 0L;
        await foreach (var one in PagesAsync(app, OfCustomer))
        {
            total += long.Parse(one.GetProperty("totals").GetProperty("total").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
        }

        var balance = (await app.GetAsync(PaddleAnswers.Balances)).Json.GetProperty("data")[0].GetProperty("balance");
        Assert.Equal(expected, total);
        Assert.Equal(expected, balance.EnumerateObject().Sum(part => long.Parse(part.Value.GetString()!, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task List_ReversedIntoAVoidedGrant_IsTakenBackThen()
    {
        await using var app = await Scenes.NothingAsync();
        var granted = await Scenes.PostAsync(app, """{"type":"grant","amount":"10.00"}""");
        var applied = await Scenes.PostAsync(app, """{"type":"apply","amount":"4.00"}""");
        await Scenes.PostAsync(app, $$"""{"type":"void","grant_id":"{{granted.At("entries.0.grant_id")}}"}""");
        await Scenes.PostAsync(app, $$"""{"type":"reverse","entry_id":"{{applied.At("entries.0.entry_id")}}"}""");

        Assert.Equal("credit_reverse -400 2026-01-01, credit_reverse -600 2026-01-01, credit 1000 2026-01-01", (await app.GetAsync(OfCustomer)).Adjustments());
    }

    [Fact]
    public async Task List_ReleasedIntoAVoidedGrantAmongOthers_IsOfThatGrantAlone()
    {
        await using var app = await Scenes.NothingAsync();
        await Scenes.PostAsync(app, """{"type":"grant","amount":"6.00"}""");
        var voided = (await Scenes.PostAsync(app, """{"type":"grant","amount":"9.00"}""")).At("entries.0.grant_id")!;
        await ReleaseIntoVoidedAsync(app, "7.00", [voided]);
        voided = voided["grant_".Length..];

        var released = (await app.GetAsync(OfCustomer)).Json.GetProperty("data")[0];

        Assert.Equal(("-200", $"txn_{voided}"), (released.GetProperty("totals").Cell("total"), released.Cell("transaction_id")));
        Assert.Equal([$"txnitm_{voided} -200"], Items(released));
        Assert.Equal("credit_reverse -200 2026-01-01, credit_reverse -700 2026-01-01, credit 900 2026-01-01", (await app.GetAsync($"/adjustments?transaction_id=txn_{voided}")).Adjustments());
    }

    [Fact]
    public async Task List_ReleasedIntoTwoVoidedGrants_HasAnItemForEach()
    {
        await using var app = await Scenes.NothingAsync();
        var first = (await Scenes.PostAsync(app, """{"type":"grant","amount":"6.00"}""")).At("entries.0.grant_id")!;
        var second = (await Scenes.PostAsync(app, """{"type":"grant","amount":"9.00"}""")).At("entries.0.grant_id")!;
        await ReleaseIntoVoidedAsync(app, "7.00", [first, second]);
        (first, second) = (first["grant_".Length..], second["grant_".Length..]);

        var released = (await app.GetAsync(OfCustomer)).Json.GetProperty("data")[0];

        Assert.Equal(("-700", $"txn_{first}"), (released.GetProperty("totals").Cell("total"), released.Cell("transaction_id")));
        Assert.Equal([$"txnitm_{first} -500", $"txnitm_{second} -200"], Items(released));
        Assert.Equal(2, released.GetProperty("items").EnumerateArray().Select(static item => item.Cell("id")).Distinct().Count());
    }

    [Fact]
    public async Task List_FutureCredit_IsAnAdjustmentOnceItIsEffective()
    {
        await using var app = await Scenes.NothingAsync();
        await Scenes.PostAsync(app, """{"type":"grant","amount":"5.00","effective_at":"2026-01-02T00:00:00Z"}""");
        Assert.Equal("", (await app.GetAsync(OfCustomer)).Adjustments());

        app.Clock.Advance(TimeSpan.FromDays(3));

        Assert.Equal("credit 500 2026-01-02", (await app.GetAsync(OfCustomer)).Adjustments());
    }

    [Fact]
    public async Task List_CreditBackedByATransaction_NamesIt()
    {
        await using var app = await Scenes.NothingAsync();
        await Scenes.PostAsync(app, """{"type":"grant","amount":"5.00","references":{"external_id":"txn_01hv8wptq8987qeep44cyrewp9"}}""");
        await Scenes.PostAsync(app, """{"type":"grant","amount":"6.00","references":{"external_id":"other","invoice":"txn_01hv8wptq8987qeep44cyrewp8"}}""");
        var plain = await Scenes.PostAsync(app, """{"type":"grant","amount":"7.00","references":{"external_id":"other"}}""");

        var own = "txn_" + plain.At("entries.0.entry_id")!["entry_".Length..];

        Assert.Equal("credit 500 2026-01-01", (await app.GetAsync("/adjustments?transaction_id=txn_01hv8wptq8987qeep44cyrewp9")).Adjustments());
        Assert.Equal("credit 600 2026-01-01, credit 500 2026-01-01", (await app.GetAsync("/adjustments?transaction_id=txn_01hv8wptq8987qeep44cyrewp9,txn_01hv8wptq8987qeep44cyrewp8")).Adjustments());
        Assert.Equal("credit 700 2026-01-01", (await app.GetAsync($"/adjustments?transaction_id={own}")).Adjustments());
    }

    [Theory]
    [InlineData(OfCustomer, 3, 8)]
    [InlineData(OfCustomer + "&order_by=id[ASC]", 3, 8)]
    [InlineData("/adjustments?", 10, 3)]
    [InlineData("/adjustments?order_by=id[ASC]", 10, 3)]
    [InlineData("/adjustments?order_by=id[ASC]", 1, 23)]
    [InlineData("/adjustments?", 23, 1)]
    [InlineData("/adjustments?", 500, 1)]
    public async Task List_PageByPage_NeitherRepeatsNorMissesOne(string path, int perPage, int pages)
    {
        await using var app = await Scenes.PagesAsync();

        var (seen, count) = (new List<string>(), 0);
        for (Answer? answer = null; answer is null || answer.At("meta.pagination.has_more") == "true"; count++)
        {
            answer = await app.GetAsync(answer is null ? $"{path}&per_page={perPage}" : new Uri(answer.At("meta.pagination.next")!).PathAndQuery);
            Assert.Equal(Math.Min(perPage, 50).ToString(System.Globalization.CultureInfo.InvariantCulture), answer.At("meta.pagination.per_page"));
            seen.AddRange(answer.Json.GetProperty("data").EnumerateArray().Select(one => one.Cell("created_at")!));
        }

        Assert.Equal((pages, 23), (count, seen.Distinct().Count()));
        Assert.Equal(path.Contains("ASC", StringComparison.Ordinal) ? seen.Order(StringComparer.Ordinal) : seen.OrderDescending(StringComparer.Ordinal), seen);
    }

    [Theory]
    [InlineData("id[DESC]", "credit 400, credit 300, credit 200, credit 100")]
    [InlineData("id[ASC]", "credit 100, credit 200, credit 300, credit 400")]
    public async Task List_SeveralCustomersAndAccounts_AreMergedAndPaged(string order, string expected)
    {
        await using var app = await CreditApplication.StartAsync();
        foreach (var (customer, amount, account) in new[] { ("a", "1.00", "default/USD"), ("b", "2.00", "default/USD"), ("a", "3.00", "default/EUR"), ("b", "4.00", "default/USD") })
        {
            await app.GrantAsync(customer, amount, account: account);
            app.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        await app.GrantAsync("c", "5.00");
        var seen = new List<string>();
        await foreach (var one in PagesAsync(app, $"/adjustments?customer_id=a,b,nobody&order_by={order}&per_page=1"))
        {
            seen.Add($"{one.Cell("action")} {one.GetProperty("totals").Cell("total")}");
        }

        Assert.Equal(expected, string.Join(", ", seen));
    }

    [Theory]
    [InlineData("/adjustments?")]
    [InlineData("/adjustments?order_by=id[ASC]")]
    [InlineData("/adjustments?customer_id=a")]
    [InlineData("/adjustments?customer_id=a&order_by=id[ASC]")]
    public async Task List_MuchSpendingAmongTheCredit_EndsPagesEarlyAndLosesNone(string path)
    {
        await using var app = await CreditApplication.StartAsync();
        await app.GrantAsync("a", "1000.00");
        for (var i = 0; i < (2 * AdjustmentsApi.MaxExamined) + 50; i++)
        {
            Assert.Equal(201, (await app.ApplyAsync("a", "0.01")).Status);
        }

        await app.GrantAsync("b", "1.00");
        await app.GrantAsync("a", "1.00");
        var first = await app.GetAsync(path + "&per_page=1");
        var sizes = new List<int>();
        for (var next = first; ; next = await app.GetAsync(new Uri(next.At("meta.pagination.next")!).PathAndQuery))
        {
            sizes.Add(next.Json.GetProperty("data").GetArrayLength());
            if (next.At("meta.pagination.has_more") == "false")
            {
                break;
            }
        }

        Assert.Equal(path.Contains("customer", StringComparison.Ordinal) ? 2 : 3, sizes.Sum());
        Assert.Contains(0, sizes);
    }

    [Fact]
    public async Task List_DueButUnwritten_IsPagedAndNamedAsItWillBe()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        await app.GrantAsync("a", "1.00", ""","effective_at":"2026-11-22T00:00:00Z","expires_at":"2026-11-24T00:00:00Z" """);
        await app.GrantAsync("a", "2.00", ""","expires_at":"2026-11-23T00:00:00Z" """, "default/EUR");
        app.Clock.Advance(TimeSpan.FromDays(4));
        const string path = "/adjustments?customer_id=a&per_page=1";
        const string newestFirst = "credit_reverse -100 2026-11-24, credit_reverse -200 2026-11-23, credit 100 2026-11-22, credit 200 2026-11-21";

        var unwritten = await ReadAsync(path);
        Assert.Equal(newestFirst, Told(unwritten));
        Assert.Equal(newestFirst, Told(Enumerable.Reverse(await ReadAsync(path + "&order_by=id[ASC]"))));
        Assert.Equal("credit 200 2026-11-21", Told(await ReadAsync("/adjustments?per_page=1")));
        Assert.Equal(newestFirst, Told(await ReadAsync("/adjustments?id=" + string.Join(',', unwritten.Select(one => one.Cell("id"))))));

        await app.GrantAsync("a", "3.00");
        await app.GrantAsync("a", "4.00", account: "default/EUR");
        Assert.Equal(unwritten.Select(one => one.Cell("id")), (await ReadAsync(path)).Skip(2).Select(one => one.Cell("id")));
        Assert.Equal(6, (await ReadAsync("/adjustments?per_page=1")).Count);

        async Task<List<JsonElement>> ReadAsync(string from)
        {
            var all = new List<JsonElement>();
            await foreach (var one in PagesAsync(app, from))
            {
                all.Add(one);
            }

            return all;
        }

        static string Told(IEnumerable<JsonElement> all) =>
            string.Join(", ", all.Select(one => $"{one.Cell("action")} {one.GetProperty("totals").Cell("total")} {one.Cell("created_at")![..10]}"));
    }

    [Fact]
    public async Task List_ByIds_AnswersThoseInOrder()
    {
        await using var app = await Scenes.PagesAsync();
        var all = await app.GetAsync("/adjustments?per_page=50");
        string Id(int at) => all.At($"data.{at}.id")!;
        var path = $"/adjustments?id={Id(3)},{Id(1)},adj_zzzzzzzzzzzzzzzzzzzzzzzzzz,{Id(7)}";

        Assert.Equal([Id(1), Id(3), Id(7)], Ids(await app.GetAsync(path)));
        Assert.Equal([Id(7), Id(3), Id(1)], Ids(await app.GetAsync(path + "&order_by=id[ASC]")));
        Assert.Equal([Id(3), Id(7)], Ids(await app.GetAsync(path + $"&after={Id(1)}")));
        Assert.Equal([Id(1), Id(3), Id(7)], Ids(await app.GetAsync(path + $"&customer_id={PaddleAnswers.Customer}")));
        Assert.Empty(Ids(await app.GetAsync(path + "&customer_id=nobody")));
        Assert.Equal("adj_" + Id(5)[4..], (await app.GetAsync($"/adjustments?id={Id(5)}")).At("data.0.id"));
    }

    [Fact]
    public async Task List_AnotherBusiness_SeesNothingOfIt()
    {
        await using var app = await Scenes.PagesAsync();
        var id = (await app.GetAsync("/adjustments")).At("data.0.id");
        var key = ("Authorization", $"Bearer {await app.KeyAsync(Scopes.All, "biz_other")}");

        Assert.Empty(Ids(await app.GetAsync("/adjustments", key)));
        Assert.Empty(Ids(await app.GetAsync(OfCustomer, key)));
        Assert.Empty(Ids(await app.GetAsync($"/adjustments?id={id}", key)));
        Assert.Equal("400 request_error invalid_field after", (await app.GetAsync($"/adjustments?after={id}", key)).Error());
    }

    [Fact]
    public async Task List_BehindAProxyThatEndsTls_LinksToHttps()
    {
        await using var app = await Scenes.PagesAsync();

        var answer = await app.GetAsync("/adjustments?per_page=1", ("X-Forwarded-Proto", "https"), ("Host", "credits.example"));

        Assert.StartsWith("https://credits.example/adjustments?per_page=1&after=adj_", answer.At("meta.pagination.next"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id=adj_1", "id")]
    [InlineData("id=txn_01hv8wptq8987qeep44cyrewp9", "id")]
    [InlineData("customer_id=a/b", "customer_id")]
    [InlineData("customer_id=a,,b", "customer_id")]
    [InlineData("transaction_id=1", "transaction_id")]
    [InlineData("subscription_id=1", "subscription_id")]
    [InlineData("action=grant", "action")]
    [InlineData("status=open", "status")]
    [InlineData("order_by=created_at[ASC]", "order_by")]
    [InlineData("order_by=id", "order_by")]
    [InlineData("per_page=0", "per_page")]
    [InlineData("per_page=-1", "per_page")]
    [InlineData("per_page=ten", "per_page")]
    [InlineData("after=adj_1", "after")]
    [InlineData("after=adj_01hv8wptq8987qeep44cyrewp9", "after")]
    [InlineData("after=adj_01hv8wptq8987qeep44cyrewp9&customer_id=a", "after")]
    public async Task List_WrongValue_Is400AndNamesIt(string query, string field)
    {
        await using var app = await Scenes.NothingAsync();

        Assert.Equal($"400 request_error invalid_field {field}", (await app.GetAsync($"/adjustments?{query}")).Error());
    }

    [Theory]
    [InlineData("per_page=")]
    [InlineData("after=&status=&action=&order_by=&id=&customer_id=")]
    [InlineData("per_page=99999999999999999999")]
    public async Task List_EmptyOrHugeValue_IsTaken(string query)
    {
        await using var app = await Scenes.NothingAsync();

        Assert.Equal(200, (await app.GetAsync($"/adjustments?{query}")).Status);
    }

    [Fact]
    public async Task List_TooManyIds_Is400()
    {
        await using var app = await Scenes.NothingAsync();

        Assert.Equal(
            "400 request_error invalid_field customer_id", (await app.GetAsync($"/adjustments?customer_id={string.Join(',', Enumerable.Range(1, 101))}")).Error());
    }

    [Fact]
    public async Task List_CustomersOfMoreAccountsThanAreRead_Is400()
    {
        await using var app = await CreditApplication.StartAsync();
        var currencies = Currencies.Codes.Where(static code => Currencies.TryGetPrecision(code, out var precision) && precision == 2).Take(67).ToList();
        foreach (var customer in new[] { "a", "b", "c" })
        {
            foreach (var currency in currencies)
            {
                await app.GrantAsync(customer, "1.00", account: $"default/{currency}");
            }
        }

        Assert.Equal(200, (await app.GetAsync("/adjustments?customer_id=a,b")).Status);
        var answer = await app.GetAsync("/adjustments?customer_id=a,b,c");
        Assert.Equal("400 request_error invalid_field customer_id", answer.Error());
        Assert.Contains("201 accounts", answer.Text, StringComparison.Ordinal);
    }

    /// <summary>Reserves, voids grants and releases. A grant can only be voided while some of it is left: so 1.00 is spent first, and given back once the rest is reserved.</summary>
    private static async Task ReleaseIntoVoidedAsync(CreditApplication app, string amount, IReadOnlyList<string> grants)
    {
        var spent = await Scenes.PostAsync(app, """{"type":"apply","amount":"1.00"}""");
        var reserved = await Scenes.PostAsync(app, $$"""{"type":"reserve","amount":"{{amount}}"}""");
        await Scenes.PostAsync(app, $$"""{"type":"reverse","entry_id":"{{spent.At("entries.0.entry_id")}}"}""");
        foreach (var grant in grants)
        {
            await Scenes.PostAsync(app, $$"""{"type":"void","grant_id":"{{grant}}"}""");
        }

        await Scenes.PostAsync(app, $$"""{"type":"release","reservation_id":"{{reserved.At("entries.0.reservation_id")}}"}""");
    }

    private static IEnumerable<string> Items(JsonElement adjustment) =>
        adjustment.GetProperty("items").EnumerateArray().Select(static item => $"{item.Cell("item_id")} {item.Cell("amount")}");

    private static List<string> Ids(Answer answer)
    {
        Assert.True(answer.Status == 200, answer.Text);
        return [.. answer.Json.GetProperty("data").EnumerateArray().Select(one => one.Cell("id")!)];
    }

    private static async IAsyncEnumerable<JsonElement> PagesAsync(CreditApplication app, string path)
    {
        for (var more = true; more;)
        {
            var answer = await app.GetAsync(path);
            foreach (var one in answer.Json.GetProperty("data").EnumerateArray())
            {
                yield return one;
            }

            (more, path) = (answer.At("meta.pagination.has_more") == "true", new Uri(answer.At("meta.pagination.next")!).PathAndQuery);
        }
    }
}
