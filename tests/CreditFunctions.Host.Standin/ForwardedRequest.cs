using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CreditFunctions.Standin;

/// <summary>A request as a host sends it on to its handler.</summary>
internal static class ForwardedRequest
{
    private static readonly string[] OfThisHop = ["Connection", "Content-Length", "Keep-Alive", "Transfer-Encoding", "Upgrade", "Proxy-Connection", "Expect", "TE"];

    /// <summary>The request; its body is read when it is sent.</summary>
    public static HttpRequestMessage Of(HttpRequest request, RequestTarget target, int port)
    {
        var message = new HttpRequestMessage(
            new(request.Method), new Uri($"http://127.0.0.1:{port}{target.Path}{target.Query}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (request.ContentLength is { } length)
        {
            message.Content = new StreamContent(request.Body);
            message.Content.Headers.ContentLength = length;
        }

        foreach (var (name, values) in request.Headers.Where(header => !OfThisHop.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            var value = Joined(name, values);
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        AddOwn(message);
        return message;
    }

    /// <summary>Adds what every call of the handler carries.</summary>
    public static void AddOwn(HttpRequestMessage message)
    {
        const string HostAgent = "Azure-Functions-Host/" + FunctionsHost.Version;
        var agent = message.Headers.TryGetValues("User-Agent", out var given) ? $"{string.Join(' ', given)} {HostAgent}" : HostAgent;
        message.Headers.Remove("User-Agent");
        message.Headers.TryAddWithoutValidation("User-Agent", agent);
        message.Headers.TryAddWithoutValidation("X-Azure-Functions-HostVersion", FunctionsHost.Version);
        message.Headers.TryAddWithoutValidation("X-Azure-Functions-InvocationId", Guid.NewGuid().ToString());
        if (!message.Headers.Contains("traceparent"))
        {
            message.Headers.TryAddWithoutValidation("traceparent", $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-00");
        }
    }

    private static string Joined(string name, StringValues values) => string.Join(string.Equals(name, "Cookie", StringComparison.OrdinalIgnoreCase) ? "; " : ", ", values.ToArray());
}
