using CreditFunctions.Ledger;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Telemetry;

namespace CreditFunctions.Storage.Runs;

/// <summary>
/// Takes turns at runs: one worker at a time holds the lease of a run, goes on with it until it is done or the piece is over, and writes down what came of it. Whatever breaks an attempt off, it counts: a run that cannot
/// get on must end, and say why.
/// </summary>
/// <param name="reports">Where the locks are: the container <c>reports</c>.</param>
/// <param name="runs">Where the runs are.</param>
/// <param name="clock">The present.</param>
/// <param name="holder">What runs say of who holds them.</param>
public sealed class RunTurns(IBlobContainer reports, RunStore runs, TimeProvider clock, string holder)
{
    /// <summary>This process: the machine's name and its id there.</summary>
    public static string ThisProcess { get; } = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Environment.MachineName}/{Environment.ProcessId}");

    /// <summary>Goes on with a run, if it is open and nobody else is at it.</summary>
    public async Task<RunOutcome> RunAsync(Run run, Piece piece, RunWork work)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(piece);
        ArgumentNullException.ThrowIfNull(work);
        await using var lease = await BlobLease.TryTakeAsync(reports, work.Lock, clock, piece.Stop);
        if (lease is null)
        {
            return RunOutcome.Busy;
        }

        // What was read before the lease may be old by now.
        run = await runs.GetAsync(run.Business, run.Task, run.Slot, piece.Stop) ?? run;
        if (run.State != RunState.Open)
        {
            return EndOf(run);
        }

        var progress = new RunProgress(runs, clock, run, holder, piece);
        using var span = RunTrace.Begin(run);
        try
        {
            if (run.Attempts >= Run.MaxAttempts && !await work.IsThereAsync(lease.Lost))
            {
                return await GiveUpAsync(progress, run with { Error = run.Error ?? "Every attempt ended with the program." }, work, lease.Lost);
            }

            var result = await work.DoAsync(progress, lease.Lost);
            return result.Outcome switch
            {
                RunOutcome.Done => await EndAsync(progress, result, work, lease.Lost),
                RunOutcome.Retry => await EndInPartAsync(progress, result, work, lease.Lost),
                RunOutcome.Unfinished => await PauseAsync(progress, work, lease.Lost),
                _ => result.Outcome,
            };
        }
        catch (PieceOverException)
        {
            return await PauseAsync(progress, work, piece.Stop);
        }
        catch (Exception) when (piece.RanOut)
        {
            // The piece's own token is cancelled by now; what is left of the call's time is enough to say so.
            return await FailAsync(progress, new StepTooLongException(progress.Run.Progress), work, CancellationToken.None);
        }
        catch (Exception exception) when (!piece.Stop.IsCancellationRequested && (exception is LeaseLostException || lease.Lost.IsCancellationRequested))
        {
            return RunOutcome.Lost;
        }
        catch (Exception exception) when (!piece.Stop.IsCancellationRequested)
        {
            return await FailAsync(progress, exception, work, piece.Stop);
        }
    }

    private static RunOutcome EndOf(Run run) => run.State == RunState.Done ? RunOutcome.Done : RunOutcome.Failed;

    private async Task<RunOutcome> FailAsync(RunProgress progress, Exception exception, RunWork work, CancellationToken cancellationToken)
    {
        try
        {
            var (stored, isOwn) = await progress.StoredAsync(cancellationToken);
            if (stored.State != RunState.Open)
            {
                return isOwn ? await HeardAsync(stored, EndOf(stored), work, cancellationToken) : EndOf(stored);
            }

            await work.MendAsync(exception, cancellationToken);
            var failed = progress.Run with { Error = exception.Message };
            if (failed.Attempts >= Run.MaxAttempts || work.IsFinal(exception, failed))
            {
                return await GiveUpAsync(progress, failed, work, cancellationToken);
            }

            await progress.SaveAsync(failed, cancellationToken);
            return await HeardAsync(progress.Run, RunOutcome.Retry, work, cancellationToken);
        }
        catch (LeaseLostException)
        {
            return RunOutcome.Lost;
        }
    }

    /// <summary>Ends a run without its effect.</summary>
    private async Task<RunOutcome> GiveUpAsync(RunProgress progress, Run run, RunWork work, CancellationToken cancellationToken)
    {
        // The last attempt may have had the effect and failed after it, or may not have heard that it had: the next try ends the run.
        if (await work.IsThereAsync(cancellationToken))
        {
            await progress.SaveAsync(run, cancellationToken);
            return await HeardAsync(progress.Run, RunOutcome.Retry, work, cancellationToken);
        }

        await progress.SaveAsync(run with { State = RunState.Failed, EndedAt = Instant.Now(clock) }, cancellationToken);
        return await HeardAsync(progress.Run, RunOutcome.Failed, work, cancellationToken);
    }

    private async Task<RunOutcome> EndAsync(RunProgress progress, RunResult result, RunWork work, CancellationToken cancellationToken)
    {
        await progress.SaveAsync(
            progress.Run with
            {
                State = RunState.Done,
                EndedAt = Instant.Now(clock),
                Error = null,
                Phase = null,
                Progress = null,
                Outcome = result.Summary,
                Failures = result.Failures,
            },
            cancellationToken);
        return await HeardAsync(progress.Run, RunOutcome.Done, work, cancellationToken);
    }

    /// <summary>All was tried, and some of it failed: once it has failed often enough, that is the end.</summary>
    private async Task<RunOutcome> EndInPartAsync(RunProgress progress, RunResult result, RunWork work, CancellationToken cancellationToken)
    {
        if (progress.Run.Attempts >= Run.MaxPartAttempts)
        {
            return await EndAsync(progress, result, work, cancellationToken);
        }

        await progress.SaveAsync(progress.Run with { Outcome = result.Summary, Failures = result.Failures }, cancellationToken);
        return await HeardAsync(progress.Run, RunOutcome.Retry, work, cancellationToken);
    }

    /// <summary>Leaves the run to the next piece: this one counts as no attempt.</summary>
    private static async Task<RunOutcome> PauseAsync(RunProgress progress, RunWork work, CancellationToken cancellationToken)
    {
        try
        {
            await progress.SaveAsync(progress.Run with { Attempts = progress.Run.Attempts - 1, Error = null }, cancellationToken);
            return await HeardAsync(progress.Run, RunOutcome.Unfinished, work, cancellationToken);
        }
        catch (LeaseLostException)
        {
            return RunOutcome.Lost;
        }
    }

    private static async Task<RunOutcome> HeardAsync(Run run, RunOutcome outcome, RunWork work, CancellationToken cancellationToken)
    {
        work.Heard(run, outcome);
        RunTrace.Heard(run, outcome);
        if (run.State != RunState.Open)
        {
            await work.AfterAsync(run, cancellationToken);
        }

        return outcome;
    }
}
