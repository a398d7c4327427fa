using System.Net.Http.Headers;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Dialects.Paddle;

/// <summary>Whatever goes wrong under Paddle's paths is said in its envelope.</summary>
public sealed class PaddleErrorTests(SharedApplication shared) : IClassFixture<SharedApplication>
{
    [Theory]
    [InlineData(PaddleAnswers.Balances)]
    [InlineData("/adjustments")]
    public async Task Get_NoKey_Is403AuthenticationMissing(string path)
    {
        var answer = await shared.App.SendBareAsync(CreditApplication.Request(HttpMethod.Get, path));

        answer.IsError(403, "request_error", "authentication_missing", "Authorization is missing; send 'Authorization: Bearer <API key>'.");
        Assert.Null(answer.Header("WWW-Authenticate"));
    }

    [Theory]
    [InlineData("cf_key", "authentication_malformed")]
    [InlineData("Bearer nobody", "invalid_token")]
    public async Task Get_WrongKey_Is403(string authorization, string code)
    {
        var answer = await shared.App.GetAsync(PaddleAnswers.Balances, ("Authorization", authorization));

        Assert.Equal($"403 request_error {code} -", answer.Error());
    }

    [Theory]
    [InlineData(PaddleAnswers.Balances)]
    [InlineData("/adjustments")]
    public async Task Get_KeyWithEveryOtherScope_Is403Forbidden(string path)
    {
        var answer = await shared.App.SendAsync(CreditApplication.Request(HttpMethod.Get, path), Scopes.All & ~Scopes.BalancesRead);

        Assert.Equal("403 request_error forbidden -", answer.Error());
    }

    [Fact]
    public async Task Get_LowerCaseBearerAndContentType_AsTheSdkSendsThem_IsAnswered()
    {
        var request = CreditApplication.Request(HttpMethod.Get, "/adjustments", null, ("Authorization", $"bearer {await shared.App.KeyAsync(Scopes.All)}"), ("Paddle-Version", "1"));
        request.Content = new ByteArrayContent([]) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

        Assert.Equal(200, (await shared.App.SendBareAsync(request)).Status);
    }

    [Fact]
    public async Task Get_CreditEntitlementsOfACustomerWithPaddlesId_AreDodos()
    {
        var answer = await shared.App.GetAsync($"/customers/{Scenes.PaddleCustomer}/credit-entitlements");

        answer.Is(404, $$"""{"code":"NOT_FOUND","message":"There is no customer '{{Scenes.PaddleCustomer}}'."}""");
    }

    [Theory]
    [InlineData("GET", "/customers/ctm_01hv8wptq8987qeep44cyrewp9", "404 request_error invalid_url -")]
    [InlineData("PATCH", "/customers/ctm_01hv8wptq8987qeep44cyrewp9", "404 request_error invalid_url -")]
    [InlineData("GET", "/customers/ctm_01hv8wptq8987qeep44cyrewp9/addresses", "404 request_error invalid_url -")]
    [InlineData("GET", "/adjustments/adj_01hvgf2s84dr6reszzg29zbvcm", "404 request_error invalid_url -")]
    [InlineData("GET", "/adjustments/adj_01hvgf2s84dr6reszzg29zbvcm/credit-note", "404 request_error invalid_url -")]
    [InlineData("POST", "/adjustments", "405 request_error method_not_allowed -")]
    [InlineData("DELETE", "/adjustments", "405 request_error method_not_allowed -")]
    [InlineData("POST", PaddleAnswers.Balances, "405 request_error method_not_allowed -")]
    [InlineData("PUT", "/customers/c1/credit-balances/", "405 request_error method_not_allowed -")]
    public async Task Any_PathOrMethodThatIsNotThere_IsSaidInTheEnvelope(string method, string path, string expected)
    {
        var answer = await shared.App.SendAsync(CreditApplication.Request(new(method), path, method is "POST" or "PATCH" or "PUT" ? "{}" : null));

        Assert.Equal(expected, answer.Error());
        Assert.Equal(answer.Header("Request-Id"), answer.At("meta.request_id"));
    }

    [Fact]
    public async Task Any_AnotherDialectsCustomer_IsNotPaddles()
    {
        var answer = await shared.App.GetAsync("/customers/cus_1");

        Assert.Null(answer.Header("Request-Id"));
    }

    [Fact]
    public async Task Get_TwoRequests_HaveIdsOfTheirOwn() =>
        Assert.NotEqual((await shared.App.GetAsync("/adjustments")).Header("Request-Id"), (await shared.App.GetAsync("/adjustments")).Header("Request-Id"));

    [Theory]
    [InlineData(PaddleAnswers.Balances)]
    [InlineData("/adjustments")]
    public async Task Get_StorageGone_Is503InTheEnvelope(string path)
    {
        var faults = new Faults();
        await using var app = await CreditApplication.StartAsync(faults);
        _ = await app.KeyAsync(Scopes.All);

        faults.Strike = static _ => Fault.FailBefore;
        var answer = await app.GetAsync(path);

        answer.IsError(503, "api_error", "service_unavailable", "Storage cannot be reached right now. Nothing is known to have changed.");
        Assert.Equal("2", answer.Header("Retry-After"));
    }

    [Fact]
    public async Task Get_MoreThanTheLimitSet_Is429WithRetryAfter()
    {
        await using var app = await CreditApplication.StartAsync(null, ("paddle:RequestsPerMinute", "1"));
        Assert.Equal(200, (await app.GetAsync("/adjustments")).Status);

        var answer = await app.GetAsync("/adjustments");

        answer.IsError(429, "api_error", "too_many_requests", "More than 1 requests in a minute; the next one begins in 60 seconds.");
        Assert.Equal("60", answer.Header("Retry-After"));
    }
}
