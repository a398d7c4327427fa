using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Api.Entries;

public sealed class BadCommandTests(SharedApplication shared) : IClassFixture<SharedApplication>
{
    private const string Entries = "/api/customers/c1/credits/default/USD/entries";

    [Theory]
    [InlineData("\"1.005\"")]
    [InlineData("\"1e3\"")]
    [InlineData("\"NaN\"")]
    [InlineData("\"Infinity\"")]
    [InlineData("\"123456789012345678901234567890\"")]
    [InlineData("\"12345678901234567890123456789012345678901234567890\"")]
    [InlineData("\"0.12345678901234567890123456789012345678901234567890\"")]
    [InlineData("\"92233720368547758.08\"")]
    [InlineData("\"-1\"")]
    [InlineData("\"+1\"")]
    [InlineData("\"0\"")]
    [InlineData("\"0.00\"")]
    [InlineData("\"\"")]
    [InlineData("\" 1\"")]
    [InlineData("\"1.\"")]
    [InlineData("\".5\"")]
    [InlineData("\"1,000.00\"")]
    [InlineData("\"0x10\"")]
    [InlineData("\"١\"")]
    [InlineData("12")]
    [InlineData("1e999")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("[\"1\"]")]
    public async Task Post_BadAmount_NamesIt(string amount)
    {
        foreach (var type in new[] { "grant", "apply" })
        {
            var answer = await shared.App.PostAsync(Entries, $$"""{"type":"{{type}}","amount":{{amount}}}""");

            Assert.Equal("400 invalid_request amount", answer.Problem);
        }
    }

    public static TheoryData<string, string> GrantFields => new()
    {
        { "\"colour\":\"red\"", "colour" },
        { "\"Amount\":\"1\"", "Amount" },
        { "\"memo\":5", "memo" },
        { $"\"memo\":\"{new string('x', 501)}\"", "memo" },
        { $"\"name\":\"{new string('x', 101)}\"", "name" },
        { $"\"external_number\":\"{new string('x', 256)}\"", "external_number" },
        { "\"metadata\":[]", "metadata" },
        { "\"metadata\":{\"a\":null}", "metadata" },
        { $"\"metadata\":{{\"a\":\"{new string('x', 501)}\"}}", "metadata.a" },
        { "\"priority\":101", "priority" },
        { "\"priority\":-1", "priority" },
        { "\"priority\":1.5", "priority" },
        { "\"priority\":\"1\"", "priority" },
        { "\"priority\":99999999999", "priority" },
        { "\"category\":\"gift\"", "category" },
        { "\"category\":\"Paid\"", "category" },
        { "\"effective_at\":\"yesterday\"", "effective_at" },
        { "\"effective_at\":1700000000", "effective_at" },
        { "\"effective_at\":\"2026-11-21T12:00:00\"", "effective_at" },
        { "\"expires_at\":\"2026-13-01T00:00:00Z\"", "expires_at" },
        { "\"expires_at\":\"\"", "expires_at" },
        { "\"expires_at\":\"2026-11-21T11:59:59Z\"", "expires_at" },
        { "\"expires_at\":\"2026-11-21T12:00:00Z\"", "expires_at" },
        { "\"effective_at\":\"2026-12-02T00:00:00Z\",\"expires_at\":\"2026-12-01T00:00:00Z\"", "expires_at" },
        { "\"effective_at\":\"2026-12-01T00:00:00Z\",\"expires_at\":\"2026-12-01T00:00:00Z\"", "expires_at" },
        { "\"memo\":\"\\ud800\"", "body" },
        { "\"memo\":\"a\",\"memo\":\"a\"", "memo" },
    };

    [Theory]
    [MemberData(nameof(GrantFields))]
    public async Task Post_BadGrant_NamesTheField(string fields, string field) =>
        Assert.Equal($"400 invalid_request {field}", (await shared.App.PostAsync(Entries, $$"""{"type":"grant","amount":"1.00",{{fields}}}""")).Problem);

    [Theory]
    [InlineData("""{"type":"steal","amount":"1"}""", "type")]
    [InlineData("""{"type":"Grant","amount":"1"}""", "type")]
    [InlineData("""{"type":null,"amount":"1"}""", "type")]
    [InlineData("""{"amount":"1"}""", "type")]
    [InlineData("""{"type":"grant"}""", "amount")]
    [InlineData("""{"type":"apply","amount":"1","priority":1}""", "priority")]
    [InlineData("""{"type":"apply","amount":"1","expires_at":null}""", "expires_at")]
    [InlineData("""{}""", "type")]
    public async Task Post_BadCommand_NamesTheField(string body, string field) =>
        Assert.Equal($"400 invalid_request {field}", (await shared.App.PostAsync(Entries, body)).Problem);

    public static TheoryData<string, string> Lists => new()
    {
        { "[]", "400 invalid_request commands" },
        { "{}", "400 invalid_request commands" },
        { "null", "400 invalid_request commands" },
        { $"[{string.Join(',', Enumerable.Repeat(Grant("1"), 21))}]", "400 invalid_request commands" },
        { $"[{Grant("1")},{Grant("1")},{Grant("1.005")}]", "400 invalid_request commands[2].amount" },
        { $"[{Grant("1")},5]", "400 invalid_request commands[1]" },
        { $"[{Grant("1")},{{\"type\":\"apply\"}}]", "400 invalid_request commands[1].amount" },
        { $"[{Grant("1")},{Grant("1", "\"colour\":1")}]", "400 invalid_request commands[1].colour" },
        { $"[{Grant("1")},{Grant("1", "\"metadata\":{\"a\":1}")}]", "400 invalid_request commands[1].metadata" },
        { $"[{Grant("1")},{Grant("1", "\"commands\":[]")}]", "400 invalid_request commands[1].commands" },
        { $"[{Grant("1")},{Grant("1")},{Grant("1", "\"expires_at\":\"2026-11-21T12:00:00Z\"")}]", "400 invalid_request commands[2].expires_at" },
        { $"[{Grant("1")},{Grant("1")},{{\"type\":\"apply\",\"amount\":\"99\"}}]", "409 insufficient_credit commands[2].amount" },
        { $"[{Grant("92233720368547000")},{Grant("1000")}]", "409 total_too_large commands[1].amount" },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Post_BadList_NamesTheFieldAndDoesNothing(string commands, string problem)
    {
        var answer = await shared.App.PostAsync(Entries, $$"""{"commands":{{commands}}}""");

        Assert.Equal(problem, answer.Problem);
        Assert.Equal("10.00", (await shared.App.GetAsync("/api/customers/c1/credits")).At("accounts.0.granted"));
    }

    [Fact]
    public async Task Post_FieldBesideCommands_NamesIt() =>
        Assert.Equal("400 invalid_request memo", (await shared.App.PostAsync(Entries, $$"""{"commands":[{{Grant("1")}}],"memo":"x"}""")).Problem);

    [Fact]
    public async Task Post_SeveralThingsWrong_NamesThemAll()
    {
        var answer = await shared.App.PostAsync(Entries, """{"type":"grant","amount":"x","category":"gift","expires_at":"soon"}""");

        Assert.Equal(["amount", "category", "expires_at"], answer.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("tab\there")]
    [InlineData(null)]
    public async Task Post_BadIdempotencyKey_NamesTheHeader(string? key)
    {
        var answer = await shared.App.PostAsync(Entries, Grant("1"), ("Idempotency-Key", key ?? new string('k', 256)));

        Assert.Equal("400 invalid_request Idempotency-Key", answer.Problem);
    }

    [Theory]
    [InlineData("/api/customers/nobody/credits/default/USD/entries", "404 customer_not_found customer_id")]
    [InlineData("/api/customers/c1/credits/nope/USD/entries", "404 entitlement_not_found entitlement")]
    [InlineData("/api/customers/c1/credits/default/usd/entries", "400 invalid_request unit")]
    [InlineData("/api/customers/a%2Fb/credits/default/USD/entries", "400 invalid_request customer_id")]
    public async Task Post_BadPath_NamesWhatIsWrong(string path, string problem) =>
        Assert.Equal(problem, (await shared.App.PostAsync(path, Grant("1"))).Problem);

    [Fact]
    public async Task Post_MoreThanThereIs_Is409() =>
        Assert.Equal("409 insufficient_credit amount", (await shared.App.ApplyAsync("c1", "10.01")).Problem);

    private static string Grant(string amount, string? more = null) => $$"""{"type":"grant","amount":"{{amount}}"{{(more is null ? "" : "," + more)}}}""";
}
