using System.Diagnostics;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Telemetry;

namespace CreditFunctions.Storage.Credits;

/// <summary>A request that waits for its answer.</summary>
internal sealed class PendingRequest(CommitScope scope, CommandSet request, IdempotencyKey? key, long arrived, PendingRequest? before)
{
    private const string Failure = "failed";

    private readonly TaskCompletionSource<CommitAnswer> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CommandSet Request { get; } = request;

    /// <summary>The account, under the rules in force when the request came.</summary>
    public CommitScope Scope { get; } = scope;

    /// <summary>When it came, as a timestamp of the clock.</summary>
    public long Arrived { get; } = arrived;

    /// <summary>The span it came in; null: nobody traces it.</summary>
    public Activity? Span { get; } = Activity.Current;

    public IdempotencyKey? Key { get; } = key;

    /// <summary>The one that it must not overtake.</summary>
    public PendingRequest? Before { get; } = before;

    /// <summary>Has it ended without anybody knowing that it was done, or that it cannot be?</summary>
    public bool IsUndecided => answer.Task is { IsCompleted: true } ended
        && (!ended.IsCompletedSuccessfully || ended.Result.Status is CommitStatus.Contended or CommitStatus.Unknown);

    /// <summary>Was it part of a write whose outcome is not known? Then nobody may be told that it was refused.</summary>
    public bool IsUncertain { get; set; }

    public Task<CommitAnswer> Answer => answer.Task;

    /// <summary>How it ended, as it is counted.</summary>
    public string Outcome => answer.Task is { IsCompletedSuccessfully: true } ended ? SnakeCase.Name(ended.Result.Status) : Failure;

    public void Done(CommitStatus status, IReadOnlyList<Entry> entries, Refusal? refusal = null) => Count(answer.TrySetResult(new(status, entries, refusal)));

    public void Failed(Exception exception) => Count(answer.TrySetException(exception));

    private void Count(bool isFirst)
    {
        if (isFirst && Metrics.Commits.Enabled)
        {
            Metrics.Commits.Add(1, new KeyValuePair<string, object?>("outcome", Outcome));
        }
    }
}
