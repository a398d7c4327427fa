using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Snapshots;

namespace CreditFunctions.Timers;

/// <summary>Works off the runs that are open: those asked for by hand, those a schedule asked for, and those a process died in.</summary>
internal sealed partial class OpenRuns(DirectoryStore directory, SnapshotRunner runner, ILogger<OpenRuns> logger)
{
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
        try
        {
            var outcome = await runner.RunAsync(business, run, cancellationToken);
            if (outcome == RunOutcome.Done)
            {
                LogDone(logger, run.Report, run.Slot.Slot, business.Id);
            }
            else if (outcome is RunOutcome.Retry or RunOutcome.Failed)
            {
                var stored = await directory.RunAsync(business.Id, run.Report, run.Slot, cancellationToken);
                LogFailed(logger, run.Report, run.Slot.Slot, business.Id, outcome, stored?.Error);
            }

            return outcome is RunOutcome.Busy or RunOutcome.Retry;
        }
        catch (Exception exception) when (exception is StorageException or SnapshotException)
        {
            LogFailed(logger, run.Report, run.Slot.Slot, business.Id, RunOutcome.Retry, exception.Message);
            return true;
        }
    }

    [LoggerMessage(EventId = 2001, Level = LogLevel.Information, Message = "Snapshot of {Report} as of {Slot} is there for {Business}.")]
    private static partial void LogDone(ILogger logger, string report, Instant slot, string business);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Error, Message = "Snapshot of {Report} as of {Slot} for {Business} ended in {Outcome}: {Error}")]
    private static partial void LogFailed(ILogger logger, string report, Instant slot, string business, RunOutcome outcome, string? error);
}
