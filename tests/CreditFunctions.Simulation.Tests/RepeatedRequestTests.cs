using CreditFunctions.Ledger;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.InMemory;

namespace CreditFunctions.Simulation;

/// <summary>A request that comes again under its key, while storage fails.</summary>
public sealed class RepeatedRequestTests
{
    private static readonly CommitScope Scope = new(new("biz", "anna", "default", "USD"), new("USD", 2), new(DrawOrder.Standard), 1);

    [Fact]
    public void Submit_RepeatWhoseEntriesCannotBeReadAtFirst_IsAnsweredAllTheSame()
    {
        var time = new VirtualTime(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var faults = new FirstPage();
        var credits = new InMemoryStorage(time, faults).Table(StoreNames.Credits);
        var statuses = new List<CommitStatus>();
        new SeededScheduler(new Random(1), time).Run(async () =>
        {
            await credits.CreateIfMissingAsync(default);
            await new CustomerStore(credits, time).PutAsync("biz", 1, "anna", new(), default);
            var ids = 0;
            var committer = new Committer(credits, time, () => $"{ids++:x32}");
            for (var i = 0; i < 2; i++)
            {
                statuses.Add((await committer.SubmitAsync(Scope, new([new GrantCommand(100)]), new("key", "request"))).Status);
                faults.IsOn = true;
            }
        });

        Assert.Equal([CommitStatus.Committed, CommitStatus.Replayed], statuses);
    }

    /// <summary>Strikes the first page that is read.</summary>
    private sealed class FirstPage : IFaults
    {
        public bool IsOn { get; set; }

        public ValueTask<Fault> NextAsync(StorageCall call)
        {
            var strikes = IsOn && call.Operation == StorageOperation.RowQuery;
            IsOn &= !strikes;
            return new(strikes ? Fault.FailBefore : Fault.None);
        }

        public ValueTask LaterAsync(StorageCall call) => ValueTask.CompletedTask;
    }
}
