using System.Text;
using CreditFunctions.Dialects.Dodo;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Tests.Application;
using Microsoft.AspNetCore.Http;
using static CreditFunctions.Tests.Dialects.Dodo.DodoCalls;

namespace CreditFunctions.Tests.Dialects.Dodo;

/// <summary>What every function of the dialect refuses, in its own envelope.</summary>
public sealed class ErrorsTests
{
    public static TheoryData<string, string> All => DodoFunctions;

    public static TheoryData<string, string> WithBody => new()
    {
        { "POST", "/credit-entitlements" }, { "PATCH", "/credit-entitlements/lane-credit" }, { "POST", Balance + "/ledger-entries" },
    };

    [Theory]
    [MemberData(nameof(All))]
    public async Task AnyFunction_NoKeyOrAWrongOne_Is401(string method, string path)
    {
        await using var app = await Scenes.NothingAsync();

        (await app.SendBareAsync(CreditApplication.Request(new(method), path))).IsError(401, "UNAUTHORIZED", "Authorization is missing; send 'Authorization: Bearer <API key>'.");
        (await app.SendBareAsync(CreditApplication.Request(new(method), path, null, ("Authorization", "Bearer cf_wrong")))).IsError(401, "UNAUTHORIZED", "The API key or access token is unknown, expired or revoked.");
        Assert.Equal("401 UNAUTHORIZED", (await app.SendBareAsync(CreditApplication.Request(new(method), path, null, ("Authorization", "Digest x")))).Error());
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task AnyFunction_KeyWithoutTheScope_Is403(string method, string path)
    {
        await using var app = await Scenes.NothingAsync();

        Assert.Equal("403 FORBIDDEN", (await app.SendAsync(CreditApplication.Request(new(method), path), Scopes.ReportRead)).Error());
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task AnyFunction_KeyThatMayOnlyLook_MayLook(string method, string path)
    {
        await using var app = await Scenes.HarbourAsync();

        Assert.Equal(method == "GET" ? 200 : 403, (await app.SendAsync(CreditApplication.Request(new(method), path), Scopes.BalancesRead)).Status);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task AnyFunction_WrongMethod_Is405(string method, string path)
    {
        await using var app = await Scenes.NothingAsync();

        foreach (var wrong in new[] { "PUT", "TRACE", "OPTIONS" })
        {
            var answer = await app.SendAsync(CreditApplication.Request(new(wrong), path));

            Assert.Equal("405 METHOD_NOT_ALLOWED", answer.Error());
            Assert.Contains(method, answer.Header("Allow"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/credit-entitlements/lane-credit/nothing")]
    [InlineData("/credit-entitlements/lane-credit/balances/c1/nothing")]
    [InlineData("/credit-entitlements/lane-credit/balances/c1/ledger/1")]
    [InlineData("/customers")]
    [InlineData("/customers/cus_1")]
    [InlineData("/customers/cus_1/wallets")]
    [InlineData("/customers/cus_1/wallets/ledger-entries")]
    public async Task Path_NotThere_Is404(string path)
    {
        await using var app = await Scenes.NothingAsync();

        (await app.GetAsync(path)).IsError(404, "NOT_FOUND", $"There is nothing at GET {path}.");
        (await app.PostAsync(path, "{}")).IsError(404, "NOT_FOUND", $"There is nothing at POST {path}.");
        (await app.SendBareAsync(CreditApplication.Request(HttpMethod.Get, path))).IsError(404, "NOT_FOUND", $"There is nothing at GET {path}.");
    }

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task Body_OfAnotherContentType_Is415(string method, string path)
    {
        await using var app = await Scenes.NothingAsync();

        foreach (var type in new[] { "text/plain", "application/x-www-form-urlencoded" })
        {
            var request = CreditApplication.Request(new(method), path);
            request.Content = new StringContent("{}", Encoding.UTF8, type);
            (await app.SendAsync(request)).IsError(415, "UNSUPPORTED_MEDIA_TYPE", $"Content-Type is '{type}; charset=utf-8'; allowed is application/json.");
        }

        Assert.Equal("415 UNSUPPORTED_MEDIA_TYPE", (await app.SendAsync(CreditApplication.Request(new(method), path))).Error());
    }

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task Body_TooLarge_Is413(string method, string path)
    {
        await using var app = await Scenes.NothingAsync();

        (await app.SendAsync(CreditApplication.Request(new(method), path, new string(' ', 300_000)))).IsError(413, "BODY_TOO_LARGE", "The body has more than 262144 bytes.");
    }

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task Body_ThatIsNoJsonObject_Is400(string method, string path)
    {
        await using var app = await Scenes.NothingAsync();

        foreach (var body in new[] { "", "[]", "null", "not JSON", "{\"a\":}", "{\"a\":\"\\udc00\"}", "{\"name\":\"a\",\"name\":\"b\"}" })
        {
            Assert.Equal("400 INVALID_REQUEST_BODY", (await app.SendAsync(CreditApplication.Request(new(method), path, body))).Error());
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task AnyFunction_StorageGone_Is503WithRetryAfter(string method, string path)
    {
        var faults = new Faults();
        await using var app = await CreditApplication.StartAsync(faults);
        Assert.Equal(201, (await app.PutAsync("/api/entitlements/lane-credit", """{"unit":"USD"}""")).Status);
        var body = path.EndsWith("/ledger-entries", StringComparison.Ordinal) ? """{"entry_type":"credit","amount":"1"}""" : path == "/credit-entitlements" ? Hours : "{}";

        faults.Strike = static _ => Fault.FailBefore;
        var answer = await app.Clock.DriveAsync(app.SendAsync(CreditApplication.Request(new(method), path, method is "GET" or "DELETE" ? null : body)), TimeSpan.FromSeconds(1));

        Assert.Equal(("503 INTERNAL_SERVER_ERROR", "2"), (answer.Error(), answer.Header("Retry-After")));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task AnyFunction_OfAnotherBusiness_IsAsIfItWereNotThere(string method, string path)
    {
        await using var app = await Scenes.HarbourAsync();
        var body = path.EndsWith("/ledger-entries", StringComparison.Ordinal) ? """{"entry_type":"credit","amount":"1"}""" : "{}";
        var stranger = ("Authorization", $"Bearer {await app.KeyAsync(Scopes.All, "biz_other")}");

        var answer = await app.SendBareAsync(CreditApplication.Request(new(method), path, method is "GET" or "DELETE" ? null : body, stranger));

        if (path == "/credit-entitlements")
        {
            Assert.Equal(method == "GET" ? """{"items":[]}""" : "400", method == "GET" ? answer.Text : $"{answer.Status}");
            return;
        }

        Assert.Equal(path.EndsWith("undelete", StringComparison.Ordinal) ? "500 INTERNAL_SERVER_ERROR" : "404 NOT_FOUND", answer.Error());
        Assert.Equal("75", (await app.GetAsync(Balance)).At("balance"));
    }

    [Theory]
    [InlineData("report_too_large", 422, "INVALID_QUERY_PARAMS", "")]
    [InlineData("snapshot_failed", 503, "INTERNAL_SERVER_ERROR", "false")]
    public void Report_ThatCannotBeHad_IsToldAsDodoMight(string code, int status, string expected, string retry)
    {
        var http = new DefaultHttpContext();

        var (answered, body) = DodoErrors.Of(http, new(409, code, "Why."));

        Assert.Equal((status, $$"""{"code":"{{expected}}","message":"Why."}"""), (answered, Encoding.UTF8.GetString(body)));
        Assert.Equal(retry, http.Response.Headers["x-should-retry"].ToString());
    }

    [Fact]
    public async Task AnyFunction_OneRequestTooMany_Is429()
    {
        await using var app = await CreditApplication.StartAsync(null, ("dodo:RequestsPerMinute", "2"));

        Assert.Equal("1", (await app.GetAsync("/credit-entitlements")).Header("X-RateLimit-Remaining"));
        Assert.Equal("0", (await app.GetAsync("/credit-entitlements")).Header("X-RateLimit-Remaining"));
        var answer = await app.GetAsync("/credit-entitlements");

        Assert.Equal(("429 TOO_MANY_REQUESTS", "60", "0"), (answer.Error(), answer.Header("Retry-After"), answer.Header("X-RateLimit-Remaining")));
    }

    [Fact]
    public async Task AnyFunction_NoLimitSet_SaysNothingOfOne()
    {
        await using var app = await Scenes.NothingAsync();

        Assert.Null((await app.GetAsync("/credit-entitlements")).Header("X-RateLimit-Remaining"));
    }

    [Fact]
    public async Task Get_WithAContentTypeAndNoBody_IsAnswered()
    {
        await using var app = await Scenes.HarbourAsync();
        var request = CreditApplication.Request(HttpMethod.Get, Balance);
        request.Content = new ByteArrayContent([]);
        request.Content.Headers.ContentType = new("application/json");

        Assert.Equal(200, (await app.SendAsync(request)).Status);
    }
}
