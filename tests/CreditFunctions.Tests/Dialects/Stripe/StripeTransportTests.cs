using System.Text;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Tests.Application;
using static CreditFunctions.Tests.Dialects.Stripe.StripeRequests;

namespace CreditFunctions.Tests.Dialects.Stripe;

/// <summary>What holds for every request: keys, headers, paths, bodies and outages, all in Stripe's envelope.</summary>
public sealed class StripeTransportTests
{
    [Fact]
    public async Task Error_Any_HasStripesEnvelope()
    {
        await using var app = await StartAsync();

        var answer = await app.GetAsync(Summary + "?customer=c1");

        answer.Is(400, """
            { "error": { "type": "invalid_request_error", "code": "parameter_missing", "message": "Missing required param: filter.", "param": "filter",
                         "doc_url": "https://stripe.com/docs/error-codes/parameter-missing" } }
            """);
    }

    [Theory]
    [InlineData("GET", "/v1", 404)]
    [InlineData("GET", "/v1/customers", 404)]
    [InlineData("POST", "/v1/billing/credit_grants/x/revoke", 404)]
    [InlineData("DELETE", Grants, 405)]
    [InlineData("PUT", Grants + "/credgr_1", 405)]
    [InlineData("POST", Summary, 405)]
    [InlineData("POST", Transactions, 405)]
    [InlineData("GET", Grants + "/credgr_1/void", 405)]
    public async Task Path_ThatIsNotThere_IsUnrecognized(string method, string path, int status)
    {
        await using var app = await StartAsync();

        var answer = await app.SendBareAsync(CreditApplication.Request(new(method), path));

        answer.Is(status, $$"""{ "error": { "type": "invalid_request_error", "message": "Unrecognized request URL ({{method}}: {{path}})." } }""");
    }

    [Theory]
    [InlineData("GET", Summary)]
    [InlineData("GET", Grants)]
    [InlineData("POST", Grants)]
    [InlineData("GET", Grants + "/x")]
    [InlineData("POST", Grants + "/x")]
    [InlineData("POST", Grants + "/x/expire")]
    [InlineData("POST", Grants + "/x/void")]
    [InlineData("GET", Transactions)]
    [InlineData("GET", Transactions + "/x")]
    public async Task Key_MissingWrongOrWithoutTheScope_IsRefused(string method, string path)
    {
        await using var app = await StartAsync();
        var wrongScope = await app.KeyAsync(method == "GET" ? Scopes.LedgerWrite : Scopes.BalancesRead | Scopes.ReportRead);

        Assert.Equal("401 invalid_request_error - -", (await app.SendBareAsync(CreditApplication.Request(new(method), path))).Error());
        Assert.Equal("401 invalid_request_error - -", (await app.SendBareAsync(CreditApplication.Request(new(method), path, null, ("Authorization", "Bearer sk_live_1")))).Error());
        Assert.Equal("401 invalid_request_error - -", (await app.SendBareAsync(CreditApplication.Request(new(method), path, null, ("Authorization", "Digest x")))).Error());
        Assert.Equal("403 invalid_request_error - -", (await app.SendBareAsync(CreditApplication.Request(new(method), path, null, ("Authorization", $"Bearer {wrongScope}")))).Error());
    }

    [Fact]
    public async Task Key_AsTheUserOfBasic_IsTaken()
    {
        await using var app = await StartAsync();
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{await app.KeyAsync(Scopes.BalancesRead)}:"));

        Assert.Equal(200, (await app.GetAsync($"{Summary}?customer=c1&{Metered}", ("Authorization", $"Basic {basic}"))).Status);
    }

    [Theory]
    [InlineData($"{Summary}?customer=c1&{Metered}", 200)]
    [InlineData(Summary, 400)]
    [InlineData("/v1/nothing", 404)]
    public async Task Headers_OfAnyAnswer_AreThoseTheSdkReads(string path, int status)
    {
        await using var app = await StartAsync();

        var answer = await app.GetAsync(path, ("Stripe-Version", "2026-10-28.endive"), ("Content-Type", "application/x-www-form-urlencoded"));

        Assert.Equal((status, "2026-10-28.endive", null), (answer.Status, answer.Header("stripe-version"), answer.Header("idempotency-key")));
        Assert.Matches("^req_[0-9A-Za-z]{14}$", answer.Header("request-id"));
    }

    [Fact]
    public async Task Header_ThatCannotBeSentBack_IsNotEchoed()
    {
        await using var app = await StartAsync();

        Assert.Null((await app.GetAsync("/v1/nothing", ("Stripe-Version", "two words"))).Header("stripe-version"));
    }

    [Theory]
    [InlineData("application/json", "{}", 415)]
    [InlineData("multipart/form-data; boundary=x", "--x--", 415)]
    [InlineData(null, "a=b", 415)]
    public async Task Body_ThatIsNoForm_IsRefused(string? type, string body, int status)
    {
        await using var app = await StartAsync();
        var request = CreditApplication.Request(HttpMethod.Post, Grants);
        request.Content = new StringContent(body);
        request.Content.Headers.ContentType = type is null ? null : System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);

        Assert.Equal($"{status} invalid_request_error - -", (await app.SendAsync(request)).Error());
    }

    [Theory]
    [InlineData(true)]
    // A host answers a chunked body with its own 500.
    [InlineData(false, Traits = [DirectOnlyAttribute.Name, DirectOnlyAttribute.Value])]
    public async Task Body_ThatIsTooLarge_IsRefused(bool isLengthKnown)
    {
        await using var app = await StartAsync();
        var request = CreditApplication.Request(HttpMethod.Post, Grants);
        var bytes = Encoding.ASCII.GetBytes("name=" + new string('a', 300_000));
        request.Content = isLengthKnown ? new ByteArrayContent(bytes) : new StreamContent(new MemoryStream(bytes));
        request.Content.Headers.ContentType = new("application/x-www-form-urlencoded");
        request.Headers.TransferEncodingChunked = !isLengthKnown;

        Assert.Equal("413 invalid_request_error - -", (await app.SendAsync(request)).Error());
    }

    [Fact]
    public async Task Body_OfTooManyParameters_IsRefused()
    {
        await using var app = await StartAsync();

        Assert.Equal("400 invalid_request_error - -", (await app.FormAsync(Grants, string.Concat(Enumerable.Range(0, 1001).Select(i => $"metadata[k{i}]=v&")))).Error());
    }

    [Fact]
    public async Task Parameters_InQueryAndBody_AreTakenTogether()
    {
        await using var app = await StartAsync();

        Assert.Equal(200, (await app.FormAsync($"{Grants}?customer=c1", TenDollars.Replace("customer=c1&", "", StringComparison.Ordinal))).Status);
        Assert.Equal("400 invalid_request_error - customer", (await app.FormAsync($"{Grants}?customer=c1", TenDollars)).Error());
    }

    [Theory]
    [InlineData("GET", $"{Summary}?customer=c1&{Metered}")]
    [InlineData("GET", Grants)]
    [InlineData("GET", Transactions + "?customer=c1")]
    [InlineData("POST", Grants)]
    public async Task Storage_ThatCannotBeReached_IsAnErrorOfTheApi(string method, string path)
    {
        var faults = new Faults();
        await using var app = await StartAsync(faults);
        var key = await app.KeyAsync(Scopes.All);
        await app.GetAsync(Grants);
        faults.Strike = static call => call.Store == Storage.StoreNames.Credits ? Fault.FailBefore : Fault.None;

        var request = CreditApplication.Request(new(method), path, null, ("Authorization", $"Bearer {key}"), ("Stripe-Version", "v1"));
        request.Content = method == "POST" ? new StringContent(TenDollars, Encoding.UTF8, "application/x-www-form-urlencoded") : null;
        var answer = await app.Clock.DriveAsync(app.SendBareAsync(request), TimeSpan.FromSeconds(30));

        Assert.Equal("503 api_error - -", answer.Error());
        Assert.Equal("v1", answer.Header("stripe-version"));
        Assert.StartsWith("req_", answer.Header("request-id"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_BeyondTheLimit_AreTooMany()
    {
        await using var app = await StartAsync(null, ("stripe:RequestsPerMinute", "1"));
        Assert.Equal(200, (await app.GetAsync(Grants)).Status);

        var answer = await app.GetAsync(Grants);

        Assert.Equal(("429 invalid_request_error rate_limit -", "60"), (answer.Error(), answer.Header("retry-after")));
    }
}
