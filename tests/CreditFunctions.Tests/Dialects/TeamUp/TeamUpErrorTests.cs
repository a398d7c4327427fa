using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Dialects.TeamUp;

/// <summary>Whatever goes wrong under TeamUp's paths is said in its style.</summary>
public sealed class TeamUpErrorTests(SharedApplication shared) : IClassFixture<SharedApplication>
{
    [Theory]
    [InlineData("limit=101", """{"limit":["Ensure this value is less than or equal to 100."]}""")]
    [InlineData("limit=-1", """{"limit":["Ensure this value is greater than or equal to 0."]}""")]
    [InlineData("limit=x", """{"limit":["A valid integer is required."]}""")]
    [InlineData("limit=1&limit=2", """{"limit":["A valid integer is required."]}""")]
    [InlineData("offset=-1", """{"offset":["Ensure this value is greater than or equal to 0."]}""")]
    [InlineData("page=0", """{"page":["Ensure this value is greater than or equal to 1."]}""")]
    [InlineData("page_size=101", """{"page_size":["Ensure this value is less than or equal to 100."]}""")]
    [InlineData("page=1&limit=1000", """{"limit":["Ensure this value is less than or equal to 100."]}""")]
    [InlineData("id_gt=1.5", """{"id_gt":["A valid integer is required."]}""")]
    [InlineData("customers=1,a,b", """{"customers":["A valid integer is required.","A valid integer is required."]}""")]
    [InlineData("columns=total,amount", """{"columns":["\"total\" is not a valid choice."]}""")]
    [InlineData("sort=memo", """{"sort":["\"memo\" is not a valid choice."]}""")]
    [InlineData("sort=customer", """{"sort":["\"customer\" is not a valid choice."]}""")]
    [InlineData("sort=--amount", """{"sort":["\"--amount\" is not a valid choice."]}""")]
    [InlineData("sort=-", """{"sort":["\"-\" is not a valid choice."]}""")]
    [InlineData("format=xml", """{"format":["\"xml\" is not a valid choice."]}""")]
    [InlineData("created_at_gte=yesterday", """{"created_at_gte":["Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm:ss[.uuuuuu][+HH:MM|-HH:MM|Z]."]}""")]
    [InlineData("created_at_timeframe=soon", """{"created_at_timeframe":["\"soon\" is not a valid choice. Allowed is today, yesterday, this_ or last_ with week, month, quarter or year, or last_<n>_days, _weeks or _months with n from 1 to 9999."]}""")]
    [InlineData("limit=200&sort=x", """{"limit":["Ensure this value is less than or equal to 100."],"sort":["\"x\" is not a valid choice."]}""")]
    public async Task Data_WrongValue_Is400AndNamesEachField(string query, string expected) =>
        (await shared.App.GetAsync($"{TeamUpPaths.Data}?{query}")).Is(400, expected);

    [Fact]
    public async Task Data_TooManyCustomers_Is400() =>
        (await shared.App.GetAsync($"{TeamUpPaths.Data}?customers={string.Join(',', Enumerable.Range(1, 1001))}")).Is(400, """{"customers":["Ensure this field has no more than 1000 elements."]}""");

    [Theory]
    [InlineData("GET", TeamUpPaths.Report)]
    [InlineData("GET", TeamUpPaths.Data)]
    [InlineData("POST", TeamUpPaths.Export)]
    [InlineData("GET", "/api/v2/jobs/1")]
    [InlineData("GET", "/api/v2/jobs/1/file")]
    public async Task Any_WithoutAGoodKey_IsRefused(string method, string path)
    {
        var missing = await shared.App.SendBareAsync(CreditApplication.Request(new(method), path));
        missing.Is(401, """{"detail":"Authentication credentials were not provided.","code":"not_authenticated"}""");
        Assert.Equal("Token", missing.Header("WWW-Authenticate"));

        var wrong = await shared.App.SendBareAsync(CreditApplication.Request(new(method), path, null, ("Authorization", "Token nobody")));
        wrong.Is(401, """{"detail":"Invalid token.","code":"authentication_failed"}""");
        Assert.Equal("Token", wrong.Header("WWW-Authenticate"));

        (await shared.App.SendBareAsync(CreditApplication.Request(new(method), path, null, ("Authorization", "nobody")))).Is(401, """{"detail":"Invalid token.","code":"authentication_failed"}""");
        (await shared.App.SendAsync(CreditApplication.Request(new(method), path), Scopes.All & ~(method == "POST" ? Scopes.ReportRun : Scopes.ReportRead))).Is(
            403, """{"detail":"You do not have permission to perform this action.","code":"permission_denied"}""");
        (await shared.App.SendAsync(CreditApplication.Request(new(method), path, null, ("Teamup-Request-Mode", "customer")))).Is(
            403, """{"detail":"This endpoint cannot be used in customer mode.","code":"mode_not_allowed"}""");
        (await shared.App.SendAsync(CreditApplication.Request(new(method), path, null, ("Teamup-Request-Mode", "robot")))).Is(
            400, """{"Teamup-Request-Mode":["\"robot\" is not a valid choice."]}""");
    }

    [Theory]
    [InlineData("GET", "/api/v2", """{"detail":"Not found."}""", 404)]
    [InlineData("GET", "/api/v2/customers", """{"detail":"Not found."}""", 404)]
    // A host answers a path with doubled slashes with its own 404.
    [InlineData("GET", "/api/v2//reports/other/data", """{"detail":"Not found."}""", 404, Traits = [DirectOnlyAttribute.Name, DirectOnlyAttribute.Value])]
    [InlineData("POST", TeamUpPaths.Data, """{"detail":"Method \"POST\" not allowed."}""", 405)]
    [InlineData("GET", TeamUpPaths.Export, """{"detail":"Method \"GET\" not allowed."}""", 405)]
    [InlineData("DELETE", "/api/v2/jobs/1", """{"detail":"Method \"DELETE\" not allowed."}""", 405)]
    public async Task Any_PathOrMethodThatIsNotThere_IsSaidInItsStyle(string method, string path, string expected, int status) =>
        (await shared.App.SendAsync(CreditApplication.Request(new(method), path, method == "POST" ? "{}" : null))).Is(status, expected);

    [Theory]
    [InlineData("GET", TeamUpPaths.Data)]
    [InlineData("POST", TeamUpPaths.Export)]
    [InlineData("GET", "/api/v2/jobs/1")]
    public async Task Any_StorageGone_Is503WithRetryAfter(string method, string path)
    {
        var faults = new Faults();
        await using var app = await CreditApplication.StartAsync(faults);
        _ = await app.KeyAsync(Scopes.All);

        faults.Strike = static _ => Fault.FailBefore;
        var answer = await app.SendAsync(CreditApplication.Request(new(method), path));

        answer.Is(503, """{"detail":"Storage cannot be reached right now. Nothing is known to have changed.","code":"storage_unavailable"}""");
        Assert.Equal("2", answer.Header("Retry-After"));
    }

    [Fact]
    public async Task Data_MoreThanTheLimitSet_Is429WithRetryAfter()
    {
        await using var app = await CreditApplication.StartAsync(null, ("teamup:RequestsPerMinute", "1"));
        Assert.Equal(200, (await app.GetAsync(TeamUpPaths.Data)).Status);

        var answer = await app.GetAsync(TeamUpPaths.Data);

        answer.Is(429, """{"detail":"Request was throttled. Expected available in 60 seconds."}""");
        Assert.Equal("60", answer.Header("Retry-After"));
    }
}
