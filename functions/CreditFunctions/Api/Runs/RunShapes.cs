using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Runs;

namespace CreditFunctions.Api.Runs;

/// <summary>
/// A run of a timer function: <c>task</c> is the report it makes, or the function's name; <c>state</c> is <c>open</c>, <c>done</c> or <c>failed</c>; <c>origin</c> is <c>schedule</c>, <c>missed</c> or
/// <c>hand</c>. Of a run that is done, <c>failures</c> above 0 say that it is done in part, and <c>covered_by</c> names the later slot whose run did what this one was to do.
/// </summary>
internal sealed record TaskRunAnswer(
    string Function, string Task, string Slot, string State, string Origin, int Attempts, int Pieces, string? Progress, string? Outcome, long Failures, string? CoveredBy, string RequestedAt, string? StartedAt,
    string? EndedAt, double WorkedSeconds, string? Holder, string? Error, string Url)
{
    public static TaskRunAnswer Of(Run run) => new(
        run.Task.Function, run.Task.Key, run.Slot.Slot.ToString(), SnakeCase.Name(run.State), SnakeCase.Name(run.Origin), run.Attempts, run.Pieces, run.Progress, run.Outcome, run.Failures,
        run.CoveredBy?.Slot.ToString(), run.RequestedAt.ToString(), run.StartedAt?.ToString(), run.EndedAt?.ToString(), Math.Round(run.Worked.TotalSeconds, 3), run.Holder, run.Error,
        SlotRunsAnswer.UrlOf(run.Task.Function, run.Slot));
}

/// <summary>The runs of a slot of a function: one, or of <c>SnapshotReports</c> one a report. <c>state</c> is <c>failed</c> if one is, else <c>open</c> if one is, else <c>done</c>.</summary>
internal sealed record SlotRunsAnswer(string Function, string Slot, string State, string Url, IReadOnlyList<TaskRunAnswer> Runs)
{
    public static SlotRunsAnswer Of(string function, SnapshotId slot, IReadOnlyList<Run> runs)
    {
        var state = runs.Any(static run => run.State == RunState.Failed) ? RunState.Failed : runs.Any(static run => run.State == RunState.Open) ? RunState.Open : RunState.Done;
        return new(function, slot.Slot.ToString(), SnakeCase.Name(state), UrlOf(function, slot), [.. runs.Select(TaskRunAnswer.Of)]);
    }

    /// <summary>Where they are looked at.</summary>
    public static string UrlOf(string function, SnapshotId slot) => $"/api/runs/{function}/{slot}";
}

/// <summary>A page of runs, newest slot first; <c>next_cursor</c> is null on the last.</summary>
internal sealed record TaskRunsAnswer(IReadOnlyList<TaskRunAnswer> Runs, string? NextCursor);
