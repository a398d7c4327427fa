using CreditFunctions.Hosting;
using CreditFunctions.Reports;
using CreditFunctions.Standin;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Tests.Application;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace CreditFunctions.Tests.Hosting;

/// <summary>The program's timers as a host runs them by their schedules, and its own end and start between.</summary>
public sealed class ScheduleThroughTheHostTests
{
    private const string Snapshots = "SnapshotReports";
    private const string Never = "0 0 0 1 1 *";

    // Longer than a snapshot settles, and too short for a lease's renewal to be jumped to again and again while work is done.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LeaseTime = TimeSpan.FromMinutes(1);
    private static readonly DateTimeOffset Due = new(2026, 11, 22, 2, 0, 0, TimeSpan.Zero);

    // Only the snapshots are due.
    private static readonly Dictionary<string, string> Settings = Serving.Settings.ToDictionary(
        static setting => setting.Key, static setting => setting.Key.EndsWith("Schedule", StringComparison.Ordinal) && setting.Key != "ReportSchedule" ? Never : setting.Value, StringComparer.Ordinal);

    private readonly FakeClock clock = new();
    private readonly InMemoryStorage storage;
    private readonly TimerMonitor monitor = new();

    public ScheduleThroughTheHostTests() => storage = new(clock);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Timer_BySchedule_MakesItsSlot()
    {
        await using var running = await StartAsync();

        running.Host.RunTimers();
        clock.AdvanceTo(Due);

        Assert.Equal("SnapshotReports has ended (by schedule, no earlier one known).", await EndedAsync(running));
        Assert.Equal((RunState.Done, RunOrigin.Schedule, 1), await RunOfAsync(Due));
    }

    [Fact]
    public async Task Timer_DueWhileNoHostWasThere_IsRunWhenOneIsAgain()
    {
        await using (var first = await StartAsync())
        {
            first.Host.RunTimers();
            clock.AdvanceTo(Due);
            await EndedAsync(first);
        }

        // Two slots pass.
        clock.AdvanceTo(Due.AddDays(2).AddHours(3));
        await using var next = await StartAsync();
        next.Host.RunTimers();

        Assert.Equal("SnapshotReports has ended (by schedule, past due, last at 2026-11-22T02:00:00Z).", await EndedAsync(next));
        Assert.Equal((RunState.Done, RunOrigin.Missed, 1), await RunOfAsync(Due.AddDays(1)));
        Assert.Equal((RunState.Done, RunOrigin.Schedule, 1), await RunOfAsync(Due.AddDays(2)));
    }

    [Fact]
    public async Task Timer_OfTwoHostsAtOnce_MakesItsSlotOnce()
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync();

        one.Host.RunTimers();
        other.Host.RunTimers();
        clock.AdvanceTo(Due);

        await Task.WhenAll(EndedAsync(one), EndedAsync(other));
        // While they wait for each other's shards the test's clock runs on, and may take a lease from either: what is left is gone on with.
        while (await RunOfAsync(Due) is { State: RunState.Open })
        {
            clock.Advance(LeaseTime);
            Assert.Null((await clock.DriveAsync(one.Host.FireAsync("ResumeRuns"), Settling)).Error);
        }

        var ended = await RunOfAsync(Due);
        Assert.Equal((RunState.Done, RunOrigin.Schedule), (ended.State, ended.Origin));
        Assert.Single(await ManifestsAsync());
    }

    /// <summary>What the last line of the log of the first call that ends says.</summary>
    private async Task<string> EndedAsync(Running running)
    {
        var invocation = await clock.DriveAsync(running.Host.Ended.ReadAsync(Token).AsTask(), Settling);
        Assert.Equal((Snapshots, null), (invocation.Function, invocation.Error));
        return invocation.Logs[^1];
    }

    private async Task<IReadOnlyList<string>> ManifestsAsync()
    {
        var names = new List<string>();
        await foreach (var blob in storage.Container(StoreNames.Reports).ListAsync($"{CreditApplication.Business}/credit-balances/", Token))
        {
            if (blob.Name.EndsWith("/manifest.json", StringComparison.Ordinal))
            {
                names.Add(blob.Name);
            }
        }

        return names;
    }

    private async Task<(RunState State, RunOrigin Origin, int Pieces)> RunOfAsync(DateTimeOffset slot)
    {
        var run = await new RunStore(storage.Table(StoreNames.Directory)).GetAsync(
            CreditApplication.Business, RunTask.Of("credit-balances"), SnapshotId.At(Ledger.Instant.From(slot)), Token);
        return (run!.State, run.Origin, run.Pieces);
    }

    private async Task<Running> StartAsync()
    {
        await storage.CreateAllAsync(Token);
        await new DirectoryStore(storage.Table(StoreNames.Directory)).AddBusinessAsync(new(CreditApplication.Business, "USD", 1, Ledger.Instant.Now(clock)), Token);
        var served = await Serving.StartAsync(
            more =>
            {
                var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
                builder.Configuration.AddInMemoryCollection(more.Select(static one => KeyValuePair.Create(one.Name, one.Value)).Concat(Settings)!);
                builder.Logging.ClearProviders();
                return CreditFunctionsApp.Build(builder, storage, new(clock));
            },
            new() { Settings = Settings, Clock = clock, Monitor = monitor });
        return new(served);
    }

    /// <summary>A host and its program, which end together.</summary>
    private sealed class Running(Served served) : IAsyncDisposable
    {
        public FunctionsHost Host => (FunctionsHost)served.Host!;

        public async ValueTask DisposeAsync()
        {
            await Host.DisposeAsync();
            await served.Program.DisposeAsync();
        }
    }
}
