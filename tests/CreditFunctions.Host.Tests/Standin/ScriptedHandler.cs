using System.Net;
using System.Text;
using CreditFunctions.Standin;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CreditFunctions.Tests.Standin;

/// <summary>A handler that does what a test says, and can be killed.</summary>
internal sealed class ScriptedHandler(RequestDelegate answer) : IAsyncDisposable
{
    /// <summary>The app of all tests: a function of each kind.</summary>
    public static HostApp App { get; } = Deployed();

    /// <summary>Its settings.</summary>
    public static IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["Nightly"] = "0 0 2 * * *", ["AzureWebJobsDisableHomepage"] = "true" };

    private readonly Lock gate = new();
    private readonly List<(WebApplication Server, Task Start)> servers = [];
    private bool isOver;

    public static string Ok => """{"Outputs":{},"Logs":["it went well"],"ReturnValue":null}""";

    public static HostApp Deployed(string host = """{"version":"2.0","functionTimeout":"00:05:00","extensions":{"http":{"routePrefix":""},"queues":{"maxDequeueCount":5}},"extensionBundle":{"id":"x"}}""") => new(host,
    [
        ("Any", Http("", "any/{*path}")), ("Get", Http(""","methods":["get"]""", "things/{id}")), ("Root", Http(""","methods":["get"]""", "{ignored:maxlength(0)?}")), ("Short", Http("", "short/{id:maxlength(3)}")),
        ("Anything", Http(""","methods":["get"]""", "any/precise")),
        ("T1", """{"bindings":[{"type":"timerTrigger","direction":"in","name":"timer","schedule":"%Nightly%"}],"retry":{"strategy":"fixedDelay","maxRetryCount":2,"delayInterval":"00:00:30"}}"""),
        ("T2", """{"bindings":[{"type":"timerTrigger","direction":"in","name":"timer","schedule":"*/10 * * * * *"}]}"""),
        ("T3", """{"bindings":[{"type":"timerTrigger","direction":"in","name":"timer","schedule":"%Missing%"}]}"""),
        ("Q1", """{"bindings":[{"type":"queueTrigger","direction":"in","name":"message","queueName":"q","connection":"C"}]}"""),
    ]);

    /// <summary>A handler that keeps each request, as text, and answers well; it is ready at once.</summary>
    public static RequestDelegate Keeping(List<string> requests, Func<int, (int Status, string? Type, string Body)>? reply = null) => async http =>
    {
        if (http.Request.Path == "/" && !http.Request.Headers.ContainsKey("X-Azure-Functions-InvocationId"))
        {
            return;
        }

        var body = await new StreamReader(http.Request.Body).ReadToEndAsync();
        int at;
        lock (requests)
        {
            requests.Add($"{http.Request.Method} {http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget}\n{string.Join('\n', http.Request.Headers.Select(one => $"{one.Key}: {one.Value}"))}\n\n{body}");
            at = requests.Count;
        }

        var (status, type, text) = reply?.Invoke(at) ?? (200, "application/json", Ok);
        (http.Response.StatusCode, http.Response.ContentType) = (status, type);
        await http.Response.WriteAsync(text);
    };

    /// <summary>Starts a host before it.</summary>
    public Task<FunctionsHost> StartAsync(HostOptions? options = null, HostApp? app = null) => FunctionsHost.StartAsync(app ?? App, StartHandlerAsync, options ?? new() { Settings = Settings });

    public async Task<Handler> StartHandlerAsync(int port)
    {
        var start = Task.CompletedTask;
        lock (gate)
        {
            // A host that ends may be starting it again just now.
            if (!isOver)
            {
                var builder = WebApplication.CreateEmptyBuilder(new());
                builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
                var server = builder.Build();
                server.Run(answer);
                start = server.StartAsync();
                servers.Add((server, start));
            }
        }

        await start;
        var exited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return new(exited.Task, () => exited.TrySetResult());
    }

    /// <summary>Ends every server it was.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            isOver = true;
        }

        foreach (var (server, start) in servers)
        {
            await start;
            await server.DisposeAsync();
        }
    }

    /// <summary>Sends bytes as they are; returns the answer.</summary>
    public static async Task<string> RawAsync(Uri url, string request)
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(url.Host, url.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        return await new StreamReader(client.GetStream()).ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private static string Http(string methods, string route) =>
        $$"""{"bindings":[{"type":"httpTrigger","direction":"in","name":"request","authLevel":"anonymous"{{methods}},"route":"{{route}}"},{"type":"http","direction":"out","name":"response"}]}""";
}
