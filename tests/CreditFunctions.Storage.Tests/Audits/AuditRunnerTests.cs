using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Audits;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Tests.Audits;

public sealed class AuditRunnerTests
{
    private const int Shards = 4;
    private const int Customers = 12;

    [Fact]
    public async Task Run_Undamaged_IsDoneWithItsCounts()
    {
        var (ledger, runner, run) = await StartAsync(damage: false);

        Assert.Equal(RunOutcome.Done, await RunAsync(ledger, runner, run, NotFound));

        var done = await StoredAsync(ledger, run);
        Assert.Equal((RunState.Done, Shards, Customers, 2 * Customers, 0L), (done.State, done.Audited.ShardsDone, (int)done.Audited.Accounts, (int)done.Audited.Entries, done.Failures));
        Assert.Equal(Instant.Now(ledger.Time), done.EndedAt);
        Assert.Empty(await new FindingStore(Reports(ledger)).FindingsAsync(ledger.Business.Id, run.Slot, CancellationToken.None));
    }

    [Fact]
    public async Task Run_StorageFailsInTheMiddle_GoesOnAtThatShard()
    {
        var (ledger, runner, run) = await StartAsync(damage: true);
        var (at, isBroken) = (RowKeys.Partition(ledger.Business.Id, 2), true);
        var read = new HashSet<string>(StringComparer.Ordinal);
        ledger.BeforeRead = call =>
        {
            read.Add(call.Name);
            return Task.FromResult(isBroken && call.Name == at ? Fault.FailBefore : Fault.None);
        };
        var found = new List<(string Row, long Number)>();

        var first = await RunAsync(ledger, runner, run, (finding, number) => found.Add((finding.Row, number)));
        var stored = await StoredAsync(ledger, run);
        isBroken = false;
        read.Clear();
        var second = await RunAsync(ledger, runner, run, (finding, number) => found.Add((finding.Row, number)));

        Assert.Equal((RunOutcome.Retry, RunOutcome.Done), (first, second));
        Assert.Equal((RunState.Open, 2), (stored.State, stored.Audited.ShardsDone));
        Assert.DoesNotContain(RowKeys.Partition(ledger.Business.Id, 1), read);
        await AssertAllFoundOnceAsync(ledger, run);
        Assert.Equal(Enumerable.Range(1, Customers).Select(number => (long)number), found.Select(one => one.Number));
    }

    [Fact]
    public async Task Run_DiesBetweenFindingsAndCheckpoint_FindsEachOnce()
    {
        var (ledger, _, run) = await StartAsync(damage: true);
        var saves = 0;
        var dying = new DyingTable(ledger.Storage.Table(StoreNames.Directory), () => ++saves == 3);
        var runner = new AuditRunner(Reports(ledger), new(dying), ledger.Credits, ledger.Time);

        await Assert.ThrowsAsync<StorageException>(() => RunAsync(ledger, runner, run, static (_, _) => { }));
        dying.IsDead = false;
        Assert.Equal(RunOutcome.Done, await RunAsync(ledger, runner, run, static (_, _) => { }));

        await AssertAllFoundOnceAsync(ledger, run);
    }

    [Fact]
    public async Task Run_FailsEveryTime_IsGivenUpAndSaysWhy()
    {
        var (ledger, runner, run) = await StartAsync(damage: false);
        ledger.BeforeRead = call => Task.FromResult(call.Store == StoreNames.Credits ? Fault.FailBefore : Fault.None);

        var outcomes = new List<RunOutcome>();
        for (var i = 0; i < Run.MaxAttempts; i++)
        {
            outcomes.Add(await RunAsync(ledger, runner, run, NotFound));
        }

        Assert.Equal([.. Enumerable.Repeat(RunOutcome.Retry, Run.MaxAttempts - 1), RunOutcome.Failed], outcomes);
        var failed = await StoredAsync(ledger, run);
        Assert.Equal(RunState.Failed, failed.State);
        Assert.Contains("RowQuery", failed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AnotherHasTheLease_IsLeftToIt()
    {
        var (ledger, runner, run) = await StartAsync(damage: false);
        var second = RunOutcome.Done;
        var isFirst = true;
        ledger.BeforeRead = async call =>
        {
            if (call.Store == StoreNames.Credits && isFirst)
            {
                isFirst = false;
                second = await RunAsync(ledger, runner, run, NotFound);
            }

            return Fault.None;
        };

        Assert.Equal(RunOutcome.Done, await RunAsync(ledger, runner, run, NotFound));

        Assert.Equal(RunOutcome.Busy, second);
    }

    private static void NotFound(AuditFinding finding, long number) => Assert.Fail($"{finding.Row}: {finding.Problem}");

    private static IBlobContainer Reports(AuditedLedger ledger) => ledger.Storage.Container(StoreNames.Reports);

    /// <summary>A few customers in every shard, each with a missing grant if so wished.</summary>
    private static async Task<(AuditedLedger Ledger, AuditRunner Runner, Run Run)> StartAsync(bool damage)
    {
        var ledger = await AuditedLedger.EmptyAsync(Shards);
        for (var i = 0; i < Customers; i++)
        {
            var customer = $"c{i}";
            await ledger.DoAsync(customer, new GrantCommand(100));
            await ledger.DoAsync(customer, new ApplyCommand(10));
            if (damage)
            {
                await ledger.WriteAsync(RowAction.Delete, RowKeys.Grant(ledger.Account(customer), 1), customer: customer);
            }
        }

        var now = Instant.Now(ledger.Time);
        return (ledger, new(Reports(ledger), ledger.Runs, ledger.Credits, ledger.Time), await ledger.Runs.RequestAsync(ledger.Business.Id, RunTask.VerifyLedger, SnapshotId.At(now), now, isFull: false, CancellationToken.None));
    }

    private static async Task<RunOutcome> RunAsync(AuditedLedger ledger, AuditRunner runner, Run run, Action<AuditFinding, long> found)
    {
        using var piece = Piece.Unlimited(ledger.Time, CancellationToken.None);
        return await runner.RunAsync(ledger.Business, run, new(static (_, _) => { }, found), piece);
    }

    private static async Task<Run> StoredAsync(AuditedLedger ledger, Run run) => (await ledger.Runs.GetAsync(run.Business, run.Task, run.Slot, CancellationToken.None))!;

    private static async Task AssertAllFoundOnceAsync(AuditedLedger ledger, Run run)
    {
        ledger.BeforeRead = null;
        var findings = await new FindingStore(Reports(ledger)).FindingsAsync(run.Business, run.Slot, CancellationToken.None);
        Assert.Equal(
            Enumerable.Range(0, Customers).Select(i => RowKeys.Grant(ledger.Account($"c{i}"), 1)).Order(StringComparer.Ordinal),
            findings.Select(finding => finding.Row).Order(StringComparer.Ordinal));
        var done = await StoredAsync(ledger, run);
        Assert.Equal((RunState.Done, Customers, 2 * Customers, Customers), (done.State, (int)done.Audited.Accounts, (int)done.Audited.Entries, (int)done.Failures));
    }

    /// <summary>A table that is gone from one write on, until it is back.</summary>
    private sealed class DyingTable(ITable table, Func<bool> dies) : ITable
    {
        public bool IsDead { get; set; }

        public Task CreateIfMissingAsync(CancellationToken cancellationToken) => table.CreateIfMissingAsync(cancellationToken);

        public Task<T?> GetAsync<T>(string partitionKey, string rowKey, RowReader<T> read, IReadOnlyList<string> columns, CancellationToken cancellationToken)
            where T : class =>
            IsDead ? throw new StorageException("Gone.", false) : table.GetAsync(partitionKey, rowKey, read, columns, cancellationToken);

        public Task<RowPage<T>> QueryAsync<T>(RowQuery query, RowReader<T> read, string? continuation, CancellationToken cancellationToken) =>
            table.QueryAsync(query, read, continuation, cancellationToken);

        public Task<WriteResult> WriteAsync(string partitionKey, RowWrite write, TimeSpan timeout, CancellationToken cancellationToken)
        {
            IsDead |= dies();
            return IsDead ? throw new StorageException("Gone.", false) : table.WriteAsync(partitionKey, write, timeout, cancellationToken);
        }

        public Task<WriteResult> CommitAsync(string partitionKey, IReadOnlyList<RowWrite> writes, TimeSpan timeout, CancellationToken cancellationToken) =>
            table.CommitAsync(partitionKey, writes, timeout, cancellationToken);
    }
}
