using CreditFunctions.Ledger;
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
                var outcome = await runner.RunAsync(business, run, cancellationToken);
                left |= outcome is RunOutcome.Busy or RunOutcome.Retry;
                switch (outcome)
                {
                    case RunOutcome.Done:
                        LogDone(logger, run.Report, run.Slot.Slot, business.Id);
                        break;
                    case RunOutcome.Busy:
                        break;
                    default:
                        var stored = await directory.RunAsync(business.Id, run.Report, run.Slot, cancellationToken);
                        LogFailed(logger, run.Report, run.Slot.Slot, business.Id, outcome, stored?.Error);
                        break;
                }
            }
        }

        return left;
    }

    [LoggerMessage(EventId = 2001, Level = LogLevel.Information, Message = "Snapshot of {Report} as of {Slot} is there for {Business}.")]
    private static partial void LogDone(ILogger logger, string report, Instant slot, string business);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Error, Message = "Snapshot of {Report} as of {Slot} for {Business} ended in {Outcome}: {Error}")]
    private static partial void LogFailed(ILogger logger, string report, Instant slot, string business, RunOutcome outcome, string? error);
}
