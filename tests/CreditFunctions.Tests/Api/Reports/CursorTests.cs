using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Api.Reports;

public sealed class CursorTests
{
    private const string Data = "/api/reports/credit-balances/data";

    [Theory]
    [InlineData("customer_id")]
    [InlineData("-available")]
    public async Task Data_LiveCursorByCursorWhileWritesGoOn_HasEveryRowOfItsInstantOnce(string sort)
    {
        await using var app = await StartAsync();
        var whole = await app.GetAsync($"{Data}?sort={sort}");

        var walked = new List<string>();
        for (var next = (string?)$"{Data}?sort={sort}&limit=2"; next is not null;)
        {
            var page = await app.GetAsync(next);
            Assert.Equal((200, "live", "2026-11-21T12:00:00Z"), (page.Status, page.At("source"), page.At("as_of")));
            walked.AddRange(page.Json.GetProperty("rows").EnumerateArray().Select(static row => row.GetRawText()));
            next = page.Header("Link")?.Split('<', '>')[1];
            app.Clock.Advance(TimeSpan.FromSeconds(1));
            await app.GrantAsync($"b{walked.Count}", "99.00");
            await app.ApplyAsync("c5", "0.50");
        }

        Assert.Equal(whole.Json.GetProperty("rows").EnumerateArray().Select(static row => row.GetRawText()), walked);
    }

    [Fact]
    public async Task Data_LastPage_HasNoCursorAndNoLink()
    {
        await using var app = await StartAsync();

        var answer = await app.GetAsync($"{Data}?limit=3&offset=3");

        Assert.Equal(("null", null, "no-store", null), (answer.At("next_cursor"), answer.Header("Link"), answer.Header("Cache-Control"), answer.Header("ETag")));
    }

    [Fact]
    public async Task Data_CursorWithOtherColumnsLimitAndFormat_GoesOn()
    {
        await using var app = await StartAsync();
        var cursor = (await app.GetAsync($"{Data}?sort=-available&limit=2")).At("next_cursor");

        var answer = await app.GetAsync($"{Data}?sort=-available&limit=1&columns=customer_id&format=csv&cursor={cursor}");

        Assert.Equal("customer_id\r\nc3\r\n", answer.Text);
    }

    [Theory]
    [InlineData("credit-balances", "sort=available&cursor={0}", "400 cursor_of_another_query cursor")]
    [InlineData("credit-balances", "sort=-available&unit=USD&cursor={0}", "400 cursor_of_another_query cursor")]
    [InlineData("customer-credits", "cursor={0}", "400 cursor_of_another_query cursor")]
    [InlineData("credit-balances", "sort=-available&cursor={0}&snapshot=latest", "400 contradictory_parameters snapshot")]
    [InlineData("credit-balances", "sort=-available&cursor={0}&offset=1", "400 contradictory_parameters cursor")]
    [InlineData("credit-balances", "sort=-available&cursor={0}A", "400 cursor_invalid cursor")]
    [InlineData("credit-balances", "sort=-available&cursor=rubbish", "400 cursor_invalid cursor")]
    public async Task Data_CursorOfAnother_SaysWhatIsWrong(string report, string query, string problem)
    {
        await using var app = await StartAsync();
        var cursor = (await app.GetAsync($"{Data}?sort=-available&limit=2")).At("next_cursor")!;

        Assert.Equal(problem, (await app.GetAsync($"/api/reports/{report}/data?{query.Replace("{0}", cursor, StringComparison.Ordinal)}")).Problem);
    }

    [Fact]
    public async Task Data_CursorOfAnotherBusiness_IsRefused()
    {
        await using var app = await StartAsync();
        var cursor = (await app.GetAsync($"{Data}?limit=2")).At("next_cursor");
        var key = await app.KeyAsync(Storage.Directory.Scopes.All, "biz_other");

        var answer = await app.SendBareAsync(CreditApplication.Request(HttpMethod.Get, $"{Data}?cursor={cursor}", null, ("Authorization", $"Bearer {key}")));

        Assert.Equal("400 cursor_of_another_query cursor", answer.Problem);
    }

    [Fact]
    public async Task Data_CursorOfATimeToCome_IsRefused()
    {
        await using var app = await StartAsync();
        var cursor = (await app.GetAsync($"{Data}?limit=2")).At("next_cursor");
        app.Clock.SetBack(TimeSpan.FromSeconds(3));

        Assert.Equal("400 cursor_invalid cursor", (await app.GetAsync($"{Data}?cursor={cursor}")).Problem);
    }

    [Fact]
    public async Task Data_CursorOfLiveRowsOfMoreThanAnHourAgo_HasExpired()
    {
        await using var app = await StartAsync();
        var cursor = (await app.GetAsync($"{Data}?limit=2")).At("next_cursor");
        app.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(200, (await app.GetAsync($"{Data}?cursor={cursor}")).Status);

        app.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("400 cursor_expired cursor", (await app.GetAsync($"{Data}?cursor={cursor}")).Problem);
    }

    private static async Task<CreditApplication> StartAsync()
    {
        var app = await CreditApplication.StartAsync();
        for (var i = 1; i <= 5; i++)
        {
            await app.GrantAsync($"c{i}", $"{i}.00");
        }

        return app;
    }
}
