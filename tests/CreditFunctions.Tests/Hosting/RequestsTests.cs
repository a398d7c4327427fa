using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Hosting;

/// <summary>What every function refuses, whatever it does.</summary>
public sealed class RequestsTests(SharedApplication shared) : IClassFixture<SharedApplication>
{
    public static TheoryData<string> All => Functions.All;

    public static TheoryData<string> WithBody => Functions.WithBody;

    [Theory]
    [MemberData(nameof(All))]
    public async Task AnyFunction_UnknownQueryParameter_NamesIt(string function) =>
        Assert.Equal("400 invalid_request colour", (await shared.App.SendAsync(Functions.Request(function, "?colour=red"))).Problem);

    [Theory]
    [MemberData(nameof(All))]
    public async Task AnyFunction_WrongMethod_Is405WithAllow(string function)
    {
        foreach (var method in new[] { "TRACE", "PATCH", "OPTIONS", "HEAD" })
        {
            var answer = await shared.App.SendBareAsync(CreditApplication.Request(new(method), Functions.Path(function)));

            Assert.Equal((405, true), (answer.Status, answer.Header("Allow")?.Contains(Functions.Of(function).Method, StringComparison.Ordinal)));
            Assert.Equal(method == "HEAD" ? "" : "405 method_not_allowed method", method == "HEAD" ? answer.Text : answer.Problem);
        }
    }

    [Theory]
    [InlineData("/api")]
    [InlineData("/api/invoices")]
    [InlineData("/api/customers/c1/nothing")]
    [InlineData("/health")]
    [InlineData("/health/nothing")]
    public Task UnroutedPath_AnyMethod_Is404(string path) => Is404Async(path);

    [Theory]
    [DirectOnly("A host answers what has no function with its own 404.")]
    [InlineData("/nowhere")]
    [InlineData("/SnapshotReports")]
    [InlineData("/favicon.ico")]
    public Task UnroutedPath_OutsideTheApis_Is404(string path) => Is404Async(path);

    private async Task Is404Async(string path)
    {
        Assert.Equal("404 not_found -", (await shared.App.GetAsync(path)).Problem);
        Assert.Equal("404 not_found -", (await shared.App.PostAsync(path, "{}")).Problem);
    }

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task Body_OfTenMegabytesWithItsLength_Is413(string function) =>
        Assert.Equal("413 body_too_large body", (await shared.App.SendAsync(WithContent(function, new ByteArrayContent(new byte[10_000_000])))).Problem);

    [Theory]
    [MemberData(nameof(WithBody))]
    [DirectOnly("A host answers a chunked body with its own 500.")]
    public async Task Body_OfTenMegabytesChunked_Is413(string function)
    {
        var request = WithContent(function, new ByteArrayContent(new byte[10_000_000]));
        request.Headers.TransferEncodingChunked = true;

        Assert.Equal("413 body_too_large body", (await shared.App.SendAsync(request)).Problem);
    }

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task Body_OfOneByteTooMany_Is413(string function)
    {
        Assert.Equal("413 body_too_large body", (await shared.App.SendAsync(WithContent(function, new ByteArrayContent(new byte[(256 * 1024) + 1])))).Problem);
        Assert.Equal("400 invalid_request body", (await shared.App.SendAsync(WithContent(function, new ByteArrayContent(new byte[256 * 1024])))).Problem);
    }

    public static TheoryData<string, string> BadBodies => new MatrixTheoryData<string, string>(
        [.. Functions.WithBody.Select(row => row.Data)],
        ["", " ", "not JSON", "[]", "[{}]", "null", "5", "\"text\"", "{", "{\"a\":}", "{}{}", "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}}}}}", "{\"a\":\"\\udc00\"}", "{/* */}", "{\"a\":1,}"]);

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task Body_ThatIsNoJsonObject_Is400(string function, string body) =>
        Assert.Equal("400 invalid_request body", (await shared.App.SendAsync(CreditApplication.Request(new(Functions.Of(function).Method), Functions.Path(function), body))).Problem);

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task Body_FieldTwice_NamesTheField(string function) =>
        Assert.Equal("400 invalid_request name", (await shared.App.SendAsync(CreditApplication.Request(new(Functions.Of(function).Method), Functions.Path(function), "{\"name\":\"a\",\"name\":\"b\"}"))).Problem);

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task Body_InvalidUtf8_Is400(string function)
    {
        byte[] body = [.. "{\"name\":\""u8, 0xff, .. "\"}"u8];

        Assert.Equal("400 invalid_request body", (await shared.App.SendAsync(WithContent(function, new ByteArrayContent(body)))).Problem);
    }

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task Body_OfAnotherContentType_Is415(string function)
    {
        foreach (var type in new[] { "text/plain", "application/x-www-form-urlencoded", "application/xml", null })
        {
            var request = WithContent(function, new ByteArrayContent("{}"u8.ToArray()), type);

            Assert.Equal("415 unsupported_media_type Content-Type", (await shared.App.SendAsync(request)).Problem);
        }
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("APPLICATION/JSON")]
    public async Task Body_Json_IsRead(string type) =>
        Assert.Equal(200, (await shared.App.SendAsync(WithContent("PutCustomer", new ByteArrayContent("{}"u8.ToArray()), type))).Status);

    [Fact]
    public async Task Problem_OfAnyRequest_IsAnRfc9457Object()
    {
        var answer = await shared.App.GetAsync("/api/customers/nobody");

        Assert.Equal("application/problem+json", answer.ContentType);
        Assert.Equal(
            """{"type":"urn:creditfunctions:problem:customer_not_found","title":"Not Found","status":404,"code":"customer_not_found","detail":"There is no customer 'nobody'.","field":"customer_id"}""",
            answer.Text);
    }

    private static HttpRequestMessage WithContent(string function, HttpContent content, string? type = "application/json")
    {
        content.Headers.ContentType = type is null ? null : System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);
        return new(new(Functions.Of(function).Method), new Uri(Functions.Path(function), UriKind.Relative)) { Content = content };
    }
}
