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

    /// <summary>The most requests that wait for one account; one more is contended at once.</summary>
    public const int MaxWaiting = 1000;

    /// <summary>How long a request waits for its turn before it is contended.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly Dictionary<AccountKey, List<PendingRequest>> queues = [];
    private readonly ConcurrentDictionary<string, long> lastNumbers = new(StringComparer.Ordinal);

    /// <summary>
    /// Does the commands of <paramref name="request"/>, all or none. A caller that goes away does not stop them.
    /// </summary>
    /// <exception cref="StorageException">Storage refused or could not be reached, and nothing was done.</exception>
    public Task<CommitAnswer> SubmitAsync(CommitScope scope, CommandSet request, IdempotencyKey? key) => SubmitInOrder(scope, [(request, key)])[0];

    /// <summary>
    /// Does requests that must not overtake each other: one whose outcome nobody knows yet keeps those behind it from being tried, and they are contended. They go into
    /// as few commits as they fit.
    /// </summary>
    public IReadOnlyList<Task<CommitAnswer>> SubmitInOrder(CommitScope scope, IReadOnlyList<(CommandSet Request, IdempotencyKey? Key)> requests)
    {
        var all = new List<PendingRequest>(requests.Count);
        foreach (var (request, key) in requests)
        {
            all.Add(new(scope, request, key, clock.GetTimestamp(), all.Count > 0 ? all[^1] : null));
        }

        bool first;
        lock (gate)
        {
            first = !queues.TryGetValue(scope.Key, out var queue);
            if (first)
            {
                queues.Add(scope.Key, queue = []);
            }

            var room = Math.Max(0, MaxWaiting - queue!.Count);
            queue.AddRange(all.Take(room));
            all.Skip(room).ToList().ForEach(request => request.Done(CommitStatus.Contended, []));
        }

        if (first)
        {
            _ = DrainAsync(scope.Key);
        }

        return [.. all.Select(request => request.Answer)];
    }

    /// <summary>Works off an account's queue until it is empty. Never throws: what goes wrong is the answer of those it went wrong for.</summary>
    private async Task DrainAsync(AccountKey account)
    {
        while (true)
        {
            List<PendingRequest> batch;
            lock (gate)
            {
                var queue = queues[account];
                if (queue.Count == 0)
                {
                    queues.Remove(account);
                    return;
                }

                batch = [.. queue.Take(MaxBatch)];
                queue.RemoveRange(0, batch.Count);
            }

            foreach (var request in batch.ToList())
            {
                if (clock.GetElapsedTime(request.Arrived) > MaxWait || request.Before is { IsUndecided: true })
                {
                    request.Done(CommitStatus.Contended, []);
                    batch.Remove(request);
                }
            }

            if (batch.Count > 0)
            {
                // The rules of the newest are the ones in force.
                await new BatchCommit(credits, clock, newCommitId, lastNumbers, batch[^1].Scope, batch).RunAsync();
            }
        }
    }
}
