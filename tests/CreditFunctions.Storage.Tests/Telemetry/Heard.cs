using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using CreditFunctions.Storage.Telemetry;

namespace CreditFunctions.Storage.Tests.Telemetry;

/// <summary>All of the program's spans and measurements, from now until it is disposed of.</summary>
internal sealed class Heard : IDisposable
{
    private readonly ConcurrentQueue<Activity> spans = new();
    private readonly ConcurrentQueue<string> measured = new();
    private readonly MeterListener meters = new();
    private readonly ActivityListener sources;

    public Heard()
    {
        sources = new()
        {
            ShouldListenTo = static source => source.Name == CreditFunctions.Storage.Telemetry.Spans.SourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(sources);
        meters.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == Metrics.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => measured.Enqueue($"{instrument.Name} {value}{Text(tags)}"));
        meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) => measured.Enqueue($"{instrument.Name}{Text(tags)}"));
        meters.Start();
    }

    public IReadOnlyList<Activity> Spans => [.. spans];

    /// <summary>Name, value (of counters alone: times differ) and tags of each measurement.</summary>
    public IReadOnlyList<string> Measured => [.. measured];

    /// <summary>The spans of a name: the tags of each.</summary>
    public IReadOnlyList<string> Of(string name) => [.. spans.Where(span => span.OperationName == name).Select(static span => $"{span.DisplayName}{Text(span.TagObjects.ToArray())}")];

    public void Dispose()
    {
        sources.Dispose();
        meters.Dispose();
    }

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags) => string.Concat(tags.ToArray().Select(static tag => $" {tag.Key}={tag.Value}"));
}
