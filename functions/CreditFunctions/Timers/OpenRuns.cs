using CreditFunctions.Api.Reports;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Snapshots;

namespace CreditFunctions.Timers;

/// <summary>
/// Works off the runs that are open, one at a time: those asked for by hand, those a schedule asked for, and those a process died in. One whose attempt failed is not tried again before its pause is over,
/// however often somebody asks: its attempts are to outlast an outage of storage.
/// </summary>
internal sealed partial class OpenRuns(DirectoryStore directory, SnapshotRunner runner, PagedSnapshots paged, TimeProvider clock, ILogger<OpenRuns> logger) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1);

    // Whoever has the turn looks at it.
    private readonly Dictionary<(string Business, string Report, SnapshotId Slot), (long Since, TimeSpan Pause)> failed = [];

    /// <inheritdoc/>
    public void Dispose() => turn.Dispose();

    /// <summary>Tries every open run of every business once. Returns whether some are still open.</summary>
    public async Task<bool> WorkOffAsync(CancellationToken cancellationToken)
    {
        var left = false;
        foreach (var business in await directory.BusinessesAsync(cancellationToken))
        {
            foreach (var run in await directory.OpenRunsAsync(business.Id, cancellationToken))
            {
                left |= await TryAsync(business, run, cancellationToken);
            }
        }

        return left;
    }

    /// <summary>Tries one run; what keeps it from being tried does not keep the others. Returns whether it is still open.</summary>
    private async Task<bool> TryAsync(Business business, ReportRun run, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            var key = (run.Business, run.Report, run.Slot);
            var hasFailed = failed.TryGetValue(key, out var last);
            if (hasFailed && clock.GetElapsedTime(last.Since) < last.Pause)
            {
                return true;
            }

            var outcome = await OutcomeAsync(business, run, cancellationToken);
            _ = failed.Remove(key);
            if (outcome == RunOutcome.Retry)
            {
                failed.Add(key, (clock.GetTimestamp(), hasFailed ? RunWorker.Longer(last.Pause) : RunWorker.FirstDelay));
            }

            return outcome is RunOutcome.Busy or RunOutcome.Lost or RunOutcome.Retry;
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<RunOutcome> OutcomeAsync(Business business, ReportRun run, CancellationToken cancellationToken)
    {
        var notes = new RunNotes(
            shard => LogReadInFull(logger, shard.Record.Shard, run.Slot.Slot, business.Id, shard.Reason),
            exception => LogNotPruned(logger, run.Report, run.Slot.Slot, business.Id, exception));
        try
        {
            var outcome = await runner.RunAsync(business, run, notes, cancellationToken);
            if (outcome == RunOutcome.Done)
            {
                paged.Forget(business.Id, run.Report);
                LogDone(logger, run.Report, run.Slot.Slot, business.Id);
            }
            else if (outcome == RunOutcome.Lost)
            {
                LogLost(logger, run.Report, run.Slot.Slot, business.Id);
            }
            else if (outcome is RunOutcome.Retry or RunOutcome.Failed)
            {
                var stored = await directory.RunAsync(business.Id, run.Report, run.Slot, cancellationToken);
                LogFailed(logger, run.Report, run.Slot.Slot, business.Id, outcome, stored?.Error);
            }

            return outcome;
        }
        catch (Exception exception) when (exception is StorageException or SnapshotException)
        {
            LogFailed(logger, run.Report, run.Slot.Slot, business.Id, RunOutcome.Retry, exception.Message);
            return RunOutcome.Retry;
        }
    }

    [LoggerMessage(EventId = 2001, Level = LogLevel.Information, Message = "Snapshot of {Report} as of {Slot} is there for {Business}.")]
    private static partial void LogDone(ILogger logger, string report, Instant slot, string business);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Error, Message = "Snapshot of {Report} as of {Slot} for {Business} ended in {Outcome}: {Error}")]
    private static partial void LogFailed(ILogger logger, string report, Instant slot, string business, RunOutcome outcome, string? error);

    [LoggerMessage(EventId = 2005, Level = LogLevel.Warning, Message = "Snapshot of {Report} as of {Slot} for {Business} was taken over by another worker: the lease on it was lost.")]
    private static partial void LogLost(ILogger logger, string report, Instant slot, string business);

    [LoggerMessage(EventId = 2006, Level = LogLevel.Warning, Message = "After the run of {Report} as of {Slot} for {Business} not all was removed that is no longer needed; the next run tries again.")]
    private static partial void LogNotPruned(ILogger logger, string report, Instant slot, string business, Exception exception);

    [LoggerMessage(EventId = 2007, Level = LogLevel.Information, Message = "Shard {Shard} as of {Slot} for {Business} was read in full. {Reason}")]
    private static partial void LogReadInFull(ILogger logger, string shard, Instant slot, string business, string? reason);
}
