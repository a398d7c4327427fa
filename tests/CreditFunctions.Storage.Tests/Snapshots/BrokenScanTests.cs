using CreditFunctions.Reports;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Snapshots;
using CreditFunctions.Storage.Tables;
using CreditFunctions.Storage.Tests.Audits;

namespace CreditFunctions.Storage.Tests.Snapshots;

/// <summary>Scans that storage, or the end of the program, breaks off, and scans that others race with.</summary>
public sealed class BrokenScanTests
{
    private const int Shards = 2;

    [Theory]
    [InlineData(true, Fault.FailBefore)]
    [InlineData(true, Fault.FailAfter)]
    [InlineData(false, Fault.FailBefore)]
    [InlineData(false, Fault.FailAfter)]
    public async Task Scan_KilledAtAnyCall_GoesOnAndGivesTheSame(bool isFull, Fault last)
    {
        var (ledger, slot) = await ReadyAsync();
        var expected = await ContentAsync(ledger, await ledger.ScanAsync(slot, isFull: isFull));
        var calls = int.MaxValue;
        for (var lives = 1; lives < calls; lives++)
        {
            (ledger, slot) = await ReadyAsync();
            var made = 0;
            var dies = lives;
            ledger.AtCall = _ => ++made < dies ? Fault.None : made == dies ? last : throw new OperationCanceledException("The program has ended.");
            try
            {
                await ledger.ScanAsync(slot, isFull: isFull);
                calls = made;
            }
            catch (Exception exception) when (exception is OperationCanceledException or StorageException)
            {
                // The next program goes on.
            }

            ledger.AtCall = null;
            var set = await ledger.ScanAsync(slot, isFull: isFull);
            Assert.Equal(expected, await ContentAsync(ledger, set));
            await AssertNoLitterAsync(ledger, set);
        }

        Assert.InRange(calls, 20, 1_000);
    }

    [Fact]
    public async Task Scan_WhereOneCallFails_IsMadeAllTheSame()
    {
        var (ledger, slot) = await ReadyAsync();
        var made = 0;
        // After the plan, and before what was left is swept.
        ledger.AtCall = _ => ++made is 12 or 17 ? Fault.FailBefore : Fault.None;

        Assert.Equal(Shards, (await ledger.ScanAsync(slot)).Shards.Length);
    }

    [Fact]
    public async Task Scan_TwoAtOnce_GiveTheSameAndLeaveNoLitter()
    {
        var (ledger, slot) = await ReadyAsync();
        ShardSet? first = null;
        var isIn = false;
        ledger.BeforeRead = async call =>
        {
            if (!isIn && call.Rows.Count > 0 && call.Rows[0].StartsWith("account!", StringComparison.Ordinal))
            {
                isIn = true;
                first = await ledger.ScanAsync(slot);
            }

            return Fault.None;
        };

        var second = await ledger.ScanAsync(slot);

        Assert.Equal(first!.Shards.Select(shard => shard.Accounts), second.Shards.Select(shard => shard.Accounts));
        await AssertNoLitterAsync(ledger, second);
    }

    [Fact]
    public async Task Scan_ThatMeetsARowWrittenTooLate_IsMadeAgain()
    {
        var (ledger, first) = await ScannedLedger.WithCustomersAsync(3);
        var touched = 0;
        ledger.BeforeRead = call => TouchAsync(ledger, call, ++touched < 3);

        var next = await ledger.NextAsync();

        Assert.True(next.Shards[0].StartedAt > next.Slot.Slot.Plus(SnapshotRunner.SettlingTime));
        Assert.NotEqual(first.Slot, next.Slot);
    }

    [Fact]
    public async Task Scan_ThatAlwaysMeetsRowsWrittenTooLate_FailsAndSaysSo()
    {
        var (ledger, _) = await ScannedLedger.WithCustomersAsync(3);
        var slot = ledger.Slot();
        ledger.Time.Pass(SnapshotRunner.SettlingTime);
        ledger.BeforeRead = call => TouchAsync(ledger, call, true);

        var failed = await Assert.ThrowsAsync<StorageException>(() => ledger.ScanAsync(slot, isFull: true));

        Assert.Equal("Shard 00 failed 5 times: Rows dated up to the snapshot's instant were still being written.", failed.Message);
    }

    /// <summary>Rewrites an account that is about to be read, as if it had only now come.</summary>
    private static async Task<Fault> TouchAsync(AuditedLedger ledger, StorageCall call, bool isOn)
    {
        if (isOn && call.Rows.Count > 0 && call.Rows[0].StartsWith("account!", StringComparison.Ordinal))
        {
            ledger.Time.Pass(TimeSpan.FromSeconds(1));
            await ledger.WriteAsync(RowAction.Merge, RowKeys.Account(ledger.Account("c1")));
        }

        return Fault.None;
    }

    /// <summary>A snapshot, changes since, and the slot of the next.</summary>
    private static async Task<(AuditedLedger Ledger, SnapshotId Slot)> ReadyAsync()
    {
        var ledger = await AuditedLedger.EmptyAsync(Shards);
        var history = new HistoryOfSnapshots(ledger, 5);
        await history.PassAsync(25, 6);
        await ledger.NextAsync();
        await history.PassAsync(12, 7);
        var slot = ledger.Slot();
        ledger.Time.Pass(SnapshotRunner.SettlingTime);
        return (ledger, slot);
    }

    private static async Task<IEnumerable<string>> ContentAsync(AuditedLedger ledger, ShardSet set) =>
    [
        .. await ledger.RowsAsync(set, shard => shard.Accounts), .. await ledger.RowsAsync(set, shard => shard.Entries), .. await ledger.RowsAsync(set, shard => shard.Changes),
        .. set.Shards.SelectMany(shard => shard.Flows).Select(flows => flows.ToString()), .. set.Shards.Select(shard => $"{shard.Record} {shard.Base} {shard.Reason}"),
    ];

    private static async Task AssertNoLitterAsync(AuditedLedger ledger, ShardSet set)
    {
        var named = set.Shards.SelectMany(shard => new[] { shard.Accounts, shard.Entries, shard.Changes }).OfType<RowFileInfo>().Select(file => file.Name).ToHashSet(StringComparer.Ordinal);
        await foreach (var blob in (await ledger.ContainerAsync()).ListAsync($"{ledger.Business.Id}/shards/{set.Slot.Path}/", CancellationToken.None))
        {
            Assert.True(blob.Name.EndsWith(".json", StringComparison.Ordinal) || blob.Name.EndsWith(".lock", StringComparison.Ordinal) || named.Contains(blob.Name), $"{blob.Name} was left.");
        }
    }
}
