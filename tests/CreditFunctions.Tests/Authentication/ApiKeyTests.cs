using CreditFunctions.Ledger;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Authentication;

public sealed class ApiKeyTests(SharedApplication shared) : IClassFixture<SharedApplication>
{
    public static TheoryData<string> Guarded => Functions.WithKey;

    public static TheoryData<string> All => Functions.All;

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task AnyFunction_NoKey_Is401(string function)
    {
        var answer = await shared.App.SendBareAsync(Functions.Request(function));

        Assert.Equal("401 authentication_missing Authorization", answer.Problem);
        Assert.Equal("Bearer", answer.Header("WWW-Authenticate"));
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task AnyFunction_KeyWithEveryOtherScope_Is403(string function)
    {
        var answer = await shared.App.SendAsync(Functions.Request(function), Scopes.All & ~Functions.Of(function).Scope);

        Assert.Equal("403 insufficient_scope Authorization", answer.Problem);
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task AnyFunction_KeyWithItsScopeAlone_IsLetThrough(string function)
    {
        await using var app = await CreditApplication.StartAsync();

        var answer = await app.SendAsync(Functions.Request(function), Functions.Of(function).Scope);

        Assert.DoesNotContain(answer.Status, new[] { 401, 403 });
    }

    [Theory]
    [InlineData("Bearer wrong", "authentication_failed")]
    [InlineData("Bearer", "authentication_malformed")]
    [InlineData("Bearer ", "authentication_malformed")]
    [InlineData("Basic Y2ZfOg==", "authentication_failed")]
    [InlineData("Token cf_", "authentication_failed")]
    [InlineData("Basic Y2ZfOng=", "authentication_malformed")]
    [InlineData("Basic Og==", "authentication_malformed")]
    [InlineData("Basic cf_", "authentication_malformed")]
    [InlineData("Digest cf_", "authentication_malformed")]
    [InlineData("cf_key", "authentication_malformed")]
    [InlineData("Bearer a, Bearer b", "authentication_failed")]
    [InlineData(null, "authentication_malformed")]
    public async Task AnyFunction_WrongAuthorization_Is401(string? authorization, string code)
    {
        var request = CreditApplication.Request(HttpMethod.Get, "/api/customers", null, ("Authorization", authorization ?? "Bearer " + new string('x', 256)));

        Assert.Equal($"401 {code} Authorization", (await shared.App.SendBareAsync(request)).Problem);
    }

    [Theory]
    [InlineData("bearer", "{0}")]
    [InlineData("Token", "{0}")]
    [InlineData("Basic", "{0}:")]
    public async Task AnyFunction_KeyInAnotherForm_IsLetThrough(string scheme, string form)
    {
        var key = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, await shared.App.KeyAsync(Scopes.All));
        var request = CreditApplication.Request(
            HttpMethod.Get, "/api/customers", null, ("Authorization", $"{scheme} {(scheme == "Basic" ? Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(key)) : key)}"));

        Assert.Equal(200, (await shared.App.SendBareAsync(request)).Status);
    }

    [Fact]
    public async Task RevokedKey_After30Seconds_Is401()
    {
        await using var app = await CreditApplication.StartAsync();
        Assert.Equal(200, (await app.GetAsync("/api/customers")).Status);
        var directory = new DirectoryStore(app.Storage.Table(StoreNames.Directory));
        var key = await directory.KeyAsync(ApiKey.HashOf(await app.KeyAsync(Scopes.All)), TestContext.Current.CancellationToken);
        await directory.PutKeyAsync(key! with { RevokedAt = Instant.Now(app.Clock) }, TestContext.Current.CancellationToken);

        app.Clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal("401 authentication_failed Authorization", (await app.GetAsync("/api/customers")).Problem);
    }

    [Theory]
    [InlineData("/api/customers/c1", "404 customer_not_found customer_id")]
    [InlineData("/api/customers/c1/credits", "404 customer_not_found customer_id")]
    [InlineData("/api/customers/c1/credits/default/USD", "404 customer_not_found customer_id")]
    [InlineData("/api/customers/c1/credits/default/USD/entries", "404 customer_not_found customer_id")]
    [InlineData("/api/entitlements/pack", "404 entitlement_not_found entitlement")]
    public async Task KeyOfAnotherBusiness_LooksForWhatIsNotIts_FindsNothing(string path, string problem)
    {
        await using var app = await CreditApplication.StartAsync();
        await app.GrantAsync("c1", "1.00");
        await app.PutAsync("/api/entitlements/pack", """{"unit":"USD"}""");

        Assert.Equal(problem, (await app.SendAsync(await ForeignAsync(app, path))).Problem);
    }

    [Theory]
    [InlineData("/api/customers", "customers")]
    [InlineData("/api/reports/credit-balances/data", "rows")]
    [InlineData("/api/reports/customer-credits/data", "rows")]
    [InlineData("/api/reports/credit-balances/snapshots", "snapshots")]
    public async Task KeyOfAnotherBusiness_Lists_AreEmpty(string path, string list)
    {
        await using var app = await CreditApplication.StartAsync();
        await app.GrantAsync("c1", "1.00");

        var answer = await app.SendAsync(await ForeignAsync(app, path));

        Assert.Equal((200, 0), (answer.Status, answer.Json.GetProperty(list).GetArrayLength()));
    }

    private static async Task<HttpRequestMessage> ForeignAsync(CreditApplication app, string path) =>
        CreditApplication.Request(HttpMethod.Get, path, null, ("Authorization", $"Bearer {await app.KeyAsync(Scopes.All, "biz_other")}"));
}
