using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace CreditFunctions.Standin;

/// <summary>
/// Stands in for the Azure Functions host before a custom handler: does to its requests, events and process what the genuine one, version 4.1037, was seen to do. What it does not know of it does not do.
/// </summary>
public sealed class FunctionsHost : IAsyncDisposable
{
    /// <summary>The version it says it has.</summary>
    public const string Version = "4.1037.0.0";

    private const long MaxRequestBytes = 104_857_600;

    private readonly HostApp app;
    private readonly HostOptions options;
    private readonly TimeSpan timeout;
    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly HandlerLife handler;
    private readonly CancellationTokenSource stop = new();
    private readonly Channel<Invocation> ended = Channel.CreateUnbounded<Invocation>();
    private readonly WebApplication server;

    private FunctionsHost(HostApp app, Func<int, Task<Handler>> start, HostOptions options)
    {
        (this.app, this.options) = (app, options);
        timeout = options.Settings.TryGetValue("AzureFunctionsJobHost__functionTimeout", out var text) ? HostApp.TimeoutOf(text) : app.Timeout;
        handler = new(start, client, options.Clock);
        Errors = app.Functions.Select(function => (function.Name, Why: WhyNot(function))).Where(one => one.Why is not null).ToDictionary(one => one.Name, one => one.Why!, StringComparer.Ordinal);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBytes;
        });
        server = builder.Build();
        server.Run(AnswerAsync);
        _ = StopWhenGivenUpAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>Functions that cannot be run, and why; all others can.</summary>
    public IReadOnlyDictionary<string, string> Errors { get; }

    /// <summary>Calls of functions that no request triggers, as they end.</summary>
    public ChannelReader<Invocation> Ended => ended.Reader;

    /// <summary>How often the handler was started.</summary>
    public int Starts => handler.Starts;

    /// <summary>Ends when the handler has crashed too often, and the host with it.</summary>
    public Task GivenUp => handler.GivenUp;

    /// <summary>Starts a host and its handler, and returns when both are ready.</summary>
    /// <param name="app">What is deployed.</param>
    /// <param name="start">Starts the handler with the port it is to listen on, as <c>FUNCTIONS_CUSTOMHANDLER_PORT</c> tells it. It need not wait until it listens.</param>
    /// <param name="options">What is around it.</param>
    public static async Task<FunctionsHost> StartAsync(HostApp app, Func<int, Task<Handler>> start, HostOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(app);
        var host = new FunctionsHost(app, start, options ?? new());
        try
        {
            await host.handler.StartAsync();
            await host.server.StartAsync();
            host.Url = new(host.server.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs the timers by their schedules, until the host ends: those first that were due while no host was there.</summary>
    public void RunTimers()
    {
        foreach (var timer in app.Functions.Where(function => function.Trigger == "timerTrigger" && !Errors.ContainsKey(function.Name)))
        {
            _ = RunAsync(timer);
        }
    }

    /// <summary>Lets a timer be due now, with the retries it declares.</summary>
    public Task<Invocation> FireAsync(string function, bool isPastDue = false) => FireAsync(Find(function, "timerTrigger"), isPastDue, isByHand: false);

    /// <summary>Brings a message to a queue's function, again and again until it ends well or the message is poison; the pauses between are left out.</summary>
    /// <returns>How the last call ended, and how often it was brought.</returns>
    public async Task<(Invocation Last, int Receptions)> DeliverAsync(string function, string message)
    {
        var queue = Find(function, "queueTrigger");
        for (var reception = 1; ; reception++)
        {
            var invocation = Note(await PostAsync(queue, TriggerPayload.Message(queue, options.Clock.GetUtcNow(), message, reception)));
            if (invocation.Succeeded || reception == app.MaxReceptions)
            {
                return (invocation, reception);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        handler.Stop();
        await server.DisposeAsync();
        handler.Dispose();
        client.Dispose();
        stop.Dispose();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var target = RequestTarget.Of(http);
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        if (target.Path.Contains("//", StringComparison.Ordinal))
        {
            return;
        }

        if (target.Path.StartsWith("/admin/", StringComparison.OrdinalIgnoreCase))
        {
            Administer(http, target.Path);
        }
        else if (app.Match(http.Request.Method, http.Request.Path.Value!) is not null)
        {
            await ForwardAsync(http, target);
        }
        else if (target.Path == "/")
        {
            await ShowHomepageAsync(http);
        }
    }

    private async Task ForwardAsync(HttpContext http, RequestTarget target)
    {
        http.Response.StatusCode = StatusCodes.Status500InternalServerError;
        if (http.Request.Headers.TransferEncoding.Count > 0)
        {
            return;
        }

        try
        {
            using var request = ForwardedRequest.Of(http.Request, target, handler.Port);
            using var reply = await CallAsync(request, static (reply, _) => Task.FromResult(reply));
            await SendBackAsync(http, reply);
        }
        catch (InvocationException)
        {
            // The client gets the empty 500.
        }
    }

    private static async Task SendBackAsync(HttpContext http, HttpResponseMessage reply)
    {
        http.Response.StatusCode = (int)reply.StatusCode;
        http.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = reply.ReasonPhrase;
        foreach (var (name, values) in reply.Headers.NonValidated.Concat(reply.Content.Headers.NonValidated))
        {
            if (name is not ("Transfer-Encoding" or "Connection" or "Date"))
            {
                http.Response.Headers.Append(name, values.ToArray());
            }
        }

        var body = await reply.Content.ReadAsByteArrayAsync();
        if (body.Length > 0)
        {
            await http.Response.Body.WriteAsync(body);
        }
    }

    private Task ShowHomepageAsync(HttpContext http)
    {
        var isDisabled = options.Settings.TryGetValue("AzureWebJobsDisableHomepage", out var text) && bool.TryParse(text, out var isSet) && isSet;
        (http.Response.StatusCode, http.Response.ContentType) = isDisabled ? (StatusCodes.Status204NoContent, null) : (StatusCodes.Status200OK, "text/html");
        return isDisabled ? Task.CompletedTask : http.Response.WriteAsync("Your Functions 4.0 app is up and running");
    }

    /// <summary>Runs a function by hand, in the background.</summary>
    private void Administer(HttpContext http, string path)
    {
        const string Functions = "/admin/functions/";
        var function = path.StartsWith(Functions, StringComparison.OrdinalIgnoreCase)
            ? app.Functions.FirstOrDefault(one => one.Trigger == "timerTrigger" && string.Equals(one.Name, path[Functions.Length..], StringComparison.OrdinalIgnoreCase))
            : null;
        if (function is null || !HttpMethods.IsPost(http.Request.Method))
        {
            return;
        }

        http.Response.StatusCode = http.Request.HasJsonContentType() ? StatusCodes.Status202Accepted : StatusCodes.Status415UnsupportedMediaType;
        if (http.Request.HasJsonContentType())
        {
            _ = FireAsync(function, isPastDue: false, isByHand: true);
        }
    }

    private async Task RunAsync(HostFunction timer)
    {
        try
        {
            if (options.Monitor[timer.Name] is { } status && status.Next <= options.Clock.GetUtcNow())
            {
                await FireAsync(timer, isPastDue: true, isByHand: false);
            }

            while (true)
            {
                var next = TimerSchedule.Of(timer, options.Settings).After(options.Clock.GetUtcNow());
                for (var wait = next - options.Clock.GetUtcNow(); wait > TimeSpan.Zero; wait = next - options.Clock.GetUtcNow())
                {
                    await Task.Delay(wait, options.Clock, stop.Token);
                }

                await FireAsync(timer, isPastDue: false, isByHand: false);
            }
        }
        catch (OperationCanceledException)
        {
            // The host ends.
        }
    }

    private async Task<Invocation> FireAsync(HostFunction timer, bool isPastDue, bool isByHand)
    {
        var (schedule, now) = (TimerSchedule.Of(timer, options.Settings), options.Clock.GetUtcNow());
        var isMonitored = timer.UseMonitor && !schedule.IsOftenerThanEachMinute(now);
        var status = isMonitored && !isByHand ? options.Monitor[timer.Name] ?? new(DateTimeOffset.MinValue, schedule.After(now), DateTimeOffset.MinValue) : null;
        var invocation = await PostAsync(timer, TriggerPayload.Timer(timer, now, status, isPastDue, isByHand, null));
        for (var retry = 1; !invocation.Succeeded && retry <= timer.Retries; retry++)
        {
            await Task.Delay(timer.RetryDelay, options.Clock, stop.Token);
            var before = new InvocationException(invocation.Error!);
            invocation = await PostAsync(timer, TriggerPayload.Timer(timer, options.Clock.GetUtcNow(), status, isPastDue, isByHand, (retry, before)));
        }

        if (isMonitored && !isByHand)
        {
            // Well or not, it counts as run.
            options.Monitor[timer.Name] = new(now, schedule.After(now), options.Clock.GetUtcNow());
        }

        return Note(invocation);
    }

    private async Task<Invocation> PostAsync(HostFunction function, string payload)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"http://127.0.0.1:{handler.Port}/{function.Name}")) { Content = new StringContent(payload, System.Text.Encoding.UTF8, "application/json") };
            ForwardedRequest.AddOwn(request);
            return new(function.Name, null, await CallAsync(request, async (reply, token) =>
            {
                using (reply)
                {
                    return await TriggerReply.ReadAsync(reply) ?? await NeverAsync(token);
                }
            }));
        }
        catch (InvocationException exception)
        {
            return new(function.Name, exception.Message, []);
        }
    }

    /// <summary>Calls the handler, for so long as it lives and a call may take.</summary>
    private async Task<T> CallAsync<T>(HttpRequestMessage request, Func<HttpResponseMessage, CancellationToken, Task<T>> read)
    {
        var end = handler.End;
        using var limit = new CancellationTokenSource(timeout, options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end, limit.Token);
        try
        {
            return await read(await client.SendAsync(request, either.Token), either.Token);
        }
        catch (OperationCanceledException exception) when (!end.IsCancellationRequested && limit.IsCancellationRequested)
        {
            _ = handler.KillAfterTimeoutAsync();
            throw new InvocationException($"The call took longer than {timeout}.", exception);
        }
        catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException or IOException)
        {
            throw new InvocationException("The handler broke off.", exception);
        }
    }

    private static async Task<IReadOnlyList<string>> NeverAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return [];
    }

    private Invocation Note(Invocation invocation)
    {
        ended.Writer.TryWrite(invocation);
        return invocation;
    }

    private HostFunction Find(string name, string trigger) =>
        Errors.TryGetValue(name, out var why)
            ? throw new InvalidOperationException($"The function '{name}' is in error: {why}")
            : app.Functions.Single(function => function.Name == name && function.Trigger == trigger);

    private string? WhyNot(HostFunction function) => function.Trigger switch
    {
        "httpTrigger" when function.Forwards => null,
        "timerTrigger" => TimerSchedule.WhyNot(function, options.Settings),
        "queueTrigger" when app.HasBundle || options.Settings.ContainsKey("AzureFunctionsJobHost__extensionBundle__id") => null,
        var other => $"The binding type(s) '{other}' are not registered. Please ensure the type is correct and the binding extension is installed.",
    };

    private async Task StopWhenGivenUpAsync()
    {
        await handler.GivenUp;
        await server.StopAsync();
    }
}
