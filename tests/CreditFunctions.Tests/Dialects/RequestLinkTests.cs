using CreditFunctions.Dialects;
using Microsoft.AspNetCore.Http;

namespace CreditFunctions.Tests.Dialects;

public sealed class RequestLinkTests
{
    [Theory]
    [InlineData(null, "http")]
    [InlineData("https", "https")]
    [InlineData("https, http", "https")]
    [InlineData("http,https", "http")]
    [InlineData("gopher", "http")]
    public void Link_BehindProxies_IsAsTheClientAsked(string? forwarded, string scheme)
    {
        var request = new DefaultHttpContext { Request = { Scheme = "http", Host = new("credits.example.com") } }.Request;
        request.Headers["X-Forwarded-Proto"] = forwarded;

        Assert.Equal($"{scheme}://credits.example.com/a?b=c", RequestLink.To(request, "/a", new("?b=c")));
    }
}
