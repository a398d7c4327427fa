using CreditFunctions.Standin;

namespace CreditFunctions.Tests.Standin;

/// <summary>What a request has become when it reaches the handler.</summary>
public sealed class ForwardedRequestTests
{
    [Theory]
    [InlineData("/any/A%20b%2Fc%25d/%C3%A9", "/any/A%20b%2Fc%25d/%C3%A9")]
    [InlineData("/any/x/%2e%2E/y", "/any/y")]
    [InlineData("/any/./x/../y/", "/any/y/")]
    [InlineData("/ANY/Case", "/ANY/Case")]
    [InlineData("/any?x=1&y=3&x=2", "/any?x=1,2&y=3")]
    [InlineData("/any?flag&x=", "/any?flag=&x=")]
    [InlineData("/any?expand%5B%5D=a&expand[]=b%2Cc", "/any?expand%5B%5D=a,b,c")]
    [InlineData("/any?q=a%20b+c", "/any?q=a%20b%20c")]
    [InlineData("/", "/")]
    public async Task Target_OfARequest_IsForwardedAs(string sent, string forwarded)
    {
        var requests = new List<string>();
        await using var handler = new ScriptedHandler(ScriptedHandler.Keeping(requests));
        await using var host = await handler.StartAsync();

        Assert.StartsWith("HTTP/1.1 200", await ScriptedHandler.RawAsync(host.Url, $"GET {sent} HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);

        Assert.Equal($"GET {forwarded}", Assert.Single(requests).Split('\n')[0]);
    }

    [Fact]
    public async Task Headers_OfARequest_AreKeptJoinedAndAddedTo()
    {
        var requests = new List<string>();
        await using var handler = new ScriptedHandler(ScriptedHandler.Keeping(requests));
        await using var host = await handler.StartAsync();

        await ScriptedHandler.RawAsync(
            host.Url,
            "POST /any HTTP/1.1\r\nHost: example.org\r\nAuthorization: Bearer k\r\nIf-None-Match: \"a\"\r\nX-A: 1\r\nX-A: 2\r\nUser-Agent: sdk/1\r\nCookie: a=1; b=2\r\nContent-Type: text/csv\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody");

        var lines = Assert.Single(requests).Split('\n');
        Assert.Contains("Host: example.org", lines);
        Assert.Contains("Authorization: Bearer k", lines);
        Assert.Contains("If-None-Match: \"a\"", lines);
        Assert.Contains("X-A: 1, 2", lines);
        Assert.Contains("User-Agent: sdk/1 Azure-Functions-Host/4.1037.0.0", lines);
        Assert.Contains("Cookie: a=1; b=2", lines);
        Assert.Contains("Content-Type: text/csv", lines);
        Assert.Contains("X-Azure-Functions-HostVersion: 4.1037.0.0", lines);
        Assert.Contains(lines, line => line.StartsWith("X-Azure-Functions-InvocationId: ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("traceparent: 00-", StringComparison.Ordinal));
        Assert.Equal("body", lines[^1]);
    }

    [Fact]
    public async Task Traceparent_OfTheClient_IsKept()
    {
        const string Parent = "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        var requests = new List<string>();
        await using var handler = new ScriptedHandler(ScriptedHandler.Keeping(requests));
        await using var host = await handler.StartAsync();

        await ScriptedHandler.RawAsync(host.Url, $"GET /any HTTP/1.1\r\nHost: x\r\n{Parent}\r\nConnection: close\r\n\r\n");

        Assert.Contains(Parent, Assert.Single(requests).Split('\n'));
    }

    [Theory]
    [InlineData("GET /any//x HTTP/1.1\r\nHost: x\r\n", 404)]
    [InlineData("GET /nowhere HTTP/1.1\r\nHost: x\r\n", 404)]
    [InlineData("POST /things/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n", 404)]
    [InlineData("GET /short/four HTTP/1.1\r\nHost: x\r\n", 404)]
    [InlineData("POST /T1 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n", 404)]
    [InlineData("GET /admin/host/status HTTP/1.1\r\nHost: x\r\n", 404)]
    [InlineData("POST /any HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", 500)]
    public async Task Request_TheHostAnswersItself_HasAnEmptyBody(string request, int status)
    {
        var requests = new List<string>();
        await using var handler = new ScriptedHandler(ScriptedHandler.Keeping(requests));
        await using var host = await handler.StartAsync();

        var answer = await ScriptedHandler.RawAsync(host.Url, request.Contains("chunked", StringComparison.Ordinal)
            ? request.Replace("\r\n\r\n0", "\r\nConnection: close\r\n\r\n0", StringComparison.Ordinal) + "\r\n"
            : request + "Connection: close\r\n\r\n");

        Assert.StartsWith($"HTTP/1.1 {status}", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
        Assert.Empty(requests);
    }

    [Fact]
    public async Task Root_WithoutAFunctionOfItsOwn_IsTheHosts()
    {
        var app = new HostApp("""{"version":"2.0"}""", []);
        await using var handler = new ScriptedHandler(ScriptedHandler.Keeping([]));
        await using var shown = await handler.StartAsync(new(), app);
        using var client = new HttpClient();

        Assert.Contains("up and running", await client.GetStringAsync(shown.Url, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public void Route_TwoFunctionsMatch_TheFirstByNameIsTaken() => Assert.Equal("Any", ScriptedHandler.App.Match("GET", "/any/precise")?.Name);
}
