using System.Security.Cryptography;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Storage.Snapshots;

namespace CreditFunctions.Storage.Tests.Snapshots;

public sealed class SnapshotRunTests
{
    [Theory]
    [InlineData(ReportedLedger.Balances, 12)]
    [InlineData(ReportedLedger.Credits, 24)]
    public async Task Run_First_MakesEveryFileTheManifestNames(string report, int rows)
    {
        var ledger = await ReportedLedger.StoryAsync();

        var manifest = await ledger.MakeAsync(report);

        Assert.Equal((rows, SnapshotMode.Full, null), ((int)manifest.Rows, manifest.Mode, manifest.Base));
        Assert.Equal([$"{report}.csv", $"{report}.json"], manifest.Files.Select(file => file.Name));
        foreach (var file in manifest.Files)
        {
            var bytes = await ledger.BytesAsync(manifest, file.Name);
            Assert.Equal((file.Bytes, file.Sha256), (bytes.LongLength, Convert.ToHexStringLower(SHA256.HashData(bytes))));
        }

        Assert.Equal(rows + 1, (await ledger.TextAsync(manifest, $"{report}.csv")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        await ledger.AssertNoLitterAsync(manifest);
    }

    [Theory]
    [InlineData(ReportedLedger.Balances)]
    [InlineData(ReportedLedger.Credits)]
    public async Task Run_Pages_AreAllRowsInOrderOfTheirColumns(string report)
    {
        var ledger = await ReportedLedger.StoryAsync();

        var manifest = await ledger.MakeAsync(report);

        var definition = ReportCatalogue.All.Single(one => one.Key == report);
        Assert.Equal(ledger.Settings.Indexes[report].Select(column => column.Key), manifest.Pages.Select(pages => pages.Column));
        foreach (var pages in manifest.Pages)
        {
            var order = new RowOrder(definition, [new(definition[pages.Column], false)]);
            var keys = new List<string>();
            await foreach (var batch in Reader(ledger, manifest, pages).ScanAsync(0, pages.File.Rows, descending: false, CancellationToken.None))
            {
                for (var at = 0; at < batch.Count; at++)
                {
                    keys.Add(Key(order, definition, batch[at]));
                }
            }

            Assert.Equal(manifest.Rows, keys.Count);
            Assert.Equal(keys.Order(StringComparer.Ordinal), keys);
        }
    }

    [Fact]
    public async Task Run_Done_IsTheLatestAndSaysHowToPageIt()
    {
        var ledger = await ReportedLedger.StoryAsync();

        var manifest = await ledger.MakeAsync();

        var latest = (await ledger.Snapshots.NewestAsync("biz", ReportedLedger.Balances, CancellationToken.None))!;
        Assert.Equal((manifest.Snapshot, manifest.Attempt, 12L), (latest.Snapshot, latest.Attempt, latest.Rows));
        Assert.Equal(manifest.Pages.AsEnumerable(), latest.Pages);
    }

    [Fact]
    public async Task Run_OlderSlotAfterANewerOne_LeavesTheLatest()
    {
        var ledger = await ReportedLedger.StoryAsync();
        var (older, newer) = (await ledger.RequestAsync(), await ledger.RequestAsync());
        var latest = await ledger.MakeAsync(newer);

        await ledger.MakeAsync(older);

        Assert.Equal(latest.Snapshot, await ledger.Snapshots.LatestAsync("biz", ReportedLedger.Balances, CancellationToken.None));
    }

    [Fact]
    public async Task Run_BothReportsOfASlot_ReadTheLedgerOnce()
    {
        var ledger = await ReportedLedger.StoryAsync();
        var run = await ledger.RequestAsync();
        var other = await ledger.Runs.RequestAsync("biz", RunTask.Of(ReportedLedger.Credits), run.Slot, run.RequestedAt, isFull: false, CancellationToken.None);
        await ledger.MakeAsync(other);
        ledger.Strike = static call => call.Store == StoreNames.Credits ? Fault.FailBefore : Fault.None;

        var manifest = await ledger.MakeAsync(run);

        Assert.Equal(12, manifest.Rows);
    }

    [Fact]
    public async Task Run_AfterAnother_RollsForwardFromItAndListsWhatChanged()
    {
        var ledger = await ReportedLedger.StoryAsync();
        var first = await ledger.MakeAsync();
        await ledger.DoAsync("c03", new ApplyCommand(100));
        await ledger.DoAsync("new", new GrantCommand(5_000));

        var second = await ledger.MakeAsync();

        Assert.Equal((SnapshotMode.Incremental, first.Snapshot), (second.Mode, second.Base));
        Assert.Equal(first.RollForward["USD"].Closing, second.RollForward["USD"].Opening);
        Assert.Equal(("50.00", "1.00"), (second.RollForward["USD"].Granted, second.RollForward["USD"].Applied));
        var changes = (await ledger.TextAsync(second, ShardChanges.FileName)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["c03", "new"], changes.Skip(1).Select(line => line.Split(',')[0]));
        await ledger.AssertNoLitterAsync(second);
    }

    [Fact]
    public async Task Run_Incremental_IsByteForByteWhatAFullOneIs()
    {
        var ledger = await ReportedLedger.StoryAsync();
        await ledger.MakeAsync();
        await ledger.DoAsync("c05", new GrantCommand(700), new ApplyCommand(3));
        var incremental = await ledger.MakeAsync();
        var full = await ledger.MakeAsync(isFull: true);

        var (one, other) = (await ledger.DigestsAsync(incremental), await ledger.DigestsAsync(full));

        Assert.Equal((SnapshotMode.Incremental, SnapshotMode.Full), (incremental.Mode, full.Mode));
        Assert.Equal(one[$"{ReportedLedger.Balances}.csv"], other[$"{ReportedLedger.Balances}.csv"]);
        Assert.Equal(one[$"{ReportedLedger.Balances}.json"], other[$"{ReportedLedger.Balances}.json"]);
    }

    [Fact]
    public async Task Run_FullScanIsTooOld_ReadsEverythingOnce()
    {
        var ledger = await ReportedLedger.StoryAsync();
        await ledger.MakeAsync();
        var due = SnapshotId.At(Instant.Now(ledger.Time));
        ledger.LastFullSlot = _ => due;

        var modes = new[] { (await ledger.MakeAsync()).Mode, (await ledger.MakeAsync()).Mode };

        Assert.Equal([SnapshotMode.Full, SnapshotMode.Incremental], modes);
    }

    [Fact]
    public async Task Run_EveryFormat_IsMadeInOnePass()
    {
        var ledger = await ReportedLedger.StoryAsync();
        ledger.Settings = ledger.Settings with
        {
            Formats = [new(ReportFormat.Csv, HasByteOrderMark: true), new(ReportFormat.NdJson), new(ReportFormat.Csv, IsGzip: true), new(ReportFormat.Json, IsGzip: true), new(ReportFormat.NdJson, IsGzip: true)],
        };

        var manifest = await ledger.MakeAsync();

        Assert.Equal(5, manifest.Files.Length);
        Assert.StartsWith("\uFEFFcustomer_id,", await ledger.TextAsync(manifest, "credit-balances.csv"), StringComparison.Ordinal);
        Assert.Equal(12, (await ledger.TextAsync(manifest, "credit-balances.ndjson")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        await using var unzipped = new System.IO.Compression.GZipStream(new MemoryStream(await ledger.BytesAsync(manifest, "credit-balances.ndjson.gz")), System.IO.Compression.CompressionMode.Decompress);
        using var reader = new StreamReader(unzipped);
        Assert.Equal(await ledger.TextAsync(manifest, "credit-balances.ndjson"), await reader.ReadToEndAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Run_NoRoomOnTheTemporaryDisk_SpillsToBlobsAndLeavesNone()
    {
        var ledger = await ReportedLedger.EmptyAsync(shards: 1);
        for (var customer = 0; customer < 400; customer++)
        {
            await ledger.DoAsync($"c{customer:D4}", [.. Enumerable.Repeat(new GrantCommand(100) { Memo = new string('m', 400) }, 10)]);
        }

        ledger.Settings = ledger.Settings with { TemporaryDiskBytes = new(0), Sort = new(SortLimits.MinMemoryBytes, 1) };
        var spilled = false;
        ledger.Strike = call =>
        {
            spilled |= call.Name.Contains("/spill/", StringComparison.Ordinal) && call.Operation == StorageOperation.BlobCommit;
            return Fault.None;
        };

        var manifest = await ledger.MakeAsync(ReportedLedger.Credits);

        Assert.True(spilled);
        Assert.Equal(4_000, manifest.Rows);
        await ledger.AssertNoLitterAsync(manifest);
    }

    [Fact]
    public async Task Run_AccountsAndEntriesDisagree_FailsAtOnceAndSaysWhatDiffers()
    {
        var ledger = await ReportedLedger.StoryAsync();
        await ledger.MakeAsync();
        await ledger.TamperAsync("c04");
        var run = await ledger.RequestAsync(isFull: true);

        var outcome = await ledger.TryAsync(run);

        var stored = await ledger.StoredAsync(run);
        Assert.Equal((RunOutcome.Failed, RunState.Failed, RunPhase.RollForward), (outcome, stored.State, stored.Phase));
        Assert.Contains("USD", stored.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AfterOneThatDidNotAgree_FailsUntilAFullOneIsAskedFor()
    {
        var ledger = await ReportedLedger.StoryAsync();
        await ledger.MakeAsync();
        await ledger.TamperAsync("c04");
        await ledger.TryAsync(await ledger.RequestAsync(isFull: true));

        var next = await ledger.RequestAsync();
        var outcome = await ledger.TryAsync(next);
        var full = await ledger.MakeAsync(isFull: true);
        var after = await ledger.MakeAsync();

        Assert.Equal(RunOutcome.Failed, outcome);
        Assert.Contains("ask for a full run", (await ledger.StoredAsync(next)).Error, StringComparison.Ordinal);
        Assert.Equal(full.RollForward["USD"].Closing, after.RollForward["USD"].Opening);
    }

    [Fact]
    public async Task Run_CreditsAfterAnother_ListsNewEntriesWithTheBalanceBeforeAndNow()
    {
        var ledger = await ReportedLedger.StoryAsync();
        await ledger.MakeAsync(ReportedLedger.Credits);
        await ledger.DoAsync("c03", new ApplyCommand(100) { Memo = "Lane hire" }, new GrantCommand(50));

        var second = await ledger.MakeAsync(ReportedLedger.Credits);

        var lines = (await ledger.TextAsync(second, ShardChanges.FileName)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        // 10.03 granted and 0.31 applied before.
        Assert.Equal(["c03,USD,entry,9.72,9.22,default", "c03,USD,entry,9.72,9.22,default"], lines.Skip(1).Select(line => string.Join(',', line.Split(',').Take(6))));
        Assert.Equal(["-1.00", "0.50"], lines.Skip(1).Select(line => line.Split(',')[8]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Run_AfterASlotOfTheOtherReportAlone_SaysWhatItIsComparedWithAndListsNoChanges()
    {
        var ledger = await ReportedLedger.StoryAsync();
        await ledger.MakeAsync(ReportedLedger.Credits);
        await ledger.DoAsync("c03", new ApplyCommand(100));
        var other = await ledger.MakeAsync(ReportedLedger.Balances);
        await ledger.DoAsync("c04", new ApplyCommand(100));

        var manifest = await ledger.MakeAsync(ReportedLedger.Credits);

        Assert.Equal(other.Snapshot, manifest.Base);
        Assert.DoesNotContain(manifest.Files, file => file.Name == ShardChanges.FileName);
    }

    [Fact]
    public async Task Run_AfterOneOfBothReportsAndOneOfTheOtherAlone_ListsWhatChangedSinceItsOwnLast()
    {
        var ledger = await ReportedLedger.StoryAsync();
        var both = await ledger.MakeAsync(ReportedLedger.Credits);
        await ledger.MakeAsync(await ledger.Runs.RequestAsync(
            both.Business, RunTask.Of(ReportedLedger.Balances), both.Snapshot, both.AsOf, isFull: false, TestContext.Current.CancellationToken));
        await ledger.DoAsync("c03", new ApplyCommand(100));
        await ledger.MakeAsync(ReportedLedger.Balances);
        await ledger.DoAsync("c04", new ApplyCommand(100));

        var manifest = await ledger.MakeAsync(ReportedLedger.Credits);

        Assert.Equal(both.Snapshot, manifest.Base);
        var lines = (await ledger.TextAsync(manifest, ShardChanges.FileName)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["c03", "c04"], lines.Skip(1).Select(line => line.Split(',')[0]));
    }

    [Fact]
    public async Task Run_FullAfterAnother_SaysWhatItIsComparedWith()
    {
        var ledger = await ReportedLedger.StoryAsync();
        var first = await ledger.MakeAsync();

        var full = await ledger.MakeAsync(isFull: true);

        Assert.Equal((SnapshotMode.Full, first.Snapshot), (full.Mode, full.Base));
        Assert.Contains(full.Files, file => file.Name == ShardChanges.FileName);
    }

    private static RowFileReader Reader(ReportedLedger ledger, Manifest manifest, PageStore pages) => new(
        pages.File, new BlobFile(ledger.Reports, SnapshotPaths.File("biz", manifest.Report, manifest.Snapshot, manifest.Attempt, pages.File.Name), pages.File.Bytes));

    private static string Key(RowOrder order, ReportDefinition report, ReadOnlySpan<byte> bytes)
    {
        var row = new Row(bytes, report, stackalloc long[Row.MaxColumns]);
        var key = new byte[order.MaxKeyBytes(row)];
        return Convert.ToHexString(key.AsSpan(0, order.WriteKey(row, key)));
    }
}
