using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CreditFunctions.Tests.Standin;

/// <summary>What becomes of the handler's reply.</summary>
public sealed class ReplyTests
{
    [Fact]
    public async Task Reply_OfAnyKind_PassesWithReasonHeadersAndCookies()
    {
        await using var handler = new ScriptedHandler(async http =>
        {
            http.Response.StatusCode = 302;
            http.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = "Over There";
            http.Response.Headers.Location = "https://example.org/file";
            http.Response.Headers.Append("Set-Cookie", new[] { "a=1", "b=2" });
            await http.Response.WriteAsync("moved");
        });
        await using var host = await handler.StartAsync();
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

        using var answer = await client.GetAsync(new Uri(host.Url, "/any"), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.Found, "Over There", new Uri("https://example.org/file")), (answer.StatusCode, answer.ReasonPhrase, answer.Headers.Location));
        Assert.Equal(["a=1", "b=2"], answer.Headers.GetValues("Set-Cookie"));
        Assert.Equal("moved", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Reply_ThatBreaksOff_IsAnEmpty500()
    {
        await using var handler = new ScriptedHandler(async http =>
        {
            if (http.Request.Path != "/")
            {
                await http.Response.WriteAsync("half");
                await http.Response.Body.FlushAsync();
                http.Abort();
            }
        });
        await using var host = await handler.StartAsync();
        using var client = new HttpClient();

        using var answer = await client.GetAsync(new Uri(host.Url, "/any"), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.InternalServerError, ""), (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }
}
