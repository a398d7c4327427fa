using CreditFunctions.Api.Health;
using CreditFunctions.Reports;
using CreditFunctions.Settings;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Clock;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Tests.Application;
using Microsoft.Extensions.DependencyInjection;

namespace CreditFunctions.Tests.Api.Health;

public sealed class HealthTests
{
    [Fact]
    public async Task Live_Always_IsOkWithoutAKey()
    {
        await using var app = await CreditApplication.StartAsync();

        (await app.SendBareAsync(Functions.Request("HealthLive"))).Is(200, """{"status":"ok","checks":{}}""");
    }

    [Fact]
    public async Task Ready_AllIsWell_IsOkWithoutAKey()
    {
        await using var app = await CreditApplication.StartAsync();

        (await app.SendBareAsync(Functions.Request("HealthReady"))).Is(200, """{"status":"ok","checks":{"storage":"ok","clock":"ok","SnapshotReports":"ok","ExpireCredits":"ok","VerifyLedger":"ok","PruneSnapshots":"ok"}}""");
    }

    [Fact]
    public async Task Ready_ASlotIsNotDoneAnHourLater_IsDegradedUntilItIs()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        app.Clock.AdvanceTo(new(2026, 11, 22, 4, 59, 59, TimeSpan.Zero));
        Assert.Equal("ok", await CheckAsync(app, "VerifyLedger"));

        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("ok", await CheckAsync(app, "VerifyLedger"));
        app.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("degraded: the slot 2026-11-22T04:00:00Z was not run", await CheckAsync(app, "VerifyLedger"));
        Assert.Equal((200, "degraded"), await StatusAsync(app));

        await app.EndedAsync((await app.PostAsync("/api/runs/VerifyLedger", null)).Header("Location")!);
        app.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("ok", await CheckAsync(app, "VerifyLedger"));
    }

    [Theory]
    [InlineData(RunState.Open, 59, "ok")]
    [InlineData(RunState.Open, 60, "degraded: the slot 2026-11-22T04:00:00Z is open since 2026-11-22T04:00:07Z")]
    [InlineData(RunState.Failed, 1, "degraded: the slot 2026-11-22T04:00:00Z failed")]
    [InlineData(RunState.Done, 600, "ok")]
    public async Task Ready_ARunStandsAnywhere_SaysWhatThatMeans(RunState state, int minutes, string expected)
    {
        await using var app = await CreditApplication.StartUnderHostAsync(new Faults { Strike = static call => call.Operation == StorageOperation.LeaseAcquire ? Fault.FailBefore : Fault.None });
        app.Clock.AdvanceTo(new(2026, 11, 22, 4, 0, 0, TimeSpan.Zero));
        var run = Run.Requested(CreditApplication.Business, RunTask.VerifyLedger, SnapshotId.At(app.Now), app.Now) with { State = state, StartedAt = app.Now.Plus(TimeSpan.FromSeconds(7)) };
        await new RunStore(app.Storage.Table(StoreNames.Directory)).TryAddAsync(run, TestContext.Current.CancellationToken);

        app.Clock.Advance(TimeSpan.FromMinutes(minutes));

        Assert.Equal(expected, await CheckAsync(app, "VerifyLedger"));
    }

    [Fact]
    public async Task Ready_HourlySlotsMissed_AreToldThoughTheNextHasCome()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();

        app.Clock.Advance(TimeSpan.FromMinutes(130));

        Assert.Equal("degraded: the slot 2026-11-21T13:00:00Z was not run", await CheckAsync(app, "ExpireCredits"));
    }

    [Theory]
    [InlineData(RunState.Open, "degraded: the slot 2026-11-21T13:00:00Z is open since 2026-11-21T14:10:00Z")]
    [InlineData(RunState.Done, "ok")]
    public async Task Ready_ASlotIsLeftToALaterOne_IsDoneWhenThatIs(RunState later, string expected)
    {
        await using var app = await CreditApplication.StartUnderHostAsync(new Faults { Strike = static call => call.Operation == StorageOperation.LeaseAcquire ? Fault.FailBefore : Fault.None });
        app.Clock.Advance(TimeSpan.FromMinutes(130));
        var store = new RunStore(app.Storage.Table(StoreNames.Directory));
        var (last, before) = (SnapshotId.At(app.Now.Plus(TimeSpan.FromMinutes(-10))), SnapshotId.At(app.Now.Plus(TimeSpan.FromMinutes(-70))));
        await store.TryAddAsync(Run.Requested(CreditApplication.Business, RunTask.ExpireCredits, last, app.Now) with { State = later }, TestContext.Current.CancellationToken);
        await store.TryAddAsync(Run.Requested(CreditApplication.Business, RunTask.ExpireCredits, before, app.Now) with { State = RunState.Done, CoveredBy = last }, TestContext.Current.CancellationToken);

        Assert.Equal(expected, await CheckAsync(app, "ExpireCredits"));
    }

    [Fact]
    public async Task Ready_ASlotOlderThanMissedOnesAreAskedFor_IsNotWaitedFor()
    {
        await using var app = await CreditApplication.StartAsync(
            null,
            (ProgramSettings.HandlerPortName, CreditApplication.FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture)),
            (ProgramSettings.MissedSlotsHoursName, "0"));

        app.Clock.Advance(TimeSpan.FromMinutes(130));

        Assert.Equal("ok", await CheckAsync(app, "ExpireCredits"));
    }

    [Fact]
    public async Task Ready_TheFirstWhoAsksHasNoPatience_TheNextGetsWhatWasLookedUp()
    {
        var (faults, go, reads) = (new Faults(), new TaskCompletionSource(), 0);
        await using var app = await CreditApplication.StartUnderHostAsync(faults);
        var health = app.Services.GetRequiredService<FunctionHealth>();
        // Not what the program reads of itself.
        var isAsked = new AsyncLocal<bool> { Value = true };
        faults.Hold = call =>
        {
            if (!isAsked.Value || call.Operation != StorageOperation.RowQuery)
            {
                return Task.CompletedTask;
            }

            reads++;
            return go.Task;
        };
        using var impatient = new CancellationTokenSource();
        var first = health.ChecksAsync(impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        var next = health.ChecksAsync(TestContext.Current.CancellationToken);
        go.SetResult();

        Assert.All((await next).Values, static check => Assert.Equal("ok", check));
        Assert.Equal(1, reads);
    }

    [Fact]
    public async Task Ready_StorageGone_Is503()
    {
        var faults = new Faults { Strike = static _ => Fault.FailBefore };
        await using var app = await CreditApplication.StartAsync(faults);

        (await app.SendBareAsync(Functions.Request("HealthReady"))).Is(503, """{"status":"unavailable","checks":{"storage":"unreachable","clock":"ok"}}""");
    }

    [Fact]
    public async Task Ready_ClockIsOff_Is503AndWritesAreRefused()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.GrantAsync("c1", "1.00");
        var clock = (StorageClock)app.Services.GetService(typeof(StorageClock))!;

        clock.Observe(app.Clock.GetUtcNow() + TimeSpan.FromSeconds(5), app.Clock.GetUtcNow(), app.Clock.GetUtcNow());

        Assert.Equal(503, (await app.GetAsync("/health/ready")).Status);
        Assert.Equal("503 clock_skew -", (await app.ApplyAsync("c1", "1.00")).Problem);
        Assert.Equal(200, (await app.GetAsync("/api/customers/c1/credits")).Status);
    }

    private static async Task<string?> CheckAsync(CreditApplication app, string function) => (await app.SendBareAsync(Functions.Request("HealthReady"))).At($"checks.{function}");

    private static async Task<(int Status, string? Text)> StatusAsync(CreditApplication app)
    {
        var answer = await app.SendBareAsync(Functions.Request("HealthReady"));
        return (answer.Status, answer.At("status"));
    }
}
