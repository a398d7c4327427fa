using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Snapshots;
using CreditFunctions.Storage.Tables;
using CreditFunctions.Storage.Tests.Audits;

namespace CreditFunctions.Storage.Tests.Snapshots;

/// <summary>When a shard is made from an earlier snapshot, when not, and what that costs.</summary>
public sealed class EarlierSnapshotTests
{
    [Fact]
    public async Task Scan_OfWhatHasNotChanged_NamesTheFilesOfBeforeAndReadsNoRow()
    {
        var (ledger, first) = await ScannedLedger.WithCustomersAsync(50);
        // Customers are read again for a minute from when they were read.
        ledger.Time.Pass(TimeSpan.FromMinutes(2));
        first = await ledger.NextAsync();
        ledger.Time.Pass(TimeSpan.FromMinutes(2));

        var shard = (await ledger.NextAsync()).Shards[0];

        Assert.Equal((first.Shards[0].Accounts, first.Shards[0].Entries, first.Shards[0].Record), (shard.Accounts, shard.Entries, shard.Record));
        Assert.Equal(0, shard.RowsRead);
        Assert.Equal(first.Slot, shard.Base);
        Assert.NotEqual(first.Slot, shard.FullAsOf);
        Assert.Equal(0, shard.Changes!.Rows);
        Assert.Equal([new("USD", 2, 5_000, 0, 0, 0, 0, 0, 5_000)], shard.Flows);
    }

    [Fact]
    public async Task Scan_OfOneChange_ReadsWhatGrowsWithTheChangeAndNotWithHistory()
    {
        var (ledger, first) = await ScannedLedger.WithCustomersAsync(300);
        ledger.Time.Pass(TimeSpan.FromMinutes(2));
        await ledger.NextAsync();
        ledger.Time.Pass(TimeSpan.FromMinutes(2));
        await ledger.DoAsync("c7", new ApplyCommand(30));

        var shard = (await ledger.NextAsync()).Shards[0];

        // All accounts, customers and entries; then a commit, its account and its entry.
        Assert.Equal((900, 3), (first.Shards[0].RowsRead, shard.RowsRead));
        Assert.Equal([new("USD", 2, 30_000, 0, 30, 0, 0, 0, 29_970)], shard.Flows);
        Assert.Equal(1, shard.Changes!.Rows);
    }

    [Fact]
    public async Task Scan_AfterTheFirst_FlowsFromZero()
    {
        var (_, first) = await ScannedLedger.WithCustomersAsync(3);

        Assert.Equal([new("USD", 2, 0, 300, 0, 0, 0, 0, 300)], first.Shards[0].Flows);
        Assert.Null(first.Shards[0].Changes);
        Assert.Null(first.Shards[0].Base);
    }

    [Fact]
    public async Task Scan_WhereALapseThatVoidedIsWrittenDownSince_DoesNotCountItAgain()
    {
        var (ledger, _) = await ScannedLedger.WithCustomersAsync(3);
        await ledger.DoAsync("c1", new ReserveCommand(40) { ExpiresAt = Instant.Now(ledger.Time).Plus(TimeSpan.FromMinutes(5)) });
        await ledger.DoAsync("c1", new VoidCommand(1));
        ledger.Time.Pass(TimeSpan.FromMinutes(10));
        var due = (await ledger.NextAsync()).Shards[0];
        await ledger.DoAsync("c1", new GrantCommand(10));

        var written = (await ledger.NextAsync()).Shards[0];

        Assert.Equal([new("USD", 2, 300, 0, 0, 0, 0, 100, 200)], due.Flows);
        Assert.Equal([new("USD", 2, 200, 10, 0, 0, 0, 0, 210)], written.Flows);
    }

    [Fact]
    public async Task Scan_WhereACommitOfBeforeWasWrittenTooLate_ReadsAllAndSaysWhy()
    {
        var (ledger, _) = await ScannedLedger.WithCustomersAsync(3);
        var entry = await new CreditStore(ledger.Credits).EntryAsync(ledger.Account("c1"), 1, 1, CancellationToken.None);
        ledger.Time.Pass(TimeSpan.FromSeconds(1));
        await ledger.WriteAsync(RowAction.Merge, RowKeys.Time(entry!.Entry.Number, ledger.Account("c1"), 1));

        await AssertFullAsync(ledger, "was written after that snapshot was read");
    }

    [Fact]
    public async Task Scan_WhereAnAccountIsGone_ReadsAllAndTheFlowsDisagree()
    {
        var (ledger, _) = await ScannedLedger.WithCustomersAsync(3);
        await ledger.DoAsync("c1", new ApplyCommand(10));
        await ledger.WriteAsync(RowAction.Delete, RowKeys.Account(ledger.Account("c1")));

        var flows = Assert.Single(await AssertFullAsync(ledger, "is gone"));

        Assert.Equal((300, 0, 200), (flows.Opening, flows.Applied, flows.Closing));
    }

    [Fact]
    public async Task Scan_WhereEntriesDoNotFollowThoseOfBefore_ReadsAllAndSaysWhy()
    {
        var (ledger, _) = await ScannedLedger.WithCustomersAsync(3);
        await ledger.DoAsync(AuditedLedger.Anna, new GrantCommand(10));
        await ledger.NextAsync();
        await ledger.DoAsync(AuditedLedger.Anna, new ApplyCommand(10));
        var body = System.Text.Encoding.UTF8.GetString((await ledger.ColumnsAsync(await ledger.KeyAsync("entry 2"))).Span);
        await ledger.EditAsync("entry 2", body.Replace("\\u0022amount\\u0022:10", "\\u0022amount\\u0022:11", StringComparison.Ordinal));

        await AssertFullAsync(ledger, "is not the one that those after it follow");
    }

    [Fact]
    public async Task Scan_OfALongerPeriod_ReadsAllAndSaysWhy()
    {
        var (ledger, _) = await ScannedLedger.WithCustomersAsync(3);
        var slot = ledger.Slot();
        ledger.Time.Pass(SnapshotRunner.SettlingTime);

        var shard = (await ledger.ScanAsync(slot, months: ScannedLedger.Months + 1)).Shards[0];

        Assert.Contains("later than this one", shard.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scan_WhereMostHasChanged_ReadsAllAndSaysWhy()
    {
        var (ledger, _) = await ScannedLedger.WithCustomersAsync(120);
        for (var customer = 0; customer < 110; customer++)
        {
            await ledger.DoAsync($"c{customer}", new ApplyCommand(1));
        }

        await AssertFullAsync(ledger, "have changed");
    }

    [Fact]
    public async Task Scan_WhereTheEarlierFilesAreGone_ReadsAllAndComparesWithNothing()
    {
        var (ledger, first) = await ScannedLedger.WithCustomersAsync(3);
        await ledger.DoAsync("c1", new ApplyCommand(1));
        await (await ledger.ContainerAsync()).DeleteAsync(first.Shards[0].Accounts.Name, CancellationToken.None);

        var shard = (await ledger.NextAsync()).Shards[0];

        Assert.Null(shard.Base);
        Assert.Contains("is gone", shard.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scan_OfAnAccountWithManyNewEntries_HasThemAll()
    {
        var (ledger, _) = await ScannedLedger.WithCustomersAsync(3);
        for (var i = 0; i < 40; i++)
        {
            await ledger.DoAsync("c1", new ApplyCommand(1), new ApplyCommand(1));
        }

        var next = await ledger.NextAsync();

        Assert.Null(next.Shards[0].Reason);
        Assert.Equal(3 + 80, next.Shards[0].Entries.Rows);
        Assert.Equal([new("USD", 2, 300, 0, 80, 0, 0, 0, 220)], next.Shards[0].Flows);
    }

    [Fact]
    public async Task Scan_WhenThePeriodMovesOn_DropsOldEntriesThoughNothingChanged()
    {
        var (ledger, first) = await ScannedLedger.WithCustomersAsync(3);
        ledger.Time.Pass(TimeSpan.FromDays(40));

        var next = await ledger.NextAsync();

        Assert.Equal((3, 0), (first.Shards[0].Entries.Rows, next.Shards[0].Entries.Rows));
        Assert.Equal(3, next.Shards[0].Accounts.Rows);
        Assert.Equal(first.Slot, next.Shards[0].FullAsOf);
    }

    [Fact]
    public async Task Scan_OfARenamedCustomer_HasItsNewName()
    {
        var (ledger, first) = await ScannedLedger.WithCustomersAsync(3);
        ledger.Time.Pass(TimeSpan.FromMinutes(2));
        await new CustomerStore(ledger.Credits, ledger.Time).PutAsync(ledger.Business.Id, 1, "c1", new("New Name"), CancellationToken.None);

        var next = await ledger.NextAsync();

        Assert.Equal(first.Slot, next.Shards[0].FullAsOf);
        Assert.Equal(["c0", "New Name", "c2"], (await ledger.AccountsAsync(next)).Select(account => account.Balance.CustomerName));
        Assert.Equal(0, next.Shards[0].Changes!.Rows);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Scan_WhereFilesOfWhatHasNotChangedAreDamaged_ReadsAllAndComparesWithNothing(bool isGone)
    {
        var (ledger, _) = await ScannedLedger.WithCustomersAsync(3);
        ledger.Time.Pass(TimeSpan.FromMinutes(2));
        var entries = (await ledger.NextAsync()).Shards[0].Entries;
        ledger.Time.Pass(TimeSpan.FromMinutes(2));
        var container = await ledger.ContainerAsync();
        _ = isGone
            ? await container.DeleteAsync(entries.Name, CancellationToken.None)
            : (await container.PutAsync(entries.Name, new byte[entries.Bytes], new("application/octet-stream"), BlobCondition.None, CancellationToken.None)).Written;

        var next = await ledger.NextAsync();

        Assert.Null(next.Shards[0].Base);
        Assert.Contains(entries.Name, next.Shards[0].Reason, StringComparison.Ordinal);
        Assert.Equal(3, (await ledger.RowsAsync(next, shard => shard.Entries)).Length);
    }

    [Fact]
    public async Task Forget_OfADamagedFile_HasItsShardReadAgain()
    {
        var (ledger, _) = await ScannedLedger.WithCustomersAsync(3);
        ledger.Time.Pass(TimeSpan.FromMinutes(2));
        var inherited = (await ledger.NextAsync()).Shards[0].Entries;
        ledger.Time.Pass(TimeSpan.FromMinutes(2));
        var last = await ledger.NextAsync();
        var scans = await ledger.ScansAsync();

        Assert.True(await scans.ForgetAsync(ledger.Business, inherited.Name, CancellationToken.None));
        Assert.False(await scans.ForgetAsync(ledger.Business, inherited.Name, CancellationToken.None));

        var shard = (await ledger.ScanAsync(last.Slot)).Shards[0];
        Assert.Equal((inherited, null), (last.Shards[0].Entries, shard.Base));
        Assert.NotEqual(inherited.Name, shard.Entries.Name);
    }

    [Fact]
    public async Task Scan_AfterShardsWithoutASnapshot_StartsFromTheLastThatHasOne()
    {
        var (ledger, first) = await ScannedLedger.WithCustomersAsync(3);
        var (scans, halfway) = (await ledger.ScansAsync(), ledger.Slot());
        ledger.Time.Pass(SnapshotRunner.SettlingTime);
        await scans.MakeAsync(ledger.Business, halfway, isFull: false, CancellationToken.None);

        var next = await ledger.NextAsync();

        Assert.Equal(first.Slot, next.Shards[0].Base);
        Assert.Equal(halfway, await scans.UncheckedAsync(ledger.Business, next.Slot, CancellationToken.None));
        Assert.Null(await scans.UncheckedAsync(ledger.Business, SnapshotId.At(ledger.In(TimeSpan.FromDays(1))), CancellationToken.None));
    }

    [Fact]
    public async Task PlanFull_OfASlotMadeFromChanges_IsRefused()
    {
        var (ledger, _) = await ScannedLedger.WithCustomersAsync(3);
        var next = await ledger.NextAsync();

        var refused = await Assert.ThrowsAsync<SnapshotException>(async () => await (await ledger.ScansAsync()).PlanFullAsync(ledger.Business, next.Slot, isAnew: false, CancellationToken.None));

        Assert.Contains("ask for a full run of another slot", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PlanFull_AfterShardsWithoutASnapshot_ComparesWithThemOnlyAnew(bool isAnew)
    {
        var (ledger, first) = await ScannedLedger.WithCustomersAsync(3);
        var (scans, halfway) = (await ledger.ScansAsync(), ledger.Slot());
        ledger.Time.Pass(SnapshotRunner.SettlingTime);
        await scans.MakeAsync(ledger.Business, halfway, isFull: false, CancellationToken.None);
        var slot = ledger.Slot();
        ledger.Time.Pass(SnapshotRunner.SettlingTime);

        await scans.PlanFullAsync(ledger.Business, slot, isAnew, CancellationToken.None);

        var shard = (await ledger.ScanAsync(slot)).Shards[0];
        Assert.Equal((isAnew ? halfway : first.Slot, slot), (shard.Base, shard.FullAsOf));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Scan_WhereThePartitionIsOfBefore_TheFlowsDisagree(bool isWrittenOn)
    {
        var (ledger, _) = await ScannedLedger.WithCustomersAsync(3);
        await ledger.DoAsync(AuditedLedger.Anna, new GrantCommand(100), new ApplyCommand(10));
        var (account, grant) = (await ledger.ColumnsAsync(await ledger.KeyAsync("account")), await ledger.ColumnsAsync(await ledger.KeyAsync("grant 1")));
        await ledger.DoAsync(AuditedLedger.Anna, new ApplyCommand(20), new ApplyCommand(30));
        await ledger.NextAsync();
        foreach (var lost in new[] { "time 3", "entry 4", "entry 3" })
        {
            await ledger.DeleteAsync(lost);
        }

        await ledger.WriteAsync(RowAction.Replace, await ledger.KeyAsync("account"), account);
        await ledger.WriteAsync(RowAction.Replace, await ledger.KeyAsync("grant 1"), grant);
        if (isWrittenOn)
        {
            await ledger.DoAsync(AuditedLedger.Anna, new ApplyCommand(1), new ApplyCommand(2), new ApplyCommand(3));
        }

        var slot = ledger.Slot();
        ledger.Time.Pass(SnapshotRunner.SettlingTime);
        var flows = (await ledger.ScanAsync(slot, isFull: true)).Shards[0].Flows[0];

        Assert.NotEqual(flows.Closing, flows.Opening + flows.Granted - flows.Applied + flows.Reversed - flows.Expired - flows.Voided);
    }

    private static async Task<IReadOnlyList<UnitFlows>> AssertFullAsync(AuditedLedger ledger, string reason)
    {
        var next = await ledger.NextAsync();
        Assert.Equal(next.Slot, next.Shards[0].FullAsOf);
        Assert.Contains(reason, next.Shards[0].Reason, StringComparison.Ordinal);
        Assert.NotNull(next.Shards[0].Base);
        return next.Shards[0].Flows;
    }
}
