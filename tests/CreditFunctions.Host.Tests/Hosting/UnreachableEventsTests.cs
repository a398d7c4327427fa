using CreditFunctions.Hosting;
using CreditFunctions.Tests.Application;
using CreditFunctions.Tests.Standin;

namespace CreditFunctions.Tests.Hosting;

/// <summary>Paths at which the program takes events from its host: however they are written, nobody outside reaches one.</summary>
public sealed class UnreachableEventsTests(SharedApplication shared) : IClassFixture<SharedApplication>
{
    private const string Event = """{"Data":{"timer":{"Schedule":{},"ScheduleStatus":null,"IsPastDue":false}},"Metadata":{}}""";

    public static TheoryData<string> Spellings =>
    [
        "/{0}", "/{0}/", "/{0}?x=1", "/{0}%20", "/{0}%00", "/{0};a=b", "/./{0}", "//{0}", "///{0}", "/%2e/{0}", "/x/../{0}", "/x/%2e%2e/{0}", "/x/%2E./{0}", "/%2f{0}", "/%5c{0}", "/..%2f{0}", "/%252e%252e/{0}",
        "/v1/../{0}", "/v1/%2e%2e/{0}", "/v1/..%2f{0}", "/v1/%2e%2e%2f{0}", "/v1/..%5c{0}", "/v1/..%5C{0}", "/v1/..\\{0}", "/v1\\..\\{0}", "/\\{0}", "/v1/%252e%252e%252f{0}", "/v1//{0}", "/v1/{0}", "/v0/../{0}", "/v0/%2e%2e/{0}", "/v0/..%2f{0}", "/api/../{0}", "/api/%2e%2e/{0}",
        "/api/..%2f{0}", "/api/v2/../../{0}", "/api/v2/%2e%2e/%2e%2e/{0}", "/api/v2//{0}", "/api/v2//..//../{0}", "/api/{0}", "/api//{0}", "/customers/../{0}", "/customers/..%2f{0}", "/adjustments/../{0}",
        "/credit-entitlements/%2e%2e/{0}", "/health/../{0}", "/health/..%2f{0}", "/console/../{0}", "/openapi.json/../{0}", "/admin/../{0}", "/admin/%2e%2e/{0}",
        "http://x/{0}", "http://127.0.0.1/{0}", "http://x//{0}", "http://x/v1/../{0}", "http://x/v1/%2e%2e/{0}",
    ];

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task Event_FromOutside_IsNeverTaken(string spelling)
    {
        var before = shared.App.Taken();
        foreach (var name in new FunctionTable().Timers.Select(timer => timer.Name).Concat(new FunctionTable().Queues.Select(queue => queue.Name)))
        {
            foreach (var written in new[] { name, name.ToLowerInvariant(), name.ToUpperInvariant(), string.Concat(name.Select(letter => $"%{(int)letter:x2}")) })
            {
                var answer = await ScriptedHandler.RawAsync(
                    shared.App.Url,
                    $"POST {string.Format(System.Globalization.CultureInfo.InvariantCulture, spelling, written)} HTTP/1.1\r\nHost: x\r\nX-Azure-Functions-InvocationId: 1\r\nContent-Type: application/json\r\nContent-Length: {Event.Length}\r\nConnection: close\r\n\r\n{Event}");

                Assert.Matches("^HTTP/1\\.1 (400|401|404|405)", answer);
                Assert.DoesNotContain("ReturnValue", answer, StringComparison.Ordinal);
            }
        }

        Assert.Equal(before, shared.App.Taken());
    }

    [Fact]
    public void Functions_OfEveryRoute_AreFoundUnderTheirOwnNames()
    {
        var table = new FunctionTable();

        Assert.All(table.Http.Concat(table.Dialects.SelectMany(dialect => dialect.Functions)), function => Assert.Equal(
            function.Name, Serving.App.Match(function.Method, "/" + string.Join('/', function.Route.Split('/').Select(part => part.StartsWith('{') ? "x" : part)))?.Name));
    }

    [Theory]
    [InlineData("GET", "/", "Root")]
    [InlineData("GET", "/console", "Console")]
    [InlineData("GET", "/openapi.json", "OpenApi")]
    [InlineData("PATCH", "/api/customers", "Unrouted-unclaimed-0")]
    [InlineData("TRACE", "/api/nothing", "Unrouted-unclaimed-0")]
    [InlineData("GET", "/api", "Unrouted-unclaimed-0")]
    [InlineData("GET", "/api/v2/nothing", "Unrouted-teamup-0")]
    [InlineData("GET", "/health/nothing", "Unrouted-unclaimed-1")]
    [InlineData("GET", "/customers/ctm_1/nothing", "Unrouted-dodo-1")]
    [InlineData("GET", "/nowhere", null)]
    public void Path_ThatIsNoFunctionOfAnApi_IsTakenBy(string method, string path, string? function) => Assert.Equal(function, Serving.App.Match(method, path)?.Name);
}

/// <summary>What a program says of its events.</summary>
internal static class TakenEvents
{
    /// <summary>How many of its log lines speak of events.</summary>
    public static int Taken(this CreditApplication app) => app.Logged.Count(static line => line.StartsWith("24", StringComparison.Ordinal));
}
