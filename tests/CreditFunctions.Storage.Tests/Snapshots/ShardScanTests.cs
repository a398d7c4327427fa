using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Storage.Snapshots;
using CreditFunctions.Storage.Tests.Audits;

namespace CreditFunctions.Storage.Tests.Snapshots;

/// <summary>What shards are made from an earlier snapshot is what is made from all rows.</summary>
public sealed class ShardScanTests
{
    private const int Shards = 2;
    private const int Customers = 9;

    [Fact]
    public async Task Scan_FromAnEarlierSnapshot_GivesTheSameBytesAsOfAllRows()
    {
        for (var seed = 1; seed <= 25; seed++)
        {
            var ledger = await AuditedLedger.EmptyAsync(Shards);
            var history = new HistoryOfSnapshots(ledger, seed);
            await history.PassAsync(60, Customers);
            for (var slots = 0; slots < 4; slots++)
            {
                var slot = ledger.Slot();
                // Writes do not wait for the scan.
                await history.PassAsync(seed % 3 * 2, Customers);
                ledger.Time.Pass(SnapshotRunner.SettlingTime);
                await CompareAsync(ledger, slot, $"seed {seed}, slot {slots}");
                await history.PassAsync(seed % 12, Customers + slots);
            }
        }
    }

    [Fact]
    public async Task Shards_InOthersHandsWhenThePieceIsOver_AreNotWaitedFor()
    {
        var ledger = await AuditedLedger.EmptyAsync(Shards);
        await new HistoryOfSnapshots(ledger, 1).PassAsync(20, Customers);
        var (slot, scans, reports) = (ledger.Slot(), await ledger.ScansAsync("reports", 1), await ledger.ContainerAsync("reports"));
        ledger.Time.Pass(SnapshotRunner.SettlingTime);
        await using var other = await BlobLease.TryTakeAsync(reports, ShardPaths.Lock(ledger.Business.Id, slot, 0), ledger.Time, TestContext.Current.CancellationToken);
        await using var another = await BlobLease.TryTakeAsync(reports, ShardPaths.Lock(ledger.Business.Id, slot, 1), ledger.Time, TestContext.Current.CancellationToken);

        // Nothing was finished here, so that something might still be begun; but there is nothing.
        await Assert.ThrowsAsync<PieceOverException>(() => scans.MakeAsync(
            ledger.Business, slot, isFull: true, static (_, _, _) => Task.CompletedTask, static () => false, static () => true, TestContext.Current.CancellationToken));
    }

    private static async Task CompareAsync(AuditedLedger ledger, SnapshotId slot, string what)
    {
        var changed = await ledger.ScanAsync(slot);
        var full = await ledger.ScanAsync(slot, "full", isFull: true);

        Assert.True(changed.Shards.All(shard => shard.Reason is null), what);
        Assert.Equal(full.Shards.Select(shard => shard.Record), changed.Shards.Select(shard => shard.Record));
        Assert.Equal(full.Shards.SelectMany(shard => shard.Flows), changed.Shards.SelectMany(shard => shard.Flows));
        Assert.Equal(await ledger.RowsAsync(full, shard => shard.Entries, "full"), await ledger.RowsAsync(changed, shard => shard.Entries));
        Assert.Equal(await ledger.RowsAsync(full, shard => shard.Changes, "full"), await ledger.RowsAsync(changed, shard => shard.Changes));
        var (all, some) = (await ledger.AccountsAsync(full, "full"), await ledger.AccountsAsync(changed));
        // An account that has changed long after the instant is known better from before.
        Assert.Equal(all, some.Zip(all, (account, other) => account with { NextDue = other.NextDue == Instant.Min ? Instant.Min : account.NextDue }));
        Assert.All(changed.Shards.SelectMany(shard => shard.Flows), flows =>
            Assert.Equal(flows.Closing, flows.Opening + flows.Granted - flows.Applied + flows.Reversed - flows.Expired - flows.Voided));
    }
}
