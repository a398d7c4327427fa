using CreditFunctions.Storage.Runs;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>Hears of a run what its outcome does not say.</summary>
/// <param name="Heard">What a turn has made of the run, once; the run as it is stored.</param>
/// <param name="ReadInFull">A shard that was read in full though there was an earlier one; <see cref="FinishedShard.Reason"/> says why.</param>
/// <param name="NotPruned">What kept it from removing what is no longer needed; the next run does.</param>
public sealed record RunNotes(Action<Run, RunOutcome> Heard, Action<FinishedShard> ReadInFull, Action<Exception> NotPruned)
{
    /// <summary>Nobody listens.</summary>
    public static RunNotes None { get; } = new(static (_, _) => { }, static _ => { }, static _ => { });
}
