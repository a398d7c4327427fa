using System.Diagnostics;
using CreditFunctions.Storage.Credits;

namespace CreditFunctions.Storage.Telemetry;

/// <summary>A batch of requests on one account as it is told of: its span, and how long it took. Nothing but a timestamp while nobody listens.</summary>
internal readonly struct CommitTrace
{
    private readonly TimeProvider clock;
    private readonly long since;
    private readonly Activity? span;
    private readonly PendingRequest[] requests;

    private CommitTrace(TimeProvider clock, string business, IReadOnlyList<PendingRequest> pending)
    {
        (this.clock, since, requests) = (clock, clock.GetTimestamp(), []);
        span = Spans.BeginFor(Spans.Commit, pending.Select(static request => request.Span));
        if (span is not null)
        {
            span.SetTag("business", business);
            requests = [.. pending];
        }
    }

    /// <summary>Begins one, before any of the requests has its answer.</summary>
    public static CommitTrace Begin(TimeProvider clock, string business, IReadOnlyList<PendingRequest> pending) =>
        Metrics.CommitDuration.Enabled || Spans.HasListeners ? new(clock, business, pending) : default;

    /// <summary>Ends it, when all of them have.</summary>
    public void End(int attempts)
    {
        if (clock is null)
        {
            return;
        }

        Metrics.CommitDuration.Record(clock.GetElapsedTime(since).TotalSeconds);
        if (span is not null)
        {
            var outcomes = requests.Select(static request => request.Outcome).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
            span.SetTag("attempts", attempts).SetTag("requests", requests.Length).SetTag("outcome", string.Join(' ', outcomes));
            span.Dispose();
        }
    }
}
