using Azure.Core;
using Azure.Core.Pipeline;

namespace CreditFunctions.Storage.Azure.Http;

/// <summary>
/// Retries reads: up to <see cref="MaxRetries"/> times, none of them begun later than <see cref="Budget"/> after the first try. Writes pass
/// through once, whatever comes of them: only their callers can find out whether they happened.
/// </summary>
internal sealed class ReadRetryPolicy(TimeProvider clock, DelayStrategy delays) : RetryPolicy(MaxRetries, delays)
{
    /// <summary>Tries after the first.</summary>
    public const int MaxRetries = 3;

    /// <summary>No try begins later than this after the first.</summary>
    public static readonly TimeSpan Budget = TimeSpan.FromSeconds(10);

    /// <summary>How long one try of a read may take.</summary>
    public static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(4);

    /// <summary>Exponential delays with jitter; a longer <c>Retry-After</c> goes before them.</summary>
    public static DelayStrategy DefaultDelays => DelayStrategy.CreateExponentialDelayStrategy(FirstDelay, LongestDelay);

    /// <summary>Does the request change nothing? One that receives messages is a GET and hides them; it has a body, empty as it is, like all that change something.</summary>
    public static bool IsRead(Request request) => (request.Method == RequestMethod.Get || request.Method == RequestMethod.Head) && request.Content is null;

    /// <inheritdoc/>
    protected override void OnSendingRequest(HttpMessage message)
    {
        if (!message.TryGetProperty(typeof(ReadRetryPolicy), out _))
        {
            message.SetProperty(typeof(ReadRetryPolicy), clock.GetTimestamp());
        }
    }

    /// <inheritdoc/>
    protected override ValueTask OnSendingRequestAsync(HttpMessage message)
    {
        OnSendingRequest(message);
        return default;
    }

    /// <inheritdoc/>
    protected override bool ShouldRetry(HttpMessage message, Exception? exception) =>
        IsRead(message.Request) && TimeIsLeft(message) && base.ShouldRetry(message, exception);

    /// <inheritdoc/>
    protected override ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception) =>
        IsRead(message.Request) && TimeIsLeft(message) ? base.ShouldRetryAsync(message, exception) : new(false);

    private bool TimeIsLeft(HttpMessage message)
    {
        var spent = message.TryGetProperty(typeof(ReadRetryPolicy), out var since) ? clock.GetElapsedTime((long)since!) : TimeSpan.Zero;
        return spent + AskedDelay(message) < Budget;
    }

    private static TimeSpan AskedDelay(HttpMessage message) =>
        message.HasResponse && message.Response.Headers.TryGetValue("Retry-After", out var text)
        && int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : TimeSpan.Zero;
}
