using CreditFunctions.Ledger;

namespace CreditFunctions.Storage.Runs;

/// <summary>
/// A run that is being worked on: how far it is, is written down as it gets on. Each time only if nobody else has written since: whoever stood still until its lease ran out hears of it here.
/// </summary>
public sealed class RunProgress
{
    private readonly RunStore runs;
    private readonly TimeProvider clock;
    private readonly Piece piece;
    private readonly long since;
    private readonly TimeSpan workedBefore;
    private bool isUnheard;
    private bool hasGotOn;

    /// <summary>Takes a run on; nothing is written yet.</summary>
    /// <param name="runs">Where it is.</param>
    /// <param name="clock">Measures the work.</param>
    /// <param name="run">As it was read.</param>
    /// <param name="holder">Who works on it.</param>
    /// <param name="piece">How long.</param>
    internal RunProgress(RunStore runs, TimeProvider clock, Run run, string holder, Piece piece)
    {
        (this.runs, this.clock, this.piece, since, workedBefore) = (runs, clock, piece, clock.GetTimestamp(), run.Worked);
        Run = run with { Attempts = run.Attempts + 1, Pieces = run.Pieces + 1, StartedAt = run.StartedAt ?? Instant.Now(clock), Holder = holder };
    }

    /// <summary>The run as it was last written down.</summary>
    public Run Run { get; private set; }

    /// <summary>Is nothing more to be begun? A piece begins something, however late: else a run might never get on.</summary>
    public bool IsOver => hasGotOn && piece.IsOver;

    /// <summary>Is the time over in which to wait for others? However little was done here: waiting is no beginning.</summary>
    public bool IsWaitOver => piece.IsOver;

    /// <summary>Begins the next part of a report.</summary>
    /// <exception cref="PieceOverException">The piece is over.</exception>
    public Task BeginAsync(RunPhase phase, string progress, CancellationToken cancellationToken) => BeginAsync(Run with { Phase = phase, Progress = progress }, cancellationToken);

    /// <summary>Begins the next part.</summary>
    /// <exception cref="PieceOverException">The piece is over.</exception>
    public Task BeginAsync(string progress, CancellationToken cancellationToken) => BeginAsync(Run with { Progress = progress }, cancellationToken);

    /// <summary>Something is finished that no later attempt does again: this attempt is the first since.</summary>
    public Task GotOnAsync(string progress, CancellationToken cancellationToken) => GotOnAsync(Run with { Progress = progress }, cancellationToken);

    /// <summary>Something is finished that no later attempt does again: this attempt is the first since.</summary>
    public Task GotOnAsync(Run next, CancellationToken cancellationToken)
    {
        hasGotOn = true;
        return SaveAsync(next with { Attempts = 1, Error = null }, cancellationToken);
    }

    /// <summary>Makes sure that nobody else works on it.</summary>
    public Task HoldAsync(CancellationToken cancellationToken) => SaveAsync(Run, cancellationToken);

    /// <summary>Writes it down.</summary>
    /// <exception cref="LeaseLostException">Somebody else has since.</exception>
    internal async Task SaveAsync(Run next, CancellationToken cancellationToken)
    {
        (Run, isUnheard) = (next with { Worked = workedBefore + clock.GetElapsedTime(since) }, true);
        var saved = await runs.SaveAsync(Run, cancellationToken);
        isUnheard = false;
        Run = saved ?? throw new LeaseLostException();
    }

    /// <summary>The run as it is stored, and whether it is as this attempt has written it: what was written last may have arrived though that was not heard. Then it is gone on from there.</summary>
    internal async Task<(Run Stored, bool IsOwn)> StoredAsync(CancellationToken cancellationToken)
    {
        var stored = await runs.GetAsync(Run.Business, Run.Task, Run.Slot, cancellationToken) ?? throw new LeaseLostException();
        var isOwn = isUnheard && (stored.State, stored.Pieces, stored.Holder) == (Run.State, Run.Pieces, Run.Holder);
        Run = isOwn ? Run with { ETag = stored.ETag } : Run;
        return (stored, isOwn);
    }

    private Task BeginAsync(Run next, CancellationToken cancellationToken) => IsOver ? throw new PieceOverException() : SaveAsync(next, cancellationToken);
}
