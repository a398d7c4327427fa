using CreditFunctions.Ledger;

namespace CreditFunctions.Storage.Credits;

/// <summary>A request that waits for its answer.</summary>
internal sealed class PendingRequest(CommitScope scope, CommandSet request, IdempotencyKey? key, long arrived, PendingRequest? before)
{
    private readonly TaskCompletionSource<CommitAnswer> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CommandSet Request { get; } = request;

    /// <summary>The account, under the rules in force when the request came.</summary>
    public CommitScope Scope { get; } = scope;

    /// <summary>When it came, as a timestamp of the clock.</summary>
    public long Arrived { get; } = arrived;

    public IdempotencyKey? Key { get; } = key;

    /// <summary>The one that it must not overtake.</summary>
    public PendingRequest? Before { get; } = before;

    /// <summary>Has it ended without anybody knowing that it was done, or that it cannot be?</summary>
    public bool IsUndecided => answer.Task is { IsCompleted: true } ended
        && (!ended.IsCompletedSuccessfully || ended.Result.Status is CommitStatus.Contended or CommitStatus.Unknown);

    /// <summary>Was it part of a write whose outcome is not known? Then nobody may be told that it was refused.</summary>
    public bool IsUncertain { get; set; }

    public Task<CommitAnswer> Answer => answer.Task;

    public void Done(CommitStatus status, IReadOnlyList<Entry> entries, Refusal? refusal = null) => answer.TrySetResult(new(status, entries, refusal));

    public void Failed(Exception exception) => answer.TrySetException(exception);
}
