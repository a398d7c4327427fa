using CreditFunctions.Api.Reports;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Storage.Snapshots;

namespace CreditFunctions.Timers;

/// <summary>The timer function <c>SnapshotReports</c>: every business has both reports of every slot of the schedule, those that were missed too, exact as of then.</summary>
internal sealed partial class SnapshotReports(SnapshotRunner runner, PagedSnapshots paged, ILogger<SnapshotReports> logger)
{
    /// <summary>Goes on with a snapshot.</summary>
    public Task<RunOutcome> RunAsync(Business business, Run run, Piece piece)
    {
        var notes = new RunNotes(
            Log,
            shard => LogReadInFull(logger, shard.Record.Shard, run.Slot.Slot, business.Id, shard.Reason),
            exception => LogNotPruned(logger, run.Task.Key, run.Slot.Slot, business.Id, exception));
        return runner.RunAsync(business, run, notes, piece);
    }

    private void Log(Run run, RunOutcome outcome)
    {
        if (outcome == RunOutcome.Done)
        {
            paged.Forget(run.Business, run.Task.Key);
            LogDone(logger, run.Task.Key, run.Slot.Slot, run.Business);
        }
        else if (outcome != RunOutcome.Unfinished)
        {
            LogFailed(logger, run.Task.Key, run.Slot.Slot, run.Business, outcome, run.Error);
        }
    }

    [LoggerMessage(EventId = 2001, Level = LogLevel.Information, Message = "Snapshot of {Report} as of {Slot} is there for {Business}.")]
    private static partial void LogDone(ILogger logger, string report, Instant slot, string business);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Error, Message = "Snapshot of {Report} as of {Slot} for {Business} ended in {Outcome}: {Error}")]
    private static partial void LogFailed(ILogger logger, string report, Instant slot, string business, RunOutcome outcome, string? error);

    [LoggerMessage(EventId = 2006, Level = LogLevel.Warning, Message = "After the run of {Report} as of {Slot} for {Business} not all was removed that is no longer needed; the next run tries again.")]
    private static partial void LogNotPruned(ILogger logger, string report, Instant slot, string business, Exception exception);

    [LoggerMessage(EventId = 2007, Level = LogLevel.Information, Message = "Shard {Shard} as of {Slot} for {Business} was read in full. {Reason}")]
    private static partial void LogReadInFull(ILogger logger, string shard, Instant slot, string business, string? reason);
}
