using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>
/// A run that is being worked on: how far it is, is written down as it gets on. Each time only if nobody else has written since: whoever stood still until its lease ran out hears of it here.
/// </summary>
internal sealed class RunProgress(DirectoryStore directory, ReportRun run)
{
    private bool isUnheard;

    /// <summary>The run as it was last written down.</summary>
    public ReportRun Run { get; private set; } = run;

    /// <summary>Begins the next part.</summary>
    public Task BeginAsync(RunPhase phase, string progress, CancellationToken cancellationToken) => SaveAsync(Run with { Phase = phase, Progress = progress }, cancellationToken);

    /// <summary>Something is finished that no later attempt does again: this attempt is the first since.</summary>
    public Task GotOnAsync(string progress, CancellationToken cancellationToken) => SaveAsync(Run with { Progress = progress, Attempts = 1 }, cancellationToken);

    /// <summary>Makes sure that nobody else works on it.</summary>
    public Task HoldAsync(CancellationToken cancellationToken) => SaveAsync(Run, cancellationToken);

    /// <summary>Writes it down.</summary>
    /// <exception cref="LeaseLostException">Somebody else has since.</exception>
    public async Task SaveAsync(ReportRun next, CancellationToken cancellationToken)
    {
        (Run, isUnheard) = (next, true);
        Run = await directory.SaveRunAsync(next, cancellationToken) ?? throw new LeaseLostException();
        isUnheard = false;
    }

    /// <summary>The run as it is stored. What was written last may have arrived though that was not heard: then it is gone on from there.</summary>
    public async Task<ReportRun> StoredAsync(CancellationToken cancellationToken)
    {
        var stored = await directory.RunAsync(Run.Business, Run.Report, Run.Slot, cancellationToken) ?? throw new LeaseLostException();
        Run = isUnheard ? Run with { ETag = stored.ETag } : Run;
        return stored;
    }
}
