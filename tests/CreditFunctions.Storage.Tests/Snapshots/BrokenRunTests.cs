using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Storage.Snapshots;

namespace CreditFunctions.Storage.Tests.Snapshots;

/// <summary>Runs that are killed, throttled, raced or given up: a whole snapshot or none, nothing finished is done again, and nothing is left behind.</summary>
public sealed class BrokenRunTests
{
    private const int KillEvery = 5;

    [Theory]
    [InlineData(Fault.FailBefore)]
    [InlineData(Fault.FailAfter)]
    public async Task Run_KilledAtAnyCall_IsFinishedByTheNextProcess(Fault last)
    {
        var whole = await ReportedLedger.StoryAsync();
        var calls = 0;
        whole.Strike = _ => Count(ref calls);
        var expected = await whole.DigestsAsync(await whole.MakeAsync());

        for (var killed = 1; killed < calls; killed += KillEvery)
        {
            var ledger = await ReportedLedger.StoryAsync();
            var run = await ledger.RequestAsync();
            var seen = 0;
            ledger.Strike = _ => ++seen < killed ? Fault.None : seen == killed ? last : Fault.FailBefore;
            await DieAsync(ledger, run);
            ledger.Strike = static _ => Fault.None;
            var finished = (await ledger.NamesAsync("biz/shards/")).Where(name => ShardPaths.TryParseRecord(name, "biz", out _, out _)).Select(name => name.Split('/')[^1][..2]).ToHashSet();
            ledger.Time.Pass(TimeSpan.FromMinutes(2));
            var readAgain = new List<string>();
            ledger.Strike = call =>
            {
                readAgain.AddRange(call.Store == StoreNames.Credits && finished.Contains(call.Name.Split('!')[^1]) ? [call.Name] : []);
                return Fault.None;
            };

            var manifest = await ledger.MakeAsync(run);

            Assert.Empty(readAgain);
            Assert.Equal((expected.Count, 12L), (manifest.Files.Length + manifest.Pages.Length, manifest.Rows));
            Assert.Equal(expected["credit-balances.csv"], (await ledger.DigestsAsync(manifest))["credit-balances.csv"]);
            await ledger.AssertNoLitterAsync(manifest);
            Assert.Equal(RunState.Done, (await ledger.StoredAsync(run)).State);
        }
    }

    [Fact]
    public async Task Run_KilledAfterItsPages_DoesNotSortAgain()
    {
        var ledger = await ReportedLedger.StoryAsync();
        var run = await ledger.RequestAsync();
        ledger.Strike = static call => call.Name.EndsWith(".csv", StringComparison.Ordinal) ? Fault.FailBefore : Fault.None;
        var first = await ledger.TryAsync(run);
        var stored = await ledger.StoredAsync(run);
        var uploads = new List<string>();
        ledger.Strike = call =>
        {
            uploads.AddRange(call.Operation == StorageOperation.BlobCommit ? [call.Name.Split('/')[^1]] : []);
            return Fault.None;
        };

        await ledger.MakeAsync(run);

        Assert.Equal((RunOutcome.Retry, RunPhase.Files, 1), (first, stored.Phase, stored.Attempts));
        Assert.Contains("BlobCommit", stored.Error, StringComparison.Ordinal);
        Assert.Equal(["credit-balances.csv", "credit-balances.json"], uploads.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Run_UnderWay_SaysHowFarItIs()
    {
        var ledger = await ReportedLedger.StoryAsync();
        var run = await ledger.RequestAsync();
        var said = new List<string>();
        ledger.Strike = call =>
        {
            if (call.Operation == StorageOperation.RowWrite && call.Rows[0].StartsWith("run!", StringComparison.Ordinal))
            {
                said.Add(Task.Run(() => ledger.StoredAsync(run)).GetAwaiter().GetResult() is { } stored ? $"{stored.Phase}: {stored.Progress}" : "");
            }

            return Fault.None;
        };

        await ledger.MakeAsync(run);

        Assert.Contains("Shards: shards 3 of 4", said);
        Assert.Contains("Pages: pages by available, 2 of 4", said);
        Assert.Contains("Files: credit-balances.csv, credit-balances.json", said);
    }

    [Fact]
    public async Task Run_Throttled_EndsInTheSameFiles()
    {
        var ledger = await ReportedLedger.StoryAsync();
        var (calls, run) = (0, await ledger.RequestAsync());
        ledger.Strike = _ => ++calls % 47 == 0 ? Fault.FailBefore : Fault.None;

        var outcome = RunOutcome.Retry;
        while (outcome == RunOutcome.Retry)
        {
            try
            {
                outcome = await ledger.TryAsync(run);
            }
            catch (StorageException)
            {
                outcome = RunOutcome.Retry;
            }

            ledger.Time.Pass(TimeSpan.FromMinutes(2));
        }

        ledger.Strike = static _ => Fault.None;
        Assert.Equal(RunOutcome.Done, outcome);
        await ledger.AssertNoLitterAsync(await ledger.ManifestAsync(run));
    }

    [Fact]
    public async Task Run_AShardFailsFiveTimes_SaysSoAndKeepsTheOthers()
    {
        var ledger = await ReportedLedger.StoryAsync();
        var (run, reads) = (await ledger.RequestAsync(), 0);
        ledger.Strike = call => call.Store == StoreNames.Credits && call.Name == "biz!02" && ++reads > 0 ? Fault.FailBefore : Fault.None;
        var outcome = await ledger.TryAsync(run);
        var stored = await ledger.StoredAsync(run);
        var read = new HashSet<string>(StringComparer.Ordinal);
        ledger.Strike = call =>
        {
            _ = call.Store == StoreNames.Credits && read.Add(call.Name);
            return Fault.None;
        };

        await ledger.MakeAsync(run);

        Assert.Equal((RunOutcome.Retry, RunPhase.Shards), (outcome, stored.Phase));
        Assert.StartsWith("Shard 02 failed 5 times: ", stored.Error, StringComparison.Ordinal);
        Assert.InRange(reads, ShardScans.MaxTries, 2 * ShardScans.MaxTries);
        Assert.Equal(["biz!02"], read);
    }

    [Fact]
    public async Task Run_FailsEveryTime_IsGivenUpAndLeavesNothingAfterTheNextSuccess()
    {
        var ledger = await ReportedLedger.StoryAsync();
        var run = await ledger.RequestAsync();
        ledger.Strike = static call => call.Name.EndsWith(".by-available.rows", StringComparison.Ordinal) ? Fault.FailBefore : Fault.None;
        var outcomes = new List<RunOutcome>();
        while (outcomes is [] or [.., RunOutcome.Retry])
        {
            outcomes.Add(await ledger.TryAsync(run));
        }

        var failed = await ledger.StoredAsync(run);
        ledger.Strike = static _ => Fault.None;
        await ledger.MakeAsync();

        Assert.Equal((RunOutcome.Failed, Run.MaxAttempts), (outcomes[^1], outcomes.Count));
        Assert.Equal((RunState.Failed, RunPhase.Pages), (failed.State, failed.Phase));
        Assert.Contains("pages by available", failed.Progress, StringComparison.Ordinal);
        Assert.Empty(await ledger.NamesAsync(SnapshotPaths.Slot("biz", ReportedLedger.Balances, run.Slot)));
        Assert.DoesNotContain(await ledger.NamesAsync($"biz/shards/{run.Slot.Path}/"), name => name.EndsWith(".json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_TwoWorkersAtOnce_OneMakesItAndTheOtherLeavesIt()
    {
        var ledger = await ReportedLedger.StoryAsync();
        var run = await ledger.RequestAsync();
        var (held, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        ledger.Hold = call => call.Operation == StorageOperation.BlobCommit && held.TrySetResult() ? release.Task : Task.CompletedTask;
        var first = ledger.TryAsync(run);
        await held.Task;

        var second = await ledger.TryAsync(run);
        release.SetResult();

        Assert.Equal((RunOutcome.Busy, RunOutcome.Done), (second, await first));
    }

    [Fact]
    public async Task Run_LosesItsLease_LeavesTheSlotToWhoeverTookIt()
    {
        var ledger = await ReportedLedger.StoryAsync();
        var run = await ledger.RequestAsync();
        var (held, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        ledger.Hold = call => call.Operation == StorageOperation.BlobCommit && call.Name.EndsWith(".csv", StringComparison.Ordinal) && held.TrySetResult() ? release.Task : Task.CompletedTask;
        var first = ledger.TryAsync(run);
        await held.Task;
        // The lease runs out while its holder stands still.
        ledger.Time.Pass(TimeSpan.FromSeconds(61));

        var manifest = await ledger.MakeAsync(run);
        var before = await ledger.DigestsAsync(manifest);
        release.SetResult();
        var outcome = await first;

        Assert.Equal(RunOutcome.Lost, outcome);
        Assert.Equal(before, await ledger.DigestsAsync(await ledger.ManifestAsync(run)));
        Assert.Equal(RunState.Done, (await ledger.StoredAsync(run)).State);
    }

    [Fact]
    public async Task Run_FailsWhenItsLeaseIsLost_LeavesTheRunAsItIs()
    {
        var ledger = await ReportedLedger.StoryAsync();
        var run = await ledger.RequestAsync();
        var (held, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        ledger.Hold = call => call.Operation == StorageOperation.BlobCommit && call.Name.EndsWith(".csv", StringComparison.Ordinal) && held.TrySetResult() ? release.Task : Task.CompletedTask;
        var first = ledger.TryAsync(run);
        await held.Task;
        ledger.Time.Pass(TimeSpan.FromSeconds(61));
        ledger.Strike = static call => call.Name.EndsWith(".json", StringComparison.Ordinal) && call.Operation == StorageOperation.BlobCommit ? Fault.FailBefore : Fault.None;
        await ledger.TryAsync(run);
        var stored = await ledger.StoredAsync(run);
        ledger.Strike = static call => call.Operation == StorageOperation.BlobCommit ? Fault.FailBefore : Fault.None;
        release.SetResult();

        Assert.Equal(RunOutcome.Lost, await first);
        Assert.Equal(stored, await ledger.StoredAsync(run));
    }

    [Fact]
    public async Task Run_OfTheOtherReportWhileTheShardsAreMade_IsLeftWithoutAnAttempt()
    {
        var ledger = await ReportedLedger.StoryAsync();
        var run = await ledger.RequestAsync();
        var other = await ledger.Runs.RequestAsync("biz", RunTask.Of(ReportedLedger.Credits), run.Slot, run.RequestedAt, isFull: false, CancellationToken.None);
        var (held, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        ledger.Hold = call => call.Store == StoreNames.Credits && held.TrySetResult() ? release.Task : Task.CompletedTask;
        var first = ledger.TryAsync(run);
        await held.Task;

        var second = await ledger.TryAsync(other);
        release.SetResult();

        Assert.Equal((RunOutcome.Busy, RunOutcome.Done), (second, await first));
        Assert.Equal(0, (await ledger.StoredAsync(other)).Attempts);
    }

    [Fact]
    public async Task Run_FileWithoutItsStepIsNotWhatItMustBe_IsMadeAnew()
    {
        var ledger = await ReportedLedger.StoryAsync();
        var run = await ledger.RequestAsync();
        ledger.Strike = static call => call.Operation == StorageOperation.BlobPut && call.Name.EndsWith(".csv.step", StringComparison.Ordinal) ? Fault.FailBefore : Fault.None;
        await ledger.TryAsync(run);
        ledger.Strike = static _ => Fault.None;
        var csv = (await ledger.NamesAsync()).Single(name => name.EndsWith(".csv", StringComparison.Ordinal));
        await ledger.Reports.PutAsync(csv, "customer_id"u8.ToArray(), new("text/csv"), BlobCondition.None, CancellationToken.None);

        var manifest = await ledger.MakeAsync(run);

        Assert.Equal(manifest.File("credit-balances.csv").Sha256, (await ledger.DigestsAsync(manifest))["credit-balances.csv"]);
    }

    [Fact]
    public async Task Run_ARowFileOfAShardIsDamaged_MakesThatShardAnewAtTheNextAttempt()
    {
        var ledger = await ReportedLedger.StoryAsync();
        var run = await ledger.RequestAsync();
        ledger.Strike = static call => call.Name.EndsWith(".by-customer_id.rows", StringComparison.Ordinal) ? Fault.FailBefore : Fault.None;
        await ledger.TryAsync(run);
        ledger.Strike = static _ => Fault.None;
        var damaged = (await ledger.NamesAsync(ShardPaths.Slot("biz", run.Slot))).First(static name => name.EndsWith(".accounts.rows", StringComparison.Ordinal));
        await ledger.Reports.PutAsync(damaged, new byte[2_000], new("application/octet-stream"), BlobCondition.None, CancellationToken.None);

        var outcome = await ledger.TryAsync(run);

        Assert.Equal(RunOutcome.Retry, outcome);
        Assert.Contains(damaged, (await ledger.StoredAsync(run)).Error, StringComparison.Ordinal);
        Assert.Equal(12, (await ledger.MakeAsync(run)).Rows);
    }

    [Fact]
    public async Task Run_FullOfASlotWhoseShardsAreNot_FailsAtOnce()
    {
        var ledger = await ReportedLedger.StoryAsync();
        await ledger.MakeAsync();
        var run = await ledger.RequestAsync();
        await ledger.MakeAsync(run);
        var full = await ledger.Runs.RequestAsync("biz", RunTask.Of(ReportedLedger.Credits), run.Slot, run.RequestedAt, isFull: true, CancellationToken.None);

        var outcome = await ledger.TryAsync(full);

        Assert.Equal(RunOutcome.Failed, outcome);
        Assert.Contains("ask for a full run of another slot", (await ledger.StoredAsync(full)).Error, StringComparison.Ordinal);
    }

    private static Fault Count(ref int calls)
    {
        Interlocked.Increment(ref calls);
        return Fault.None;
    }

    /// <summary>Tries until the process would be dead: what it says last is not heard.</summary>
    private static async Task DieAsync(ReportedLedger ledger, Run run)
    {
        try
        {
            await ledger.TryAsync(run);
        }
        catch (StorageException)
        {
            // It could not even say that it failed.
        }
    }
}
