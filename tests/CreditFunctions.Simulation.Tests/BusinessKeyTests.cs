using CreditFunctions.Ledger;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Simulation;

/// <summary>Requests that come with one key that is unique in the business, told call by call.</summary>
public sealed class BusinessKeyTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly BusinessKey Key = new("stripe", "k-1");
    private static readonly TimeSpan Long = BusinessKeys.TakenOverAfter + TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Short = BusinessKeys.TakenOverAfter - TimeSpan.FromSeconds(1);

    [Fact]
    public void Send_NewKey_IsDone() => Run(async world =>
    {
        Assert.Equal((ClaimStatus.Claimed, CommitStatus.Committed), await world.SendAsync("r1", "anna"));
        Assert.Equal(["r1"], await world.MemosAsync());
    });

    [Fact]
    public void Send_SameRequestAgain_IsReplayed() => Run(async world =>
    {
        await world.SendAsync("r1", "anna");

        Assert.Equal((ClaimStatus.Claimed, CommitStatus.Replayed), await world.SendAsync("r1", "anna"));
        Assert.Equal(["r1"], await world.MemosAsync());
    });

    [Fact]
    public void Send_SameRequestTwiceAtOnce_IsDoneOnce() => Run(async world =>
    {
        var both = await Task.WhenAll(world.SendAsync("r1", "anna"), world.Another().SendAsync("r1", "anna"));

        Assert.Equal([CommitStatus.Committed, CommitStatus.Replayed], both.Select(answer => answer.Commit!.Value).Order());
        Assert.Equal(["r1"], await world.MemosAsync());
    });

    [Theory]
    [InlineData("anna")]
    [InlineData("bo")]
    public void Send_AnotherRequestAfterACommit_IsReusedHoweverLate(string customer) => Run(async world =>
    {
        await world.SendAsync("r1", "anna");

        Assert.Equal((ClaimStatus.Reused, null), await world.SendAsync("r2", customer));
        await Task.Delay(Long, world.Time);
        Assert.Equal((ClaimStatus.Reused, null), await world.SendAsync("r2", customer));
        Assert.Equal(["r1"], await world.MemosAsync());
    });

    [Fact]
    public void Send_KeyOfAnotherScope_IsAnother() => Run(async world =>
    {
        await world.SendAsync("r1", "anna");

        Assert.Equal((ClaimStatus.Claimed, CommitStatus.Committed), await world.SendAsync("r2", "bo", new BusinessKey("asset", "k-1")));
    });

    [Fact]
    public void Send_AnotherRequestWhileAClaimHasNoCommit_IsInUseAndTakesOverAfter30Seconds() => Run(async world =>
    {
        await world.ClaimAsync("r1", "anna");
        await Task.Delay(Short, world.Time);
        Assert.Equal((ClaimStatus.InUse, null), await world.SendAsync("r2", "bo"));

        await Task.Delay(Long - Short, world.Time);

        Assert.Equal((ClaimStatus.Claimed, CommitStatus.Committed), await world.SendAsync("r2", "bo"));
        Assert.Equal((ClaimStatus.Reused, null), await world.SendAsync("r1", "anna"));
        Assert.Equal(["r2"], await world.MemosAsync());
    });

    [Fact]
    public void Send_DiedBetweenClaimAndCommit_IsDoneByTheSameRequest() => Run(async world =>
    {
        await world.ClaimAsync("r1", "anna");

        Assert.Equal((ClaimStatus.Claimed, CommitStatus.Committed), await world.Another().SendAsync("r1", "anna"));
        Assert.Equal(["r1"], await world.MemosAsync());
    });

    [Fact]
    public void Send_Refused_LeavesTheKeyToAnother() => Run(async world =>
    {
        Assert.Equal((ClaimStatus.Claimed, CommitStatus.Refused), await world.SendAsync("r1", "anna", command: new ApplyCommand(5)));

        Assert.Equal((ClaimStatus.Claimed, CommitStatus.Committed), await world.SendAsync("r2", "bo"));
    });

    [Fact]
    public void Release_ClaimThatTheSameRequestHasMet_IsKept() => Run(async world =>
    {
        var first = await world.ClaimAsync("r1", "anna");
        var second = await world.ClaimAsync("r1", "anna");
        await world.Keys.ReleaseAsync(KeyedClient.Business, KeyedClient.Shards, Key, first, default);
        await world.Keys.ReleaseAsync(KeyedClient.Business, KeyedClient.Shards, Key, second, default);

        Assert.Equal((ClaimStatus.InUse, null), await world.SendAsync("r2", "bo"));
    });

    [Fact]
    public void Claim_SameRequestForAnotherAccount_IsForTheAccountOfTheFirst() => Run(async world =>
    {
        await world.ClaimAsync("r1", "anna");

        Assert.Equal(KeyedClient.Account("anna"), (await world.ClaimAsync("r1", "bo")).Account);
    });

    [Fact]
    public void Claim_MetBySameRequestJustBeforeItIsOld_IsNotTakenOverUnderIt() => Run(async world =>
    {
        await world.ClaimAsync("r1", "anna");
        await Task.Delay(Short, world.Time);
        await world.ClaimAsync("r1", "anna");
        await Task.Delay(TimeSpan.FromSeconds(5), world.Time);

        Assert.Equal((ClaimStatus.InUse, null), await world.SendAsync("r2", "bo"));
    });

    [Fact]
    public void Send_StoodStillAfterItsClaimUntilAnotherTookItOver_IsNotDone() => Run(async world =>
    {
        var claim = await world.ClaimAsync("r1", "anna");
        await Task.Delay(Long, world.Time);
        await world.Another().SendAsync("r2", "bo");

        var answer = await world.Committer.SubmitAsync(
            new(claim.Account, new("USD", 2), new(DrawOrder.Standard), KeyedClient.Shards), new([new GrantCommand(5) { Memo = "r1" }]), claim.Key);

        Assert.Equal(CommitStatus.Contended, answer.Status);
        Assert.Equal(["r2"], await world.MemosAsync());
    });

    [Theory]
    [InlineData(Fault.FailBefore)]
    [InlineData(Fault.FailAfter)]
    [InlineData(Fault.Late)]
    public void Send_OutcomeOfTheClaimUnknown_IsDoneOnce(Fault fault) => Run(
        async world =>
        {
            Assert.Equal((ClaimStatus.Claimed, CommitStatus.Committed), await world.SendAsync("r1", "anna"));
            Assert.Equal((ClaimStatus.Reused, null), await world.SendAsync("r2", "bo"));
            Assert.Equal(["r1"], await world.MemosAsync());
        },
        fault);

    [Fact]
    public void Claim_TakenOverByTwoAtOnce_GoesToOne() => Run(async world =>
    {
        await world.ClaimAsync("r1", "anna");
        await Task.Delay(Long, world.Time);

        var both = await Task.WhenAll(world.SendAsync("r2", "bo"), world.Another().SendAsync("r3", "cy"));

        Assert.Single(both, answer => answer.Commit == CommitStatus.Committed);
        Assert.Single(await world.MemosAsync());
    });

    private static void Run(Func<World, Task> history, Fault fault = Fault.None)
    {
        var time = new VirtualTime(Start);
        var table = new InMemoryStorage(time, new FirstClaim(fault, time)).Table(StoreNames.Credits);
        new SeededScheduler(new Random(1), time).Run(async () =>
        {
            await table.CreateIfMissingAsync(default);
            foreach (var customer in new[] { "anna", "bo", "cy" })
            {
                await new CustomerStore(table, time).PutAsync(KeyedClient.Business, KeyedClient.Shards, customer, new(), default);
            }

            await history(new(table, time));
        });
    }

    private sealed class World(ITable credits, VirtualTime time)
    {
        private readonly SimulatedProcess process = new(credits, time, new Random(1));

        public VirtualTime Time => time;

        public BusinessKeys Keys => process.Keys;

        public Committer Committer => process.Committer;

        /// <summary>The same as another process sees it.</summary>
        public World Another() => new(credits, time);

        public Task<ClaimOutcome> ClaimAsync(string request, string customer) =>
            Keys.ClaimAsync(KeyedClient.Business, KeyedClient.Shards, Key, request, KeyedClient.Account(customer), default);

        public Task<(ClaimStatus Claim, CommitStatus? Commit)> SendAsync(string request, string customer, BusinessKey? key = null, Command? command = null) =>
            KeyedClient.SendAsync(Keys, Committer, key ?? Key, request, customer, command ?? new GrantCommand(5));

        public Task<IReadOnlyList<string>> MemosAsync() => KeyedClient.MemosAsync(credits);
    }

    /// <summary>Strikes the first write of a claim, which is a second on its way where it is late.</summary>
    private sealed class FirstClaim(Fault fault, VirtualTime time) : IFaults
    {
        private bool struck;

        public ValueTask<Fault> NextAsync(StorageCall call)
        {
            var strikes = !struck && call.IsWrite && call.Rows.Contains(RowKeys.Claim(Key));
            struck |= strikes;
            return new(strikes ? fault : Fault.None);
        }

        public async ValueTask LaterAsync(StorageCall call) => await Task.Delay(TimeSpan.FromSeconds(1), time);
    }
}
