namespace CreditFunctions.Storage.Runs;

/// <summary>How a run is worked on.</summary>
/// <param name="Lock">The blob whose lease whoever works on it holds.</param>
/// <param name="DoAsync">Does what is left of it, step by step; each step is begun by way of the <see cref="RunProgress"/>, which ends the turn when the piece is over.</param>
/// <param name="Heard">Hears of what this turn has made of the run, once: with the run as it is stored, and done, given up, failed or unfinished.</param>
public sealed record RunWork(string Lock, Func<RunProgress, CancellationToken, Task<RunResult>> DoAsync, Action<Run, RunOutcome> Heard)
{
    /// <summary>Is its effect there, though the run does not say so?</summary>
    public Func<CancellationToken, Task<bool>> IsThereAsync { get; init; } = static _ => Task.FromResult(false);

    /// <summary>Clears away what made an attempt fail.</summary>
    public Func<Exception, CancellationToken, Task> MendAsync { get; init; } = static (_, _) => Task.CompletedTask;

    /// <summary>Would every other attempt fail in the same way?</summary>
    public Func<Exception, Run, bool> IsFinal { get; init; } = static (_, _) => false;

    /// <summary>What comes after its end, done or given up, and must not fail.</summary>
    public Func<Run, CancellationToken, Task> AfterAsync { get; init; } = static (_, _) => Task.CompletedTask;
}
