using System.Collections.Concurrent;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Credits;

/// <summary>
/// Takes commands and commits them. Commands that arrive for one account while another commit of it is under way queue up and go together into the next,
/// each with its own answer. Several of these, in other processes, may work on the same account: storage decides who wins.
/// </summary>
/// <param name="credits">The table <c>credits</c>.</param>
/// <param name="clock">The present.</param>
/// <param name="newCommitId">Makes ids that no other commit ever has: 32 random hexadecimal digits.</param>
public sealed class Committer(ITable credits, TimeProvider clock, Func<string> newCommitId)
{
    /// <summary>The most requests that go into one commit.</summary>
    public const int MaxBatch = 32;

    private readonly Lock gate = new();
    private readonly Dictionary<AccountKey, List<PendingRequest>> queues = [];
    private readonly ConcurrentDictionary<string, long> lastNumbers = new(StringComparer.Ordinal);

    /// <summary>
    /// Does the commands of <paramref name="request"/>, all or none. A caller that goes away does not stop them.
    /// </summary>
    /// <exception cref="StorageException">Storage refused or could not be reached, and nothing was done.</exception>
    public Task<CommitAnswer> SubmitAsync(CommitScope scope, CommandSet request, IdempotencyKey? key)
    {
        var pending = new PendingRequest(request, key);
        bool first;
        lock (gate)
        {
            first = !queues.TryGetValue(scope.Key, out var queue);
            if (first)
            {
                queues.Add(scope.Key, queue = []);
            }

            queue!.Add(pending);
        }

        if (first)
        {
            _ = DrainAsync(scope);
        }

        return pending.Answer;
    }

    /// <summary>Works off an account's queue until it is empty. Never throws: what goes wrong is the answer of those it went wrong for.</summary>
    private async Task DrainAsync(CommitScope scope)
    {
        while (true)
        {
            List<PendingRequest> batch;
            lock (gate)
            {
                var queue = queues[scope.Key];
                if (queue.Count == 0)
                {
                    queues.Remove(scope.Key);
                    return;
                }

                batch = [.. queue.Take(MaxBatch)];
                queue.RemoveRange(0, batch.Count);
            }

            await new BatchCommit(credits, clock, newCommitId, lastNumbers, scope, batch).RunAsync();
        }
    }
}
