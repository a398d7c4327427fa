using CreditFunctions.Ledger;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.InMemory;

namespace CreditFunctions.Simulation;

/// <summary>Histories of a write whose outcome is not known, told call by call where chance would seldom meet them.</summary>
public sealed class UnknownOutcomeTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly CommitScope Scope = new(new("biz", "anna", "default", "USD"), new("USD", 2), new(DrawOrder.Standard), 1);

    [Fact]
    public void Submit_WriteMayLandLaterAndWouldBeRefusedByThen_IsUnknownAndNotRefused()
    {
        var time = new VirtualTime(Start);
        var faults = new FirstCommit(Fault.Late, time);
        var (answer, entries) = Run(time, faults, new GrantCommand(100) { ExpiresAt = Instant.From(Start.AddMilliseconds(1)) });

        Assert.Equal(CommitStatus.Unknown, answer.Status);
        Assert.Equal(2, entries);
    }

    [Fact]
    public void Submit_AnswerIsLost_IsFoundByItsCommitIdAndDoneOnce()
    {
        var time = new VirtualTime(Start);
        var (answer, entries) = Run(time, new FirstCommit(Fault.FailAfter, time), new GrantCommand(100));

        Assert.Equal(CommitStatus.Committed, answer.Status);
        Assert.Equal(1, entries);
    }

    [Fact]
    public void Submit_WriteLandsBetweenTheReadingOfTheAccountAndOfTheKey_IsCommittedAndNoRepeat()
    {
        var time = new VirtualTime(Start);
        var faults = new FirstCommit(Fault.Late, time);
        var statuses = new List<CommitStatus>();
        new SeededScheduler(new Random(1), time).Run(async () =>
        {
            var credits = new InMemoryStorage(time, faults).Table(StoreNames.Credits);
            await credits.CreateIfMissingAsync(default);
            await new CustomerStore(credits, time).PutAsync("biz", 1, "anna", new(), default);
            faults.IsOn = true;
            // By the time a key is read the late write has landed.
            var slow = new PausingTable(credits, (row, isWrite) => !isWrite && row.StartsWith("key!", StringComparison.Ordinal) ? Task.Delay(TimeSpan.FromSeconds(2), time) : Task.CompletedTask);
            var ids = 0;
            var committer = new Committer(slow, time, () => $"{ids++:x32}");
            var both = new[] { "first", "second" }.Select(key => committer.SubmitAsync(Scope, new([new GrantCommand(100)]), new(key, "request"))).ToList();
            foreach (var answer in both.Append(committer.SubmitAsync(Scope, new([new GrantCommand(100)]), new("first", "request"))))
            {
                statuses.Add((await answer).Status);
            }
        });

        Assert.Equal([CommitStatus.Committed, CommitStatus.Committed, CommitStatus.Replayed], statuses);
    }

    /// <summary>Submits one command without a key, lets everything land, and counts the entries with those that are due.</summary>
    private static (CommitAnswer Answer, long Entries) Run(VirtualTime time, FirstCommit faults, Command command)
    {
        var storage = new InMemoryStorage(time, faults);
        CommitAnswer? answer = null;
        var entries = 0L;
        new SeededScheduler(new Random(1), time).Run(async () =>
        {
            await storage.CreateAllAsync(default);
            var credits = storage.Table(StoreNames.Credits);
            await new CustomerStore(credits, time).PutAsync("biz", 1, "anna", new(), default);
            faults.IsOn = true;
            var ids = 0;
            answer = await new Committer(credits, time, () => $"{ids++:x32}").SubmitAsync(Scope, new([command]), null);
            await Task.Delay(TimeSpan.FromMinutes(5), time);
            var row = await new CreditStore(credits).AccountAsync(Scope.Key, 1, default);
            entries = Settlement.Settle(row!.Account, Instant.Now(time)).Seq;
        });
        return (answer!, entries);
    }

    /// <summary>Strikes the first commit, which is a second on its way where it is late.</summary>
    private sealed class FirstCommit(Fault fault, VirtualTime time) : IFaults
    {
        private bool struck;

        public bool IsOn { get; set; }

        public ValueTask<Fault> NextAsync(StorageCall call)
        {
            var strikes = IsOn && !struck && call.Operation == StorageOperation.RowCommit;
            struck |= strikes;
            return new(strikes ? fault : Fault.None);
        }

        public async ValueTask LaterAsync(StorageCall call) => await Task.Delay(TimeSpan.FromSeconds(1), time);
    }
}
