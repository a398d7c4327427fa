using Azure.Core;
using Azure.Core.Pipeline;
using CreditFunctions.Storage.Clock;

namespace CreditFunctions.Storage.Azure.Http;

/// <summary>Stands next to the transport: tells the clock what time the service has, and notes that the request was handed to the network.</summary>
internal sealed class ServerTimePolicy(StorageClock clock) : HttpPipelinePolicy
{
    /// <summary>Was the request handed to the network, be it in vain?</summary>
    public static bool WasSent(HttpMessage message) => message.TryGetProperty(typeof(ServerTimePolicy), out _);

    /// <inheritdoc/>
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var sent = Note(message);
        ProcessNext(message, pipeline);
        Learn(message, sent);
    }

    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var sent = Note(message);
        await ProcessNextAsync(message, pipeline);
        Learn(message, sent);
    }

    private DateTimeOffset Note(HttpMessage message)
    {
        message.SetProperty(typeof(ServerTimePolicy), message);
        return clock.GetUncorrectedNow();
    }

    private void Learn(HttpMessage message, DateTimeOffset sent)
    {
        if (message.Response.Headers.Date is { } date)
        {
            clock.Observe(date, sent, clock.GetUncorrectedNow());
        }
    }
}
