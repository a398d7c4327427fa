using CreditFunctions.Ledger;

namespace CreditFunctions.Storage.Credits;

/// <summary>A request that waits for its answer.</summary>
internal sealed class PendingRequest(CommandSet request, IdempotencyKey? key)
{
    private readonly TaskCompletionSource<CommitAnswer> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CommandSet Request { get; } = request;

    public IdempotencyKey? Key { get; } = key;

    /// <summary>Was it part of a write whose outcome is not known? Then nobody may be told that it was refused.</summary>
    public bool IsUncertain { get; set; }

    public Task<CommitAnswer> Answer => answer.Task;

    public void Done(CommitStatus status, IReadOnlyList<Entry> entries, Refusal? refusal = null) => answer.TrySetResult(new(status, entries, refusal));

    public void Failed(Exception exception) => answer.TrySetException(exception);
}
