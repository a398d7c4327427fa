using System.Globalization;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using CreditFunctions.Storage.Telemetry;

namespace CreditFunctions.Storage.Azure.Http;

/// <summary>One service of the account (tables, blobs or queues): makes requests, sends them, and turns what the network does into <see cref="StorageException"/>.</summary>
/// <param name="pipeline">Sends them.</param>
/// <param name="endpoint">Where the service is.</param>
/// <param name="clock">Measures deadlines.</param>
/// <param name="name">What the service is called in spans and metrics, such as <c>table</c>.</param>
internal sealed class AzureService(HttpPipeline pipeline, Uri endpoint, TimeProvider clock, string name)
{
    /// <summary>The longest <c>timeout=</c> that makes sense to the Table service, in seconds.</summary>
    private const int MaxServiceTimeout = 30;

    private readonly string root = endpoint.AbsoluteUri.TrimEnd('/');

    /// <summary>The absolute address of a path of this service, which begins with <c>/</c> and is escaped already.</summary>
    public string Address(string path) => root + path;

    /// <summary>A request that changes nothing, to be sent with <see cref="ReadAsync"/>.</summary>
    public HttpMessage Read(RequestMethod method, string path)
    {
        var message = Message(method, path);
        message.NetworkTimeout = ReadRetryPolicy.TryTimeout;
        return message;
    }

    /// <summary>A request that changes something, to be sent with <see cref="WriteAsync"/>.</summary>
    public HttpMessage Write(RequestMethod method, string path, ReadOnlyMemory<byte> content)
    {
        var message = Message(method, path);
        // Even an empty body, because without one the HTTP handler itself repeats a request whose kept-alive connection breaks.
        message.Request.Content = RequestContent.Create(content);
        return message;
    }

    /// <summary><c>timeout=</c> for the service: whole seconds, at least one, and never longer than the client waits if that is a second or more.</summary>
    public static string TimeoutQuery(TimeSpan timeout) =>
        string.Create(CultureInfo.InvariantCulture, $"timeout={Math.Clamp((long)timeout.TotalSeconds, 1, MaxServiceTimeout)}");

    /// <summary>Sends a read, again where that may help.</summary>
    /// <exception cref="StorageException">No answer came.</exception>
    public async Task<Response> ReadAsync(HttpMessage message, string what, CancellationToken cancellationToken)
    {
        using var trace = CallTrace.Begin(name, message, clock);
        try
        {
            await pipeline.SendAsync(message, cancellationToken);
            return message.Response;
        }
        catch (Exception e) when (!IsCallersWish(e, cancellationToken))
        {
            throw new StorageException($"{what}: no answer from storage ({Reason(e)}).", mayHaveHappened: false, innerException: e);
        }
    }

    /// <summary>Sends a write once and waits for the answer no longer than <paramref name="timeout"/>.</summary>
    /// <exception cref="StorageException">No answer came.</exception>
    public async Task<Response> WriteAsync(HttpMessage message, string what, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (timeout <= TimeSpan.Zero)
        {
            throw new StorageException($"{what}: no time was left to begin.", mayHaveHappened: false);
        }

        using var trace = CallTrace.Begin(name, message, clock);
        using var deadline = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await pipeline.SendAsync(message, either.Token);
            return message.Response;
        }
        catch (Exception e) when (!IsCallersWish(e, cancellationToken))
        {
            var sent = ServerTimePolicy.WasSent(message) && !NeverConnected(e);
            throw new StorageException($"{what}: no answer from storage ({Reason(e)}).", mayHaveHappened: sent, innerException: e);
        }
    }

    private HttpMessage Message(RequestMethod method, string path)
    {
        var message = pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(new Uri(root + path));
        return message;
    }

    private static bool IsCallersWish(Exception e, CancellationToken cancellationToken) =>
        e is OperationCanceledException && cancellationToken.IsCancellationRequested;

    private static bool NeverConnected(Exception e) =>
        e.InnerException is HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
        };

    private static string Reason(Exception e) => e switch
    {
        OperationCanceledException => "timed out",
        AggregateException a => Reason(a.InnerExceptions[^1]),
        { InnerException: HttpRequestException http } => http.HttpRequestError.ToString(),
        { InnerException: { } inner } => inner.GetType().Name,
        _ => e.GetType().Name,
    };
}
