using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Dialects.Asset;

/// <summary>What every path of Asset's has in common: its envelope, whatever goes wrong.</summary>
public sealed class AssetErrorTests
{
    private const string Memo = AssetCalls.Memos + "/cm_00000000000000000000000001";

    /// <summary>Every function but the token's: verb, path, the scope it needs, and Asset's name of that.</summary>
    public static TheoryData<string, string, Scopes, string> Guarded => new()
    {
        { "GET", AssetCalls.Report, Scopes.ReportRead, "report:read" },
        { "GET", AssetCalls.Memos, Scopes.BalancesRead, "credit_memo:read" },
        { "GET", Memo, Scopes.BalancesRead, "credit_memo:read" },
        { "POST", AssetCalls.Memos, Scopes.LedgerWrite, "credit_memo:create" },
        { "POST", Memo + "/void", Scopes.LedgerWrite, "credit_memo:create" },
    };

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task AnyFunction_NoKey_Is401(string method, string path, Scopes scope, string name)
    {
        Assert.NotEqual((Scopes.None, ""), (scope, name));
        await using var app = await CreditApplication.StartAsync();

        var answer = await app.AssetBareAsync(Request(method, path));

        answer.Is(401, """{"error":"Could not validate credentials","data":null}""");
        Assert.Equal("Bearer", answer.Header("WWW-Authenticate"));
    }

    [Theory]
    [InlineData("Bearer cf_wrong")]
    [InlineData("Bearer")]
    [InlineData("Digest x")]
    public async Task Report_BadAuthorization_Is401(string header)
    {
        await using var app = await CreditApplication.StartAsync();

        (await app.AssetBareAsync(CreditApplication.Request(HttpMethod.Get, AssetCalls.Report, null, ("Authorization", header))))
            .Is(401, """{"error":"Could not validate credentials","data":null}""");
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task AnyFunction_EveryOtherScope_Is403(string method, string path, Scopes scope, string name)
    {
        await using var app = await CreditApplication.StartAsync();

        (await app.AssetAsync(Request(method, path), await app.KeyAsync(Scopes.All & ~scope))).Is(403, $$"""{"error":"Insufficient scope: {{name}}","data":null}""");
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task AnyFunction_ItsScopeAlone_IsLetThrough(string method, string path, Scopes scope, string name)
    {
        Assert.NotEmpty(name);
        await using var app = await CreditApplication.StartAsync();

        Assert.DoesNotContain((await app.AssetAsync(Request(method, path), await app.KeyAsync(scope))).Status, new[] { 401, 403 });
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task AnyFunction_StorageGone_Is503(string method, string path, Scopes scope, string name)
    {
        Assert.NotEqual((Scopes.None, ""), (scope, name));
        var faults = new Faults();
        await using var app = await CreditApplication.StartAsync(faults);
        var key = await app.KeyAsync(Scopes.All);
        faults.Strike = static _ => Fault.FailBefore;

        var answer = await app.Clock.DriveAsync(app.AssetAsync(Request(method, path), key), TimeSpan.FromSeconds(1));

        answer.Is(503, """{"error":"Service unavailable","data":null}""");
        Assert.Equal("2", answer.Header("Retry-After"));
    }

    [Fact]
    public async Task Token_StorageGone_Is503()
    {
        var faults = new Faults();
        await using var app = await CreditApplication.StartAsync(faults);
        faults.Strike = static _ => Fault.FailBefore;

        (await app.TokenAsync(("client_id", "biz_test"), ("client_secret", "cf_x"))).Is(503, """{"error":"Service unavailable","data":null}""");
    }

    [Theory]
    [InlineData("/v0")]
    [InlineData("/v0/business")]
    [InlineData(AssetCalls.Business + "/invoice-payment")]
    [InlineData(AssetCalls.Business + "/reports/other")]
    [InlineData(Memo + "/refund")]
    public async Task UnknownPath_AnyMethod_Is404(string path)
    {
        await using var app = await CreditApplication.StartAsync();

        (await app.AssetGetAsync(path)).Is(404, """{"error":"Not found","data":null}""");
        (await app.AssetPostAsync(path, "{}")).Is(404, """{"error":"Not found","data":null}""");
    }

    [Theory]
    [InlineData("POST", AssetCalls.Report, "GET")]
    [InlineData("DELETE", AssetCalls.Memos, "GET, POST")]
    [InlineData("PUT", Memo, "GET")]
    [InlineData("GET", AssetCalls.Token, "POST")]
    public async Task KnownPath_AnotherMethod_Is405(string method, string path, string allowed)
    {
        await using var app = await CreditApplication.StartAsync();

        var answer = await app.AssetAsync(CreditApplication.Request(new(method), path));

        answer.Is(405, $$"""{"error":"{{method}} is not allowed here; allowed is {{allowed}}.","data":null}""");
        Assert.Equal(allowed, answer.Header("Allow"));
    }

    [Fact]
    public async Task AnyRequest_WithinTheMinute_CountsDown()
    {
        await using var app = await CreditApplication.StartAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(20));

        await app.AssetGetAsync(AssetCalls.Report);
        var answer = await app.AssetGetAsync(Memo);

        Assert.Equal(("300", "298", "1795262460"), (answer.Header("x-ratelimit-limit"), answer.Header("x-ratelimit-remaining"), answer.Header("x-ratelimit-reset")));
    }

    [Fact]
    public async Task AnyRequest_BeyondTheLimit_Is429UntilTheNextMinute()
    {
        await using var app = await CreditApplication.StartAsync(null, ("asset:RequestsPerMinute", "1"));
        app.Clock.Advance(TimeSpan.FromSeconds(20));
        await app.AssetGetAsync(AssetCalls.Report);

        var answer = await app.AssetGetAsync(AssetCalls.Memos);

        answer.Is(429, """{"error":"More than 1 requests in a minute; the next one begins in 40 seconds.","data":null}""");
        Assert.Equal(("40", "0"), (answer.Header("Retry-After"), answer.Header("x-ratelimit-remaining")));
        app.Clock.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(200, (await app.AssetGetAsync(AssetCalls.Memos)).Status);
    }

    [Fact]
    public async Task Create_NotJson_Is415()
    {
        await using var app = await CreditApplication.StartAsync();
        var request = CreditApplication.Request(HttpMethod.Post, AssetCalls.Memos);
        request.Content = new StringContent("[]", System.Text.Encoding.UTF8, "text/plain");

        (await app.AssetAsync(request)).Is(415, """{"error":"Content-Type is 'text/plain; charset=utf-8'; allowed is application/json.","data":null}""");
    }

    [Fact]
    public async Task Create_BodyTooLarge_Is413()
    {
        await using var app = await CreditApplication.StartAsync();

        (await app.AssetPostAsync(AssetCalls.Memos, $"[\"{new string('x', 300_000)}\"]")).Is(413, """{"error":"The body has more than 262144 bytes.","data":null}""");
    }

    private static HttpRequestMessage Request(string method, string path) => CreditApplication.Request(
        new(method), path, method == "POST" && path == AssetCalls.Memos ? """[{"customer_id":"c1","number":"1","amount":1}]""" : null);
}
