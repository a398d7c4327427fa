using System.Globalization;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Tests.Application;
using Microsoft.Extensions.DependencyInjection;
using Answer = CreditFunctions.Tests.Application.Answer;

namespace CreditFunctions.Tests.Dialects.Asset;

public sealed class MemoListTests
{
    [Fact]
    public async Task List_NoMemos_IsEmpty()
    {
        await using var app = await StartAsync(0);

        (await app.AssetGetAsync(AssetCalls.Memos)).Is(200, """{"data":[],"pagination":{"next_page_token":null,"previous_page_token":null}}""");
        (await app.AssetGetAsync(AssetCalls.Memos + "?customer_id=c1")).Is(200, """{"data":[],"pagination":{"next_page_token":null,"previous_page_token":null}}""");
    }

    [Fact]
    public async Task List_Item_IsTheMemo()
    {
        await using var app = await StartAsync(0);
        var id = await app.MemoAsync("1");

        var memo = (await app.AssetGetAsync($"{AssetCalls.Memos}/{id}")).At("data");

        (await app.AssetGetAsync(AssetCalls.Memos)).Is(200, $$"""{"data":[{{memo}}],"pagination":{"next_page_token":null,"previous_page_token":null} }""");
    }

    [Theory]
    [InlineData("", "9 8 7 6 5 4 3 2 1")]
    [InlineData("customer_id=c1", "9 7 5 3 1")]
    [InlineData("customer_id=c2", "8 6 4 2")]
    [InlineData("customer_id=nobody", "")]
    [InlineData("customer_id=", "")]
    [InlineData("voided=true", "6 3")]
    [InlineData("voided=false", "9 8 7 5 4 2 1")]
    [InlineData("voided=True&customer_id=c1", "3")]
    [InlineData("voided=0&customer_id=c2", "8 4 2")]
    [InlineData("unknown=1", "9 8 7 6 5 4 3 2 1")]
    public async Task List_Filtered_IsNewestFirstOnAnyPageSize(string filter, string expected)
    {
        await using var app = await StartAsync(9);
        foreach (var pageSize in new[] { 1, 2, 3, 9, 100 })
        {
            var (forth, back) = await WalkAsync(app, filter, pageSize);

            Assert.Equal(expected, string.Join(' ', forth.SelectMany(page => page)));
            Assert.All(forth.SkipLast(1), page => Assert.Equal(pageSize, page.Length));
            Assert.Equal(forth.SkipLast(1).Reverse(), back);
        }
    }

    [Fact]
    public async Task List_CreditInSeveralEntitlements_AllIsThere()
    {
        await using var app = await StartAsync(3);
        await app.PutAsync("/api/entitlements/lanes", """{"unit":"USD","precision":2}""");
        await app.PutAsync("/api/entitlements/hours", """{"unit":"hours","precision":2}""");
        await app.GrantAsync("c1", "1.00", ""","external_number":"L1" """, "lanes/USD");
        await app.GrantAsync("c1", "1.00", ""","external_number":"E1" """, "default/EUR");
        await app.GrantAsync("c1", "1.00", ""","external_number":"H1" """, "hours/hours");
        await app.GrantAsync("c1", "1.00", ""","external_number":"L2" """, "lanes/USD");

        foreach (var pageSize in new[] { 1, 2, 5 })
        {
            Assert.Equal("L2 L1 3 2 1", string.Join(' ', (await WalkAsync(app, "", pageSize)).Forth.SelectMany(page => page)));
            Assert.Equal("3 1 L2 L1", string.Join(' ', (await WalkAsync(app, "customer_id=c1", pageSize)).Forth.SelectMany(page => page)));
        }
    }

    [Fact]
    public async Task List_SeveralGrantsOfOneCommit_ArePagedOneByOne()
    {
        await using var app = await StartAsync(0);
        await app.PostAsync(
            "/api/customers/c1/credits/default/USD/entries",
            """{"commands":[{"type":"grant","amount":"1","external_number":"1"},{"type":"grant","amount":"1","external_number":"2"},{"type":"apply","amount":"1"},{"type":"grant","amount":"1","external_number":"3"}]}""");

        Assert.Equal("3 2 1", string.Join(' ', (await WalkAsync(app, "", 1)).Forth.SelectMany(page => page)));
        Assert.Equal("3 2 1", string.Join(' ', (await WalkAsync(app, "", 2)).Forth.SelectMany(page => page)));
    }

    [Fact]
    public async Task List_NewMemosMeanwhile_DoNotMoveThePages()
    {
        await using var app = await StartAsync(4);
        var first = await app.AssetGetAsync(AssetCalls.Memos + "?page_size=2");
        await app.MemoAsync("5");

        var second = await app.AssetGetAsync($"{AssetCalls.Memos}?page_size=2&page_token={first.At("pagination.next_page_token")}");
        var again = await app.AssetGetAsync($"{AssetCalls.Memos}?page_size=2&page_token={second.At("pagination.previous_page_token")}");

        Assert.Equal(["2", "1"], Numbers(second));
        Assert.Equal(["4", "3"], Numbers(again));
    }

    [Fact]
    public async Task List_MemoVoidedMeanwhile_KeepsItsPlace()
    {
        await using var app = await StartAsync(4);
        var first = await app.AssetGetAsync(AssetCalls.Memos + "?page_size=1&voided=false");
        var next = await app.AssetGetAsync(AssetCalls.Memos + "?customer_id=c1");
        Assert.Equal(["3", "1"], Numbers(next));

        // The next page begins with 3, which then is voided.
        await app.AssetPostAsync($"{AssetCalls.Memos}/{next.At("data.0.id")}/void", null);

        Assert.Equal(["2"], Numbers(await app.AssetGetAsync($"{AssetCalls.Memos}?page_size=1&voided=false&page_token={first.At("pagination.next_page_token")}")));
    }

    [Fact]
    public async Task List_FewOfMany_MayBeAShortPageThatIsNotTheLast()
    {
        await using var app = await StartAsync(0);
        var wanted = await app.MemoAsync("wanted", "1");
        await app.AssetPostAsync($"{AssetCalls.Memos}/{wanted}/void", null);
        for (var at = 0; at < 51; at++)
        {
            var commands = Enumerable.Range(0, 10).Select(_ => """{"type":"grant","amount":"1"},{"type":"apply","amount":"1"}""");
            Assert.Equal(201, (await app.PostAsync("/api/customers/c1/credits/default/USD/entries", $$"""{"commands":[{{string.Join(',', commands)}}]}""")).Status);
            Assert.Equal(201, (await app.PostAsync("/api/customers/c2/credits/default/USD/entries", $$"""{"commands":[{{string.Join(',', commands)}}]}""")).Status);
        }

        var first = await app.AssetGetAsync(AssetCalls.Memos + "?voided=true");
        Assert.Empty(Numbers(first));

        Assert.Equal(["wanted"], Numbers(await app.AssetGetAsync($"{AssetCalls.Memos}?voided=true&page_token={first.At("pagination.next_page_token")}")));
    }

    [Fact]
    public async Task List_MuchOfAnotherCurrency_MayBeAShortPageThatIsNotTheLast()
    {
        await using var app = await StartAsync(2);
        var committer = app.Services.GetRequiredService<Committer>();
        var euros = new Unit("EUR", 2);
        for (var at = 0; at < 1001; at++)
        {
            var account = new AccountKey(CreditApplication.Business, "c1", "default", euros.Code);
            var answer = await committer.SubmitAsync(new(account, euros, Entitlement.Default.PolicyIn(euros), 16), new([new GrantCommand(1), new ApplyCommand(1)]), null);
            Assert.Equal(CommitStatus.Committed, answer.Status);
        }

        await app.MemoAsync("3");

        foreach (var pageSize in new[] { 2, 100 })
        {
            Assert.Equal(["3", "2 1"], (await WalkAsync(app, "", pageSize)).Forth.Select(page => string.Join(' ', page)));
        }
    }

    [Theory]
    [InlineData("page_size=0", "page_size", "page_size is '0'; allowed is a whole number from 1 to 100.")]
    [InlineData("page_size=101", "page_size", "page_size is '101'; allowed is a whole number from 1 to 100.")]
    [InlineData("page_size=", "page_size", "page_size is ''; allowed is a whole number from 1 to 100.")]
    [InlineData("page_size=1&page_size=2", "page_size", "page_size is '1,2'; allowed is a whole number from 1 to 100.")]
    [InlineData("voided=maybe", "voided", "voided is 'maybe'; allowed are true and false.")]
    [InlineData("page_token=x", "page_token", "page_token must be a next_page_token or previous_page_token of the same list.")]
    [InlineData("page_token=", "page_token", "page_token must be a next_page_token or previous_page_token of the same list.")]
    [InlineData("page_token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "page_token", "page_token must be a next_page_token or previous_page_token of the same list.")]
    public async Task List_BadParameter_Is422(string query, string field, string message)
    {
        await using var app = await StartAsync(2);

        (await app.AssetGetAsync($"{AssetCalls.Memos}?{query}")).Is(422, $$"""{"error":"Validation error","data":[{"loc":["query","{{field}}"],"msg":"{{message}}","type":"value_error"}]}""");
    }

    [Theory]
    [InlineData("customer_id=c1")]
    [InlineData("voided=false")]
    public async Task List_TokenOfAnotherList_Is422(string filter)
    {
        await using var app = await StartAsync(3);
        var token = (await app.AssetGetAsync(AssetCalls.Memos + "?page_size=1")).At("pagination.next_page_token");

        Assert.Equal(422, (await app.AssetGetAsync($"{AssetCalls.Memos}?page_size=1&{filter}&page_token={token}")).Status);
    }

    [Fact]
    public async Task List_TokenOfAnotherBusiness_Is422()
    {
        await using var app = await StartAsync(3);
        var token = (await app.AssetGetAsync(AssetCalls.Memos + "?page_size=1")).At("pagination.next_page_token");
        var key = await app.AddBusinessAsync("biz_other", "USD");

        Assert.Equal(422, (await app.AssetGetAsync($"/v0/business/biz_other/credit-memo?page_token={token}", key)).Status);
    }

    [Fact]
    public async Task List_ManyPages_GoesBackAsFarAsATokenCarries()
    {
        await using var app = await StartAsync(0);
        for (var at = 0; at < 20; at++)
        {
            var commands = Enumerable.Range(0, 10).Select(_ => """{"type":"grant","amount":"1"},{"type":"apply","amount":"1"}""");
            Assert.Equal(201, (await app.PostAsync("/api/customers/c1/credits/default/USD/entries", $$"""{"commands":[{{string.Join(',', commands)}}]}""")).Status);
        }

        var (forth, back) = await WalkAsync(app, "customer_id=c1", 1);

        Assert.Equal((200, 179), (forth.Count, back.Count));
        Assert.Equal(200, forth.SelectMany(page => page).Distinct().Count());
        Assert.Equal(forth.SkipLast(1).Reverse().Take(179), back);
    }

    /// <summary>All pages from the first to the last, and then those on the way back.</summary>
    private static async Task<(List<string[]> Forth, List<string[]> Back)> WalkAsync(CreditApplication app, string filter, int pageSize)
    {
        var (forth, back) = (new List<string[]>(), new List<string[]>());
        var path = string.Create(CultureInfo.InvariantCulture, $"{AssetCalls.Memos}?page_size={pageSize}&{filter}");
        var page = await app.AssetGetAsync(path);
        forth.Add(Numbers(page));
        while (page.Json.GetProperty("pagination").Cell("next_page_token") is { } next)
        {
            page = await app.AssetGetAsync($"{path}&page_token={next}");
            forth.Add(Numbers(page));
        }

        while (page.Json.GetProperty("pagination").Cell("previous_page_token") is { } previous)
        {
            page = await app.AssetGetAsync($"{path}&page_token={previous}");
            back.Add(Numbers(page));
        }

        return (forth, back);
    }

    private static string[] Numbers(Answer page) => [.. page.Json.GetProperty("data").EnumerateArray().Select(memo => memo.Cell("number")!)];

    /// <summary>That many memos, numbered from 1, of two customers in turn, some a microsecond apart and some a minute; 3 and 6 are voided if there are nine.</summary>
    private static async Task<CreditApplication> StartAsync(int count)
    {
        var app = await CreditApplication.StartAsync(null, ("asset:RequestsPerMinute", "1000000"));
        await app.AddCustomerAsync("c1");
        await app.AddCustomerAsync("c2");
        for (var number = 1; number <= count; number++)
        {
            var id = await app.MemoAsync(number.ToString(CultureInfo.InvariantCulture), customer: number % 2 == 1 ? "c1" : "c2");
            app.Clock.Advance(TimeSpan.FromMicroseconds(number % 3 == 0 ? 60_000_000 : 1));
            if (count == 9 && number % 3 == 0 && number < 9)
            {
                Assert.Equal(200, (await app.AssetPostAsync($"{AssetCalls.Memos}/{id}/void", null)).Status);
            }
        }

        return app;
    }
}
