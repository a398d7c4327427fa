using System.Collections.Concurrent;
using CreditFunctions.Reports;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Runs;

namespace CreditFunctions.Timers;

/// <summary>
/// Works off the runs that are open, oldest slot first, of each function one at a time: those asked for by hand, those a schedule asked for, and those a process died in or a piece ended in. One whose attempt failed is not tried
/// again before its pause is over, however often somebody asks: its attempts are to outlast an outage of storage.
/// </summary>
internal sealed partial class OpenRuns(DirectoryStore directory, RunStore runs, TimerTasks tasks, TimeProvider clock, ILogger<OpenRuns> logger) : IDisposable
{
    private readonly Dictionary<string, SemaphoreSlim> turns = tasks.All.ToDictionary(static task => task.Function, static _ => new SemaphoreSlim(1), StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Business, RunTask Task, SnapshotId Slot), (long Since, TimeSpan Pause)> failed = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var turn in turns.Values)
        {
            turn.Dispose();
        }
    }

    /// <summary>Somebody wants a run to be tried at once, though its last attempt failed.</summary>
    public void Forget(Run run) => failed.TryRemove((run.Business, run.Task, run.Slot), out _);

    /// <summary>
    /// Tries every open run of some functions once, those of different functions at the same time. What keeps one from being tried does not keep the others, nor does a business whose runs cannot be read: that is told by the
    /// exception once the rest is done.
    /// </summary>
    /// <returns>What it came to of each that was tried or is left.</returns>
    public async Task<IReadOnlyList<TriedRun>> WorkOffAsync(IReadOnlyCollection<TimerTask> functions, Piece piece)
    {
        var open = new ConcurrentQueue<(Business Business, Run Run)>();
        var failure = await EachBusiness.RunAsync(
            await directory.BusinessesAsync(piece.Stop),
            async business =>
            {
                foreach (var run in await OpenAsync(business, functions, piece.Stop))
                {
                    open.Enqueue((business, run));
                }
            },
            (business, exception) => LogNotRead(logger, business.Id, exception),
            piece.Stop);
        var tried = await Task.WhenAll(functions.Select(async function =>
        {
            var outcomes = new List<TriedRun>();
            // Of a slot those businesses first that have not begun: one that takes many pieces does not keep all others waiting.
            foreach (var (business, run) in open.Where(one => one.Run.Task.Function == function.Function)
                .GroupBy(static one => (one.Run.Slot, one.Business.Id))
                .OrderBy(static group => group.Key.Slot).ThenBy(static group => group.Max(static one => one.Run.Pieces)).ThenBy(static group => group.Key.Id, StringComparer.Ordinal)
                .SelectMany(static group => group.OrderBy(static one => one.Run.Task.Key, StringComparer.Ordinal)))
            {
                outcomes.Add(new(run, await TryAsync(function, business, run, piece)));
            }

            return outcomes;
        }));
        failure?.Throw();
        return [.. tried.SelectMany(static outcomes => outcomes)];
    }

    /// <summary>The open runs of a business. Where a later one does all, those that wait behind it are left to it.</summary>
    private async Task<IReadOnlyList<Run>> OpenAsync(Business business, IReadOnlyCollection<TimerTask> functions, CancellationToken cancellationToken)
    {
        var all = functions.Count == tasks.All.Count
            ? await runs.OpenAsync(business.Id, cancellationToken)
            : [.. (await Task.WhenAll(functions.SelectMany(static function => function.Tasks).Select(task => runs.OpenAsync(business.Id, task, cancellationToken)))).SelectMany(static open => open)];
        var left = new List<Run>();
        foreach (var run in all)
        {
            var newest = all.Where(other => other.Task == run.Task).Max(static other => other.Slot);
            if (run.Slot == newest || !tasks.Of(run).LaterDoesAll || !IsWaiting(run))
            {
                left.Add(run);
                continue;
            }

            // Whoever has written it since has begun it, or ended it.
            _ = await runs.SaveAsync(run with { State = RunState.Done, EndedAt = Ledger.Instant.Now(clock), CoveredBy = newest, Error = null }, cancellationToken);
        }

        return left;
    }

    /// <summary>Does nobody work on it, has nobody asked for it by hand, and would nothing be lost that it has done?</summary>
    private static bool IsWaiting(Run run) => run.Attempts == 0 && run.Origin != RunOrigin.Hand && (run.StartedAt is null || run.Task == RunTask.ExpireCredits);

    private async Task<RunOutcome> TryAsync(TimerTask function, Business business, Run run, Piece piece)
    {
        if (!await TakeTurnAsync(turns[function.Function], piece))
        {
            return RunOutcome.Unfinished;
        }

        try
        {
            var key = (run.Business, run.Task, run.Slot);
            var hasFailed = failed.TryGetValue(key, out var last);
            if (hasFailed && clock.GetElapsedTime(last.Since) < last.Pause)
            {
                return RunOutcome.Retry;
            }

            var outcome = await OutcomeAsync(function, business, run, piece);
            _ = failed.TryRemove(key, out _);
            if (outcome == RunOutcome.Retry)
            {
                failed[key] = (clock.GetTimestamp(), hasFailed ? RunWorker.Longer(last.Pause) : RunWorker.FirstDelay);
            }

            return outcome;
        }
        finally
        {
            turns[function.Function].Release();
        }
    }

    /// <summary>Waits until nobody else in this process works on runs of the function; false: the piece is over before.</summary>
    private async Task<bool> TakeTurnAsync(SemaphoreSlim turn, Piece piece)
    {
        if (piece.IsOver)
        {
            return false;
        }

        using var over = new CancellationTokenSource(piece.Left, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, piece.Stop);
        try
        {
            await turn.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested && !piece.Stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<RunOutcome> OutcomeAsync(TimerTask function, Business business, Run run, Piece piece)
    {
        try
        {
            var outcome = await function.RunAsync(business, run, piece);
            if (outcome == RunOutcome.Lost)
            {
                LogLost(logger, run.Task.Key, run.Slot.Slot, business.Id);
            }

            return outcome;
        }
        catch (Exception exception) when (exception is StorageException or SnapshotException || piece.RanOut)
        {
            LogFailed(logger, run.Task.Key, run.Slot.Slot, business.Id, exception);
            return RunOutcome.Retry;
        }
    }

    [LoggerMessage(EventId = 2005, Level = LogLevel.Warning, Message = "The run of {Task} as of {Slot} for {Business} was taken over by another worker: the lease on it was lost.")]
    private static partial void LogLost(ILogger logger, string task, Ledger.Instant slot, string business);

    [LoggerMessage(EventId = 2009, Level = LogLevel.Warning, Message = "The open runs of {Business} could not be read; those of others are worked off, and these are tried again.")]
    private static partial void LogNotRead(ILogger logger, string business, Exception exception);

    [LoggerMessage(EventId = 2008, Level = LogLevel.Error, Message = "How the run of {Task} as of {Slot} for {Business} stands could not be written down; it is tried again.")]
    private static partial void LogFailed(ILogger logger, string task, Ledger.Instant slot, string business, Exception exception);
}

/// <summary>A run that was tried, and how that ended.</summary>
internal sealed record TriedRun(Run Run, RunOutcome Outcome)
{
    /// <summary>Is it still open?</summary>
    public bool IsLeft => Outcome is not (RunOutcome.Done or RunOutcome.Failed);

    /// <inheritdoc/>
    public override string ToString() => $"{Run.Task.Key} {Run.Slot} of {Run.Business}: {Ledger.SnakeCase.Name(Outcome)}";
}
