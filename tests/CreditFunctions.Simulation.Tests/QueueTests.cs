using CreditFunctions.Ledger;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.InMemory;

namespace CreditFunctions.Simulation;

/// <summary>What happens to requests that have to wait for an account.</summary>
public sealed class QueueTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly CommitScope Scope = new(new("biz", "anna", "default", "USD"), new("USD", 2), new(DrawOrder.Standard), 1);

    [Fact]
    public void Submit_MoreThanMayWait_TheRestIsContendedAtOnce()
    {
        var statuses = Submit(Committer.MaxWaiting + 50, new Slow(TimeSpan.FromMilliseconds(1)));

        // The first is on its way and does not wait.
        Assert.Equal(49, statuses.Count(status => status == CommitStatus.Contended));
        Assert.Equal(Committer.MaxWaiting + 1, statuses.Count(status => status == CommitStatus.Committed));
    }

    [Fact]
    public void Submit_TurnDoesNotComeInTime_IsContendedAndNotDone()
    {
        var statuses = Submit(3 * Committer.MaxBatch, new Slow(TimeSpan.FromSeconds(3)));

        // The first takes 9 s by itself, the next 32 begin within their 10 s, and by then the others have waited for longer.
        Assert.Equal(63, statuses.Count(status => status == CommitStatus.Contended));
        Assert.Equal(33, statuses.Count(status => status == CommitStatus.Committed));
    }

    [Fact]
    public void SubmitInOrder_OneThatStaysUndecided_KeepsThoseBehindItFromBeingTried()
    {
        var time = new VirtualTime(Start);
        var storage = new InMemoryStorage(time);
        List<string> ends = [];
        new SeededScheduler(new Random(1), time).Run(async () =>
        {
            await storage.CreateAllAsync(default);
            var credits = storage.Table(StoreNames.Credits);
            await new CustomerStore(credits, time).PutAsync("biz", 1, "anna", new(null, null, null), default);
            var ids = 0;
            var committer = new Committer(credits, time, () => ids++ == 0 ? throw new InvalidOperationException("once") : $"{ids:x32}");
            var grants = Enumerable.Range(0, Committer.MaxBatch + 8).Select(_ => (new CommandSet([new GrantCommand(1)]), (IdempotencyKey?)null)).ToList();
            foreach (var answer in committer.SubmitInOrder(Scope, grants))
            {
                try
                {
                    ends.Add($"{(await answer).Status}");
                }
                catch (InvalidOperationException exception)
                {
                    ends.Add(exception.Message);
                }
            }
        });

        // The second batch could be done, but must not.
        Assert.Equal(Enumerable.Repeat("once", Committer.MaxBatch).Concat(Enumerable.Repeat("Contended", 8)), ends);
    }

    private static List<CommitStatus> Submit(int count, Slow slow)
    {
        var time = new VirtualTime(Start);
        slow.Time = time;
        var storage = new InMemoryStorage(time, slow);
        var statuses = new List<CommitStatus>();
        new SeededScheduler(new Random(1), time).Run(async () =>
        {
            await storage.CreateAllAsync(default);
            var credits = storage.Table(StoreNames.Credits);
            await new CustomerStore(credits, time).PutAsync("biz", 1, "anna", new(), default);
            slow.IsOn = true;
            var ids = 0;
            var committer = new Committer(credits, time, () => $"{ids++:x32}");
            var answers = Enumerable.Range(0, count).Select(_ => committer.SubmitAsync(Scope, new([new GrantCommand(1) { ExpiresAt = Instant.Max }]), null)).ToList();
            foreach (var answer in answers)
            {
                statuses.Add((await answer).Status == CommitStatus.Refused ? CommitStatus.Committed : (await answer).Status);
            }
        });
        return statuses;
    }

    /// <summary>Every call takes as long.</summary>
    private sealed class Slow(TimeSpan delay) : IFaults
    {
        public VirtualTime? Time { get; set; }

        public bool IsOn { get; set; }

        public async ValueTask<Fault> NextAsync(StorageCall call)
        {
            if (IsOn)
            {
                await Task.Delay(delay, Time!);
            }

            return Fault.None;
        }

        public ValueTask LaterAsync(StorageCall call) => ValueTask.CompletedTask;
    }
}
