using System.Globalization;
using CreditFunctions.Ledger;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Clock;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Pruning;
using CreditFunctions.Storage.Runs;

namespace CreditFunctions.Timers;

/// <summary>The timer function <c>PruneSnapshots</c>: removes what is no longer kept of a business, in steps, each of which a later piece goes on with.</summary>
internal sealed partial class PruneSnapshots(IStorage storage, RunStore runs, BusinessPruning pruning, StorageClock clock, ILogger<PruneSnapshots> logger)
{
    private readonly RunTurns turns = new(storage.Container(StoreNames.Reports), runs, clock, RunTurns.ThisProcess);

    /// <summary>Goes on with removing what is no longer kept of a business.</summary>
    public Task<RunOutcome> RunAsync(Business business, Run run, Piece piece) =>
        turns.RunAsync(run, piece, new(RunPaths.Lock(business.Id, RunTask.PruneSnapshots), (progress, token) => DoAsync(business, progress, piece, token), Log));

    private async Task<RunResult> DoAsync(Business business, RunProgress progress, Piece piece, CancellationToken cancellationToken)
    {
        if (!clock.IsTrusted)
        {
            throw new InvalidOperationException($"This server's clock and the storage service's differ by {clock.Skew}: nothing is removed by it.");
        }

        var (steps, done, removed) = (pruning.StepsOf(business), StepsDone(progress.Run.Progress), PruneTally.Parse(progress.Run.Outcome));
        var removedBefore = removed.Total;
        await progress.BeginAsync(Step(done, steps), cancellationToken);
        done = await pruning.RunAsync(business, done, removed, SaveAsync, IsOver, cancellationToken);
        if (done == steps)
        {
            return new(RunOutcome.Done, removed.ToString());
        }

        // What was removed of a step that has not come to its end is told too.
        await SaveAsync(done, cancellationToken);
        return new(RunOutcome.Unfinished);

        // A piece gets on, however late: by a step that is done, or by something that is removed. One that does neither is broken off at the end of its grace, and counts as an attempt.
        bool IsOver() => progress.IsOver || (piece.IsOver && removed.Total > removedBefore);

        Task SaveAsync(int finished, CancellationToken token) => progress.GotOnAsync(progress.Run with { Progress = Step(finished, steps), Outcome = removed.ToString() }, token);
    }

    private static string Step(int done, int steps) => string.Create(CultureInfo.InvariantCulture, $"steps {done} of {steps}");

    private static int StepsDone(string? progress) =>
        progress?.Split(' ') is ["steps", var done, ..] && int.TryParse(done, NumberStyles.None, CultureInfo.InvariantCulture, out var steps) ? steps : 0;

    private void Log(Run run, RunOutcome outcome)
    {
        if (outcome == RunOutcome.Done)
        {
            LogDone(logger, run.Slot.Slot, run.Business, run.Outcome);
        }
        else if (outcome != RunOutcome.Unfinished)
        {
            LogNotDone(logger, run.Slot.Slot, run.Business, outcome, run.Error);
        }
    }

    [LoggerMessage(EventId = 2501, Level = LogLevel.Information, Message = "What was no longer kept by {Slot} of {Business} is removed: {Removed}.")]
    private static partial void LogDone(ILogger logger, Instant slot, string business, string? removed);

    [LoggerMessage(EventId = 2502, Level = LogLevel.Error, Message = "Removing what was no longer kept by {Slot} of {Business} ended in {Outcome}: {Error}")]
    private static partial void LogNotDone(ILogger logger, Instant slot, string business, RunOutcome outcome, string? error);
}
