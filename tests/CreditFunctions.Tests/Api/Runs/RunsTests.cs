using CreditFunctions.Reports;
using CreditFunctions.Storage;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Storage.Snapshots;
using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Api.Runs;

public sealed class RunsTests
{
    private const string Runs = "/api/runs";
    private const string First = "/api/runs/VerifyLedger/20261121T120000Z";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_ASlot_Is202WithTheLocationOfAnOpenRun()
    {
        var (faults, go) = (new Faults(), new TaskCompletionSource());
        await using var app = await CreditApplication.StartUnderHostAsync(faults);
        faults.Hold = call => call.Operation == StorageOperation.LeaseAcquire ? go.Task : Task.CompletedTask;

        var answer = await app.PostAsync(Runs + "/VerifyLedger?slot=2026-11-21T12:00:00Z", null);
        var looked = await app.GetAsync(First);
        go.SetResult();

        Assert.Equal(First, answer.Header("Location"));
        answer.Is(202, $$"""
            {"function":"VerifyLedger","slot":"2026-11-21T12:00:00Z","state":"open","url":"{{First}}","runs":[
             {"function":"VerifyLedger","task":"VerifyLedger","slot":"2026-11-21T12:00:00Z","state":"open","origin":"hand","attempts":0,"pieces":0,"progress":null,"outcome":null,"failures":0,"covered_by":null,
              "requested_at":"2026-11-21T12:00:00Z","started_at":null,"ended_at":null,"worked_seconds":0,"holder":null,"error":null,"url":"{{First}}"}]}
            """);
        Assert.Equal((200, answer.Text), (looked.Status, looked.Text));
    }

    [Theory]
    [InlineData("ExpireCredits")]
    [InlineData("VerifyLedger")]
    [InlineData("PruneSnapshots")]
    [InlineData("SnapshotReports")]
    public async Task Run_AnyFunction_IsDoneAndSaysWhatItCameTo(string function)
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        await app.GrantAsync("c1", "10.00");

        var ended = await app.EndedAsync((await app.PostAsync($"{Runs}/{function}?slot=2026-11-21T12:00:00Z", null)).Header("Location")!);

        Assert.Equal("done", ended.At("state"));
        Assert.All(ended.Json.GetProperty("runs").EnumerateArray(), static run => Assert.False(string.IsNullOrEmpty(run.Cell("outcome"))));
    }

    [Fact]
    public async Task Run_NoSlotSaid_IsThatOfTheLastDueOne()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        app.Clock.Advance(TimeSpan.FromMinutes(150));

        var answer = await app.PostAsync(Runs + "/ExpireCredits", null);

        Assert.Equal((202, "/api/runs/ExpireCredits/20261121T140000Z"), (answer.Status, answer.Header("Location")));
    }

    [Theory]
    [InlineData("", "credit-balances customer-credits")]
    [InlineData("&report=customer-credits", "customer-credits")]
    public async Task Run_SnapshotReports_AsksForEveryReportOrTheOneNamed(string more, string reports)
    {
        await using var app = await CreditApplication.StartUnderHostAsync();

        var answer = await app.PostAsync(Runs + "/SnapshotReports?slot=2026-11-21T12:00:00Z" + more, null);

        Assert.Equal(reports, string.Join(' ', answer.Json.GetProperty("runs").EnumerateArray().Select(static run => run.Cell("task")).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Run_OneThatIsDone_StaysDone()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        await app.PostAsync(Runs + "/VerifyLedger?slot=2026-11-21T12:00:00Z", null);
        var ended = await app.EndedAsync(First);

        var again = await app.PostAsync(Runs + "/VerifyLedger?slot=20261121T120000Z", null);

        Assert.Equal((202, ended.Text), (again.Status, again.Text));
    }

    [Theory]
    [InlineData(RunState.Failed, null)]
    [InlineData(RunState.Done, "20261121T130000Z")]
    public async Task Run_OneThatIsGivenUpOrLeftToALaterOne_IsReallyRun(RunState state, string? coveredBy)
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        var covered = coveredBy is not null && SnapshotId.TryParse(coveredBy, out var later) ? later : (SnapshotId?)null;
        var run = Run.Requested(CreditApplication.Business, RunTask.VerifyLedger, SnapshotId.At(app.Now), app.Now) with
        {
            State = state,
            Attempts = 12,
            EndedAt = app.Now,
            Error = "It broke.",
            CoveredBy = covered,
            Origin = RunOrigin.Missed,
        };
        await new RunStore(app.Storage.Table(StoreNames.Directory)).TryAddAsync(run, Token);

        var answer = await app.PostAsync(Runs + "/VerifyLedger?slot=2026-11-21T12:00:00Z", null);

        Assert.Equal(202, answer.Status);
        var ended = await app.EndedAsync(First);
        Assert.Equal(("done", "hand", "null", "null"), (ended.At("runs.0.state"), ended.At("runs.0.origin"), ended.At("runs.0.covered_by"), ended.At("runs.0.error")));
        Assert.NotEqual("null", ended.At("runs.0.started_at"));
    }

    [Fact]
    public async Task Run_OneWhoseSnapshotIsNoLongerThere_MakesItAgain()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        await app.GrantAsync("c1", "10.00");
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var asked = Runs + "/SnapshotReports?report=credit-balances&slot=2026-11-21T12:00:00Z";
        await app.EndedAsync((await app.PostAsync(asked, null)).Header("Location")!);
        Assert.True(SnapshotId.TryParse("20261121T120000Z", out var slot));
        var manifest = SnapshotPaths.Manifest(CreditApplication.Business, "credit-balances", slot);
        await app.Storage.Container(StoreNames.Reports).DeleteAsync(manifest, Token);

        Assert.Equal("done", (await app.EndedAsync((await app.PostAsync(asked, null)).Header("Location")!)).At("state"));

        Assert.NotNull(await app.Storage.Container(StoreNames.Reports).GetPropertiesAsync(manifest, Token));
    }

    [Fact]
    public async Task Run_OneInItsPauseAfterAFailure_IsTriedAtOnce()
    {
        var faults = new Faults();
        await using var app = await CreditApplication.StartUnderHostAsync(faults);
        app.Clock.AdvanceTo(new(2026, 11, 22, 5, 0, 0, TimeSpan.Zero));
        faults.Strike = static call => call.Store == StoreNames.Credits && call.Operation == StorageOperation.RowQuery ? Fault.FailBefore : Fault.None;
        Assert.EndsWith("retry", Assert.Single(await app.FireAsync("VerifyLedger")), StringComparison.Ordinal);
        faults.Strike = static _ => Fault.None;

        await app.PostAsync(Runs + "/VerifyLedger", null);

        // The worker has tried it by now, or this does; no time has passed.
        await app.FireAsync("VerifyLedger");
        Assert.Equal("done", (await app.GetAsync(Runs + "/VerifyLedger/20261122T040000Z")).At("state"));
    }

    [Fact]
    public async Task List_SeveralTasks_AreNewestFirstPageByPage()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        app.Clock.Advance(TimeSpan.FromDays(40));
        var store = new RunStore(app.Storage.Table(StoreNames.Directory));
        var expected = new List<string>();
        foreach (var ago in new[] { 0, 1, 2, 30, 200, 900 })
        {
            var slot = SnapshotId.At(app.Now.Plus(-TimeSpan.FromHours(ago)));
            foreach (var task in new[] { RunTask.ExpireCredits, RunTask.VerifyLedger, RunTask.Of("credit-balances") })
            {
                await store.TryAddAsync(Run.Requested(CreditApplication.Business, task, slot, app.Now) with { State = task == RunTask.VerifyLedger ? RunState.Failed : RunState.Done }, Token);
                expected.Add($"{task.Key} {slot.Slot}");
            }
        }

        foreach (var limit in new[] { 1, 4, 18, 100 })
        {
            Assert.Equal(expected, await ListAsync(app, $"limit={limit}"));
        }

        Assert.Equal(expected.Where(static run => run.StartsWith("ExpireCredits", StringComparison.Ordinal)), await ListAsync(app, "limit=2&function=ExpireCredits"));
        Assert.Equal(expected.Where(static run => run.StartsWith("VerifyLedger", StringComparison.Ordinal)), await ListAsync(app, "limit=2&state=failed"));
        Assert.Empty(await ListAsync(app, "state=open"));
    }

    [Fact]
    public async Task Runs_OfAnotherBusiness_AreNotThere()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        await app.PostAsync(Runs + "/VerifyLedger?slot=2026-11-21T12:00:00Z", null);
        var other = ("Authorization", $"Bearer {await app.KeyAsync(Storage.Directory.Scopes.All, "biz_other")}");

        Assert.Equal("404 run_not_found slot", (await app.GetAsync(First, other)).Problem);
        Assert.Equal("""{"runs":[],"next_cursor":null}""", (await app.GetAsync(Runs, other)).Text);
    }

    private static async Task<List<string>> ListAsync(CreditApplication app, string query)
    {
        var (all, cursor) = (new List<string>(), "");
        while (cursor is not null)
        {
            var page = await app.GetAsync($"{Runs}?{query}{cursor}");
            Assert.Equal(200, page.Status);
            all.AddRange(page.Json.GetProperty("runs").EnumerateArray().Select(static run => $"{run.Cell("task")} {run.Cell("slot")}"));
            cursor = page.Json.GetProperty("next_cursor").GetString() is { } next ? $"&cursor={next}" : null;
        }

        return all;
    }
}
