using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Storage.Snapshots;

namespace CreditFunctions.Storage.Tests.Snapshots;

public sealed class PruningTests
{
    [Fact]
    public async Task Run_NightAfterNight_KeepsWhatTheCalendarSays()
    {
        var ledger = await ReportedLedger.EmptyAsync(shards: 1);
        await ledger.DoAsync("c1", new GrantCommand(100));
        ledger.Settings = ledger.Settings with { Retention = new(5, 2), Formats = [new(ReportFormat.Csv)] };
        var made = new List<SnapshotId>();
        for (var night = 0; night < 70; night++)
        {
            made.Add((await ledger.MakeAsync()).Snapshot);
            ledger.Time.Pass(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(16));
        }

        var left = await ledger.Snapshots.ListAsync("biz", ReportedLedger.Balances, CancellationToken.None);

        Assert.Equal([.. made.TakeLast(5).Reverse(), .. made.SkipLast(5).Where(slot => slot.Slot.ToDateTimeOffset().Day == 1).TakeLast(2).Reverse()], left);
        var pages = (await ledger.NamesAsync("biz/credit-balances/")).Where(name => name.EndsWith(".rows", StringComparison.Ordinal)).Select(name => name[..(name.IndexOf('Z') + 1)]).Distinct();
        Assert.Equal(made.TakeLast(2).Select(slot => $"biz/credit-balances/{slot.Path}"), pages);
        Assert.All(await ledger.NamesAsync("biz/credit-balances/20"), name => Assert.Contains(left, slot => name.Contains(slot.Path, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Run_BrokenOffWhilePruning_LeavesNoManifestWithoutFiles()
    {
        var ledger = await ReportedLedger.EmptyAsync(shards: 1);
        await ledger.DoAsync("c1", new GrantCommand(100));
        ledger.Settings = ledger.Settings with { Retention = new(1, 0) };
        var old = await ledger.MakeAsync();
        ledger.Time.Pass(TimeSpan.FromDays(5));
        var (run, deletes) = (await ledger.RequestAsync(), 0);
        ledger.Strike = call => call.Operation == StorageOperation.BlobDelete && call.Name.Contains(old.Snapshot.Path, StringComparison.Ordinal) && ++deletes == 2 ? Fault.FailBefore : Fault.None;

        var outcome = await ledger.TryAsync(run);

        Assert.Equal((RunOutcome.Done, RunState.Done), (outcome, (await ledger.StoredAsync(run)).State));
        Assert.Null(await ledger.Snapshots.ManifestAsync("biz", ReportedLedger.Balances, old.Snapshot, CancellationToken.None));
        await ledger.MakeAsync();
        Assert.Empty(await ledger.NamesAsync(SnapshotPaths.Slot("biz", ReportedLedger.Balances, old.Snapshot)));
    }

    [Fact]
    public async Task Run_NothingChanged_KeepsTheRowFilesOfTheSlotItNames()
    {
        var ledger = await ReportedLedger.StoryAsync();
        await ledger.MakeAsync();
        for (var night = 0; night < 3; night++)
        {
            ledger.Time.Pass(TimeSpan.FromDays(1));
            await ledger.MakeAsync();
        }

        await ledger.DoAsync("c01", new ApplyCommand(1));
        var last = await ledger.MakeAsync();

        Assert.Equal((SnapshotMode.Incremental, 12L), (last.Mode, last.Rows));
    }

    [Fact]
    public async Task Run_AnotherRunIsOpen_KeepsItsShardsAndWhatTheyStartFrom()
    {
        var ledger = await ReportedLedger.StoryAsync();
        await ledger.MakeAsync();
        await ledger.DoAsync("c01", new ApplyCommand(1));
        var open = await ledger.RequestAsync();
        ledger.Strike = static call => call.Name.EndsWith(".rows", StringComparison.Ordinal) && call.Name.Contains("credit-balances", StringComparison.Ordinal) ? Fault.FailBefore : Fault.None;
        await ledger.TryAsync(open);
        ledger.Strike = static _ => Fault.None;
        var before = await ledger.NamesAsync("biz/shards/");
        await ledger.MakeAsync();
        await ledger.MakeAsync();

        var manifest = await ledger.MakeAsync(open);

        Assert.ProperSubset((await ledger.NamesAsync("biz/shards/")).Union(before).ToHashSet(), before.ToHashSet());
        Assert.Equal(12, manifest.Rows);
    }

    [Fact]
    public async Task Run_ARecordOfAnOpenSlotIsUnreadable_EndsAndKeepsThatSlot()
    {
        var ledger = await ReportedLedger.StoryAsync();
        var open = await ledger.RequestAsync();
        ledger.Strike = static call => call.Name.EndsWith(".by-available.rows", StringComparison.Ordinal) ? Fault.FailBefore : Fault.None;
        await ledger.TryAsync(open);
        ledger.Strike = static _ => Fault.None;
        await PutAsync(ledger, ShardPaths.Record("biz", open.Slot, 1));
        await PutAsync(ledger, ShardPaths.Plan("biz", open.Slot));
        var before = await ledger.NamesAsync(ShardPaths.Slot("biz", open.Slot));
        var pruned = new List<Exception>();

        using var piece = Piece.Unlimited(ledger.Time, CancellationToken.None);
        var outcome = await ledger.NewRunner().RunAsync(ledger.Business, await ledger.RequestAsync(isFull: true), RunNotes.None with { NotPruned = pruned.Add }, piece);

        Assert.Equal(RunOutcome.Done, outcome);
        Assert.Empty(pruned);
        Assert.Equal(before, await ledger.NamesAsync(ShardPaths.Slot("biz", open.Slot)));
    }

    [Fact]
    public async Task Run_ShardsOfALaterSlotAreThere_LeavesThem()
    {
        var ledger = await ReportedLedger.StoryAsync();
        var later = ShardPaths.Plan("biz", SnapshotId.At(Instant.Now(ledger.Time).Plus(TimeSpan.FromHours(1))));
        await PutAsync(ledger, later);

        await ledger.MakeAsync();

        Assert.Contains(later, await ledger.NamesAsync());
    }

    [Fact]
    public async Task Run_StragglersLeftTheirNotes_RemovesThem()
    {
        var ledger = await ReportedLedger.StoryAsync();
        var manifest = await ledger.MakeAsync();
        var attempt = SnapshotPaths.Attempt("biz", manifest.Report, manifest.Snapshot, manifest.Attempt);
        await PutAsync(ledger, attempt + "credit-balances.csv.step");
        await PutAsync(ledger, SnapshotPaths.Spill(attempt) + "1/000001");

        await ledger.MakeAsync();

        await ledger.AssertNoLitterAsync(manifest);
    }

    [Fact]
    public async Task Run_QueriesOfDeadProcesses_AreSweptWhenTheyAreADayOld()
    {
        var ledger = await ReportedLedger.StoryAsync();
        await PutAsync(ledger, SnapshotPaths.Queries + "old/000001");
        ledger.Time.Pass(TimeSpan.FromHours(25));
        await PutAsync(ledger, SnapshotPaths.Queries + "new/000001");

        await ledger.MakeAsync();

        Assert.Equal([SnapshotPaths.Queries + "new/000001"], await ledger.NamesAsync(SnapshotPaths.Queries));
    }

    private static async Task PutAsync(ReportedLedger ledger, string name) =>
        await ledger.Reports.PutAsync(name, "{"u8.ToArray(), new("application/octet-stream"), BlobCondition.None, CancellationToken.None);
}
