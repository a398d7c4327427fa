using CreditFunctions.Reports;
using CreditFunctions.Settings;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Storage.Tables;
using CreditFunctions.Tests.Application;
using Microsoft.Extensions.DependencyInjection;

namespace CreditFunctions.Tests.Timers;

/// <summary>Each slot has its effect once, however its events come. The program runs as under the Functions host, so that nothing but the test brings them.</summary>
public sealed class TimerEventsTests
{
    private const string Snapshots = "SnapshotReports";
    private const string Expire = "ExpireCredits";
    private const string Resume = "ResumeRuns";
    private static readonly RunTask Balances = RunTask.Of("credit-balances");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Snapshots)]
    [InlineData(Snapshots, Snapshots)]
    [InlineData(Resume)]
    [InlineData(Resume, Snapshots)]
    [InlineData(Snapshots, Resume, Snapshots, Resume)]
    [InlineData(Resume, Resume)]
    public async Task Slot_HoweverItsEventsCome_HasItsEffectOnce(params string[] events)
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        await app.GrantAsync("c1", "10.00");
        app.Clock.Advance(TimeSpan.FromHours(15));

        foreach (var function in events)
        {
            await app.FireAsync(function);
            app.Clock.Advance(TimeSpan.FromMinutes(5));
        }

        var run = Assert.Single(await RunsAsync(app, Balances));
        Assert.Equal(("20261122T020000Z", RunState.Done, 1), (run.Slot.ToString(), run.State, run.Pieces));
        Assert.Equal("1 rows", run.Outcome);
        Assert.Equal(events[0] == Resume ? RunOrigin.Missed : RunOrigin.Schedule, run.Origin);
    }

    [Fact]
    public async Task Slots_Missed_AreEachMadeAsOfThen()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        await app.GrantAsync("c1", "10.00");
        app.Clock.Advance(TimeSpan.FromDays(1));
        await app.GrantAsync("c1", "5.00");
        app.Clock.Advance(TimeSpan.FromDays(1));

        await app.FireAsync(Snapshots);

        Assert.Equal(
            [("20261123T020000Z", RunOrigin.Schedule, RunState.Done), ("20261122T020000Z", RunOrigin.Missed, RunState.Done)],
            (await RunsAsync(app, Balances)).Select(static run => (run.Slot.ToString(), run.Origin, run.State)));
        Assert.Equal(
            ("10.00", "15.00"),
            ((await app.GetAsync("/api/reports/credit-balances/snapshots/20261122T020000Z")).At("manifest.totals.USD.available"),
                (await app.GetAsync("/api/reports/credit-balances/snapshots/20261123T020000Z")).At("manifest.totals.USD.available")));
    }

    [Fact]
    public async Task Slots_MissedBeyondReach_AreNotMadeButTheLast()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        app.Clock.Advance(TimeSpan.FromDays(5));

        await app.FireAsync(Resume);

        Assert.Equal(["20261126T020000Z", "20261125T020000Z"], (await RunsAsync(app, Balances)).Select(static run => run.Slot.ToString()));
    }

    [Fact]
    public async Task Slots_MissedWhereALaterDoesAll_AreCoveredByTheLast()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        await app.GrantAsync("c1", "10.00", ""","expires_at":"2026-11-21T12:30:00Z" """);
        app.Clock.Advance(TimeSpan.FromHours(4));

        await app.FireAsync(Expire);

        var all = await RunsAsync(app, RunTask.ExpireCredits);
        Assert.Equal(
            [("20261121T160000Z", null, 1), ("20261121T150000Z", "20261121T160000Z", 0), ("20261121T140000Z", "20261121T160000Z", 0), ("20261121T130000Z", "20261121T160000Z", 0), ("20261121T120000Z", "20261121T160000Z", 0)],
            all.Select(static run => (run.Slot.ToString(), run.CoveredBy?.ToString(), run.Pieces)));
        Assert.All(all, static run => Assert.Equal(RunState.Done, run.State));
        Assert.Equal("1 accounts settled", all[0].Outcome);
    }

    [Fact]
    public async Task Resume_SlotIsDueRightNow_LeavesItToItsOwnEvent()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        app.Clock.AdvanceTo(new(2026, 11, 22, 2, 0, 0, TimeSpan.Zero));

        await app.FireAsync(Resume);

        Assert.Empty(await RunsAsync(app, Balances));
    }

    [Fact]
    public async Task Event_NothingToDo_ReadsBusinessesAndTheirOpenRuns()
    {
        var (faults, calls) = (new Faults(), new List<StorageCall>());
        await using var app = await CreditApplication.StartUnderHostAsync(faults);
        app.Clock.Advance(TimeSpan.FromHours(15));
        await app.FireAsync(Resume);
        faults.Strike = call =>
        {
            lock (calls)
            {
                calls.Add(call);
            }

            return Fault.None;
        };

        Assert.Empty(await app.FireAsync(Resume));

        StorageCall[] seen;
        lock (calls)
        {
            seen = [.. calls];
        }

        // The worker of imports looks for open ones too.
        Assert.All(seen, static call => Assert.Equal(StorageOperation.RowQuery, call.Operation));
        Assert.InRange(seen.Length, 3, 5);
    }

    [Fact]
    public async Task Run_LongerThanACall_EndsInPiecesThatGoOn()
    {
        var faults = new Faults();
        await using var app = await StartAsync(faults, "00:00:10");
        await app.GrantAsync("c1", "10.00");
        app.Clock.Advance(TimeSpan.FromHours(15));
        // Each commit of a file takes four seconds of the six that a piece has; those of shards, several at once, take none.
        faults.Strike = call =>
        {
            if (call.Operation == StorageOperation.BlobCommit && !call.Name.Contains("/shards/", StringComparison.Ordinal))
            {
                app.Clock.Advance(TimeSpan.FromSeconds(4));
            }

            return Fault.None;
        };

        var (begun, lines) = (app.Now, new List<string>());
        for (var fired = 0; fired < 40 && (lines is [] || lines.Exists(static line => line.EndsWith("unfinished", StringComparison.Ordinal))); fired++)
        {
            lines = [.. await app.FireAsync(Snapshots)];
            Assert.InRange(app.Now.Since(begun), TimeSpan.Zero, TimeSpan.FromSeconds(10));
            app.Clock.Advance(TimeSpan.FromMinutes(5));
            begun = app.Now;
        }

        var run = Assert.Single(await RunsAsync(app, Balances));
        Assert.Equal((RunState.Done, 0L), (run.State, run.Failures));
        Assert.InRange(run.Pieces, 3, 30);
        Assert.True(run.Worked >= TimeSpan.FromSeconds(12), run.Worked.ToString());
        Assert.Equal("10.00", (await app.GetAsync("/api/reports/credit-balances/snapshots/20261122T020000Z")).At("manifest.totals.USD.available"));
    }

    [Fact]
    public async Task Run_AStepNeverFitsIntoACall_IsGivenUpAndSaysWhatToRaise()
    {
        var faults = new Faults();
        await using var app = await StartAsync(faults, "00:00:10");
        await app.GrantAsync("c1", "10.00");
        app.Clock.Advance(TimeSpan.FromHours(15));
        faults.Strike = call =>
        {
            if (call.Operation == StorageOperation.BlobCommit && call.Name.Contains("/credit-balances/", StringComparison.Ordinal))
            {
                app.Clock.Advance(TimeSpan.FromSeconds(9));
                return Fault.FailBefore;
            }

            return Fault.None;
        };

        for (var fired = 0; fired <= Run.MaxAttempts + 2; fired++)
        {
            await app.FireAsync(Resume);
            app.Clock.Advance(TimeSpan.FromMinutes(11));
        }

        var run = Assert.Single(await RunsAsync(app, Balances));
        Assert.Equal((RunState.Failed, Run.MaxAttempts), (run.State, run.Attempts));
        Assert.Contains("did not fit into functionTimeout", run.Error, StringComparison.Ordinal);
        Assert.Contains("AzureFunctionsJobHost__functionTimeout", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Event_StorageFails_FailsAndTheNextMakesItGood()
    {
        var faults = new Faults();
        await using var app = await CreditApplication.StartUnderHostAsync(faults);
        app.Clock.Advance(TimeSpan.FromHours(15));
        faults.Strike = static call => call.Store == StoreNames.Directory && call.Operation == StorageOperation.RowQuery ? Fault.FailBefore : Fault.None;

        await Assert.ThrowsAsync<StorageException>(() => app.FireAsync(Snapshots));
        faults.Strike = static _ => Fault.None;
        await app.FireAsync(Resume);

        Assert.Equal(RunState.Done, Assert.Single(await RunsAsync(app, Balances)).State);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(13)]
    [InlineData(21)]
    [InlineData(34)]
    [InlineData(55)]
    [InlineData(89)]
    public async Task Process_DiesAtACall_ResumeOfAnotherMakesEverySlotGood(int fatal)
    {
        var (faults, calls) = (new Faults(), 0);
        await using var app = await CreditApplication.StartUnderHostAsync(faults);
        await app.GrantAsync("c1", "10.00", ""","expires_at":"2026-11-21T12:30:00Z" """);
        app.Clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromHours(15));
        faults.Strike = _ => Interlocked.Increment(ref calls) >= fatal ? Fault.FailBefore : Fault.None;
        await app.Clock.DriveAsync(app.FireAsync(Resume).ContinueWith(static fired => fired.IsFaulted, TaskScheduler.Default), TimeSpan.FromSeconds(15));
        faults.Strike = static _ => Fault.None;
        app.Clock.Advance(TimeSpan.FromMinutes(10));

        await using var next = await app.StartAnotherAsync(null, (ProgramSettings.HandlerPortName, CreditApplication.FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture)));
        for (var fired = 0; fired < 3; fired++)
        {
            await next.Clock.DriveAsync(next.FireAsync(Resume), TimeSpan.FromSeconds(15));
            next.Clock.Advance(TimeSpan.FromMinutes(2));
        }

        foreach (var task in RunTask.All)
        {
            var all = await RunsAsync(next, task);
            Assert.NotEmpty(all);
            Assert.All(all, static run => Assert.Equal((RunState.Done, null), (run.State, run.Error)));
            Assert.Equal(all.Count, all.DistinctBy(static run => run.Slot).Count());
        }

        Assert.Equal(["20261123T020000Z", "20261122T020000Z"], (await RunsAsync(next, Balances)).Select(static run => run.Slot.ToString()));
    }

    [Theory]
    [InlineData(Snapshots)]
    [InlineData(Resume)]
    public async Task Event_OneBusinessCannotBeRead_WorksOffTheOthersAndFails(string function)
    {
        var faults = new Faults();
        await using var app = await CreditApplication.StartUnderHostAsync(faults);
        await app.Services.GetRequiredService<DirectoryStore>().AddBusinessAsync(new("biz_a", "USD", 1, app.Now), Token);
        app.Clock.Advance(TimeSpan.FromHours(15));
        faults.Strike = static call => call.Store == StoreNames.Directory && call.Operation == StorageOperation.RowQuery && call.Name == "biz_a" ? Fault.FailBefore : Fault.None;

        await Assert.ThrowsAsync<StorageException>(() => app.FireAsync(function));

        Assert.Equal(RunState.Done, Assert.Single(await RunsAsync(app, Balances)).State);
    }

    [Fact]
    public async Task Event_ALittleBeforeItsSlot_WaitsForIt()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        app.Clock.AdvanceTo(new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero).AddMilliseconds(-20));

        await app.Clock.DriveAsync(app.FireAsync(Snapshots), TimeSpan.FromSeconds(15));

        var run = Assert.Single(await RunsAsync(app, Balances));
        Assert.Equal(("20261122T020000Z", RunOrigin.Schedule), (run.Slot.ToString(), run.Origin));
    }

    [Fact]
    public async Task Runs_WaitingBehindALaterOneThatDoesAll_AreLeftToIt()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        await app.GrantAsync("c1", "10.00", ""","expires_at":"2026-11-21T12:30:00Z" """);
        var import = new ColumnWriter().Text("state", "open").ToMemory();
        await app.Storage.Table(StoreNames.Directory).WriteAsync(CreditApplication.Business, new(RowAction.Upsert, "import!i1", import), TimeSpan.FromSeconds(5), Token);
        for (var hour = 0; hour < 3; hour++)
        {
            app.Clock.Advance(TimeSpan.FromHours(1));
            await app.FireAsync(Expire);
        }

        Assert.Equal(
            [("20261121T150000Z", RunState.Open, null), ("20261121T140000Z", RunState.Done, "20261121T150000Z"), ("20261121T130000Z", RunState.Done, "20261121T140000Z")],
            (await RunsAsync(app, RunTask.ExpireCredits)).Where(static run => run.Slot.ToString() != "20261121T120000Z").Select(static run => (run.Slot.ToString(), run.State, run.CoveredBy?.ToString())));
    }

    [Theory]
    [InlineData(RunOrigin.Hand, false)]
    [InlineData(RunOrigin.Schedule, true)]
    public async Task Runs_BegunOrAskedForByHand_AreNotLeftToALaterOne(RunOrigin origin, bool isBegun)
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        app.Clock.AdvanceTo(new(2026, 11, 23, 5, 0, 0, TimeSpan.Zero));
        var run = Run.Requested(CreditApplication.Business, RunTask.VerifyLedger, SnapshotId.At(app.Now.Plus(TimeSpan.FromHours(-24))), app.Now) with { Origin = origin, StartedAt = isBegun ? app.Now : null };
        await app.Services.GetRequiredService<RunStore>().TryAddAsync(run, Token);

        await app.FireAsync("VerifyLedger");

        var ended = (await RunsAsync(app, RunTask.VerifyLedger)).Single(one => one.Slot == run.Slot);
        Assert.Equal((RunState.Done, null, 1), (ended.State, ended.CoveredBy, ended.Pieces));
    }

    [Fact]
    public async Task Slots_MissedByTheHundredWhereALaterDoesAll_AreWrittenDownInBounds()
    {
        await using var app = await CreditApplication.StartAsync(
            null,
            (ProgramSettings.HandlerPortName, CreditApplication.FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture)),
            (ProgramSettings.ExpireScheduleName, "0 * * * * *"));
        app.Clock.Advance(TimeSpan.FromHours(8));
        await app.FireAsync(Expire);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.FireAsync(Expire);

        Assert.Equal(102, (await RunsAsync(app, RunTask.ExpireCredits)).Count);
    }

    private static Task<CreditApplication> StartAsync(Faults faults, string timeout) => CreditApplication.StartAsync(
        faults,
        (ProgramSettings.HandlerPortName, CreditApplication.FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture)),
        (ProgramSettings.FunctionTimeoutName.Replace("__", ":", StringComparison.Ordinal), timeout));

    private static Task<IReadOnlyList<Run>> RunsAsync(CreditApplication app, RunTask task) =>
        app.Services.GetRequiredService<RunStore>().ListAsync(CreditApplication.Business, task, since: new(Ledger.Instant.Min), Token);
}
