using System.Diagnostics;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Runs;

namespace CreditFunctions.Storage.Telemetry;

/// <summary>Runs as they are told of.</summary>
internal static class RunTrace
{
    /// <summary>Begins a turn at a run that is open and nobody else's.</summary>
    public static Activity? Begin(Run run) =>
        Spans.Begin(Spans.Run, run.Business)?.SetTag("function", run.Task.Function).SetTag("task", run.Task.Key).SetTag("slot", run.Slot.ToString()).SetTag("attempts", run.Attempts + 1);

    /// <summary>Counts what the turn came to, and says so on its span, which is the one under way.</summary>
    public static void Heard(Run run, RunOutcome outcome)
    {
        var name = SnakeCase.Name(outcome);
        Metrics.Runs.Add(1, new("function", run.Task.Function), new("outcome", name));
        if (Activity.Current is { OperationName: Spans.Run } span)
        {
            span.SetTag("outcome", name).SetStatus(outcome is RunOutcome.Retry or RunOutcome.Failed ? ActivityStatusCode.Error : ActivityStatusCode.Unset);
        }
    }

    /// <summary>Does a phase of a report's run.</summary>
    public static async Task<T> PhaseAsync<T>(Run run, RunPhase phase, TimeProvider clock, Func<Task<T>> doAsync)
    {
        var (since, name) = (clock.GetTimestamp(), SnakeCase.Name(phase));
        using var span = Spans.Begin(Spans.Phase, run.Business)?.SetTag("report", run.Task.Key).SetTag("phase", name);
        try
        {
            return await doAsync();
        }
        finally
        {
            Metrics.PhaseDuration.Record(clock.GetElapsedTime(since).TotalSeconds, new("report", run.Task.Key), new("phase", name));
        }
    }

    /// <summary>Counts what a snapshot is made of.</summary>
    public static void Made(Manifest manifest)
    {
        var report = new KeyValuePair<string, object?>("report", manifest.Report);
        Metrics.ReportRows.Add(manifest.Rows, report);
        Metrics.ReportBytes.Add(manifest.Files.Sum(static file => file.Bytes) + manifest.Pages.Sum(static pages => pages.File.Bytes), report);
    }
}
