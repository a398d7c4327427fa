using System.Collections.Concurrent;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Timers;

namespace CreditFunctions.Api.Health;

/// <summary>
/// Whether the timer functions do their work: the last slot that is due must not have failed, and one that was due an hour ago must be done, for every business. What was found is remembered for a while, and
/// what is done for good, so that asking often costs little however many businesses there are.
/// </summary>
internal sealed class FunctionHealth(DirectoryStore directory, RunStore runs, DueSlots slots, TimerTasks tasks, TimeProvider clock) : IDisposable
{
    /// <summary>How a check begins that is not well though requests are answered.</summary>
    public const string Degraded = "degraded: ";

    private const string Ok = "ok";
    private const int AtOnce = 16;
    private static readonly TimeSpan RememberedFor = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<(string Business, RunTask Task), SnapshotId> done = new();
    private (long Since, Task<IReadOnlyDictionary<string, string>> Checks)? last;

    /// <inheritdoc/>
    public void Dispose()
    {
        stop.Cancel();
        stop.Dispose();
    }

    /// <summary>A check a function: <c>ok</c>, or what is wrong, without names of businesses.</summary>
    /// <exception cref="Storage.StorageException">Storage could not be reached.</exception>
    public Task<IReadOnlyDictionary<string, string>> ChecksAsync(CancellationToken cancellationToken)
    {
        Task<IReadOnlyDictionary<string, string>> checks;
        lock (gate)
        {
            if (last is not { } known || (known.Checks.IsCompleted && (!known.Checks.IsCompletedSuccessfully || clock.GetElapsedTime(known.Since) >= RememberedFor)))
            {
                // One look for all who ask meanwhile: it goes on though the first of them has no patience.
                last = known = (clock.GetTimestamp(), Task.Run(() => LookAsync(stop.Token)));
            }

            checks = known.Checks;
        }

        return checks.WaitAsync(cancellationToken);
    }

    private async Task<IReadOnlyDictionary<string, string>> LookAsync(CancellationToken cancellationToken)
    {
        var (businesses, now) = (await directory.BusinessesAsync(cancellationToken), Instant.Now(clock));
        var checks = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var function in tasks.All)
        {
            checks[function.Function] = await CheckAsync(function, businesses, now, cancellationToken) is { } problem ? Degraded + problem : Ok;
        }

        return checks;
    }

    /// <summary>What is wrong with a function, for one of the businesses it is wrong for; null: nothing.</summary>
    private async Task<string?> CheckAsync(TimerTask function, IReadOnlyList<Business> businesses, Instant now, CancellationToken cancellationToken)
    {
        if (Slots.Last(function.Schedule, now) is not { } newest)
        {
            return null;
        }

        // What is older than missed slots are asked for is never run, but for the newest.
        var due = Slots.Last(function.Schedule, now.Plus(-Patience)) is { } slot && (slot == newest || slot.Slot >= now.Plus(-slots.ReachOf(function))) ? slot : (SnapshotId?)null;
        string? problem = null;
        await Parallel.ForEachAsync(
            businesses.SelectMany(business => function.Tasks.Select(task => (business, task))),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (one, token) =>
            {
                if (problem is null && await CheckAsync(one.business, one.task, newest, due, token) is { } found)
                {
                    problem = found;
                }
            });
        return problem;
    }

    private async Task<string?> CheckAsync(Business business, RunTask task, SnapshotId newest, SnapshotId? due, CancellationToken cancellationToken)
    {
        if (newest.Slot < business.CreatedAt || (done.TryGetValue((business.Id, task), out var known) && known == newest))
        {
            return null;
        }

        var run = await DoerAsync(business, task, newest, cancellationToken);
        if (run?.State == RunState.Done)
        {
            done[(business.Id, task)] = newest;
            return null;
        }

        return run?.State == RunState.Failed || newest == due ? Problem(newest, run)
            : due is { } earlier && earlier.Slot >= business.CreatedAt && await DoerAsync(business, task, earlier, cancellationToken) is not { State: RunState.Done } and var before ? Problem(earlier, before)
            : null;
    }

    /// <summary>The run of a slot, or the later one that it is left to: it is done when that is.</summary>
    private async Task<Run?> DoerAsync(Business business, RunTask task, SnapshotId slot, CancellationToken cancellationToken)
    {
        var run = await runs.GetAsync(business.Id, task, slot, cancellationToken);
        while (run?.CoveredBy is { } later)
        {
            run = await runs.GetAsync(business.Id, task, later, cancellationToken);
        }

        return run;
    }

    private static string Problem(SnapshotId slot, Run? run) => $"the slot {slot.Slot} " + run switch
    {
        null => "was not run",
        { State: RunState.Failed } => "failed",
        _ => $"is open since {run.StartedAt ?? run.RequestedAt}",
    };
}
