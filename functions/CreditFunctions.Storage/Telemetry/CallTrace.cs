using System.Diagnostics;
using Azure.Core;

namespace CreditFunctions.Storage.Telemetry;

/// <summary>One operation of storage as it is told of: its span, how long it took, how often it was sent again. Nothing while nobody listens.</summary>
internal readonly struct CallTrace : IDisposable
{
    private const int FirstServerError = 500;

    private readonly string? service;
    private readonly HttpMessage message;
    private readonly TimeProvider clock;
    private readonly long since;
    private readonly Activity? span;

    private CallTrace(string service, HttpMessage message, TimeProvider clock)
    {
        (this.service, this.message, this.clock, since) = (service, message, clock, clock.GetTimestamp());
        span = Spans.BeginCall(Spans.StorageCall);
    }

    /// <summary>Begins one, before the message is sent.</summary>
    public static CallTrace Begin(string service, HttpMessage message, TimeProvider clock) =>
        Metrics.StorageCallDuration.Enabled || Spans.HasListeners ? new(service, message, clock) : default;

    /// <summary>Ends it, whether an answer came or not.</summary>
    public void Dispose()
    {
        if (service is null)
        {
            return;
        }

        var operation = Operation();
        var (status, retries) = (message.HasResponse ? message.Response.Status : (int?)null, message.ProcessingContext.RetryNumber);
        var outcome = status is { } code ? KeyValuePair.Create("http.response.status_code", (object?)code) : KeyValuePair.Create("error.type", (object?)"no_answer");
        Metrics.StorageCallDuration.Record(clock.GetElapsedTime(since).TotalSeconds, new("operation", operation), outcome);
        if (retries > 0)
        {
            Metrics.StorageRetries.Add(retries, new KeyValuePair<string, object?>("operation", operation));
        }

        if (span is not null)
        {
            span.DisplayName = operation;
            span.SetTag("operation", operation).SetTag(outcome.Key, outcome.Value).SetTag("retries", retries);
            span.SetStatus(status is null or >= FirstServerError ? ActivityStatusCode.Error : ActivityStatusCode.Unset);
            span.Dispose();
        }
    }

    /// <summary>The service, the verb and what the address adds to them, never the address: that holds keys of rows.</summary>
    private string Operation()
    {
        var (method, address) = (message.Request.Method.Method, message.Request.Uri);
        var detail = address.Path.EndsWith("()", StringComparison.Ordinal) ? " query"
            : address.Path.EndsWith("/$batch", StringComparison.Ordinal) ? " batch"
            : address.Path.EndsWith("/messages", StringComparison.Ordinal) ? " messages"
            : Component(address.Query);
        return $"{service} {method}{detail}";
    }

    /// <summary><c>comp=</c> of Blob Storage, such as <c>block</c> or <c>lease</c>.</summary>
    private static string Component(string query)
    {
        const string Name = "comp=";
        var at = query.IndexOf(Name, StringComparison.Ordinal);
        if (at < 0)
        {
            return "";
        }

        var value = query.AsSpan(at + Name.Length);
        var end = value.IndexOf('&');
        return $" {(end < 0 ? value : value[..end])}";
    }
}
