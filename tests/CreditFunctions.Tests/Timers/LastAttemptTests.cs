using System.Security.Cryptography;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Storage.Snapshots;
using CreditFunctions.Tests.Application;
using CreditFunctions.Timers;
using Microsoft.Extensions.DependencyInjection;

namespace CreditFunctions.Tests.Timers;

public sealed class LastAttemptTests
{
    private const string Report = "credit-balances";

    [Fact]
    public async Task Run_AnAttemptFailsAfterItsManifest_KeepsTheSnapshot()
    {
        var (faults, commits, puts) = (new Faults(), 0, 0);
        await using var app = await CreditApplication.StartAsync(faults);
        await app.GrantAsync("c1", "10.00");
        faults.Strike = call => call.Operation switch
        {
            StorageOperation.BlobCommit when ++commits < Run.MaxAttempts => Fault.FailBefore,
            StorageOperation.BlobPut when call.Name.EndsWith("latest.json", StringComparison.Ordinal) && ++puts == 1 => Fault.FailBefore,
            _ => Fault.None,
        };
        var location = await app.RequestAsync(Report);
        var done = await app.EndedAsync(location);

        var run = await EndedRunAsync(app, location);

        Assert.Equal((RunState.Done, 2), (run.State, run.Attempts));
        var file = done.Json.GetProperty("files")[0];
        Assert.Equal(file.Cell("sha256"), Convert.ToHexStringLower(SHA256.HashData((await app.GetAsync(file.Cell("url")!)).Bytes)));
    }

    [Fact]
    public async Task Run_ManifestOfAnotherProgram_IsGivenUpAndItsFilesStay()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.GrantAsync("c1", "10.00");
        var location = await app.MakeAsync(Report);
        Assert.True(SnapshotId.TryParse(location.Split('/')[^1], out var slot));
        var reports = app.Storage.Container(StoreNames.Reports);
        var made = await EndedRunAsync(app, location);
        var manifest = SnapshotPaths.Manifest(CreditApplication.Business, Report, slot);
        await reports.PutAsync(manifest, "{\"schema_version\":99}"u8.ToArray(), new("application/json"), BlobCondition.None, CancellationToken.None);
        var before = await NamesAsync(reports);
        await app.Services.GetRequiredService<RunStore>().SaveAsync(made with { State = RunState.Open, Attempts = Run.MaxAttempts }, CancellationToken.None);

        app.Services.GetRequiredService<TimerTasks>().Wake(RunTask.SnapshotReports);

        Assert.Equal(RunState.Failed, (await EndedRunAsync(app, location)).State);
        Assert.Equal(before, await NamesAsync(reports));
    }

    [Fact]
    public async Task Run_HasFailed_IsNotTriedAgainBeforeItsPauseIsOver()
    {
        var faults = new Faults();
        await using var app = await CreditApplication.StartUnderHostAsync(faults);
        await app.GrantAsync("c1", "10.00");
        var store = app.Services.GetRequiredService<RunStore>();
        var runs = app.Services.GetRequiredService<OpenRuns>();
        TimerTask[] reports = [app.Services.GetRequiredService<TimerTasks>()[RunTask.SnapshotReports]];
        using var piece = Piece.Unlimited(app.Clock, TestContext.Current.CancellationToken);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var now = Instant.Now(app.Clock);
        faults.Strike = static call => call.Operation == StorageOperation.BlobCommit && call.Name.Contains(".by-", StringComparison.Ordinal) ? Fault.FailBefore : Fault.None;
        var run = await store.RequestAsync(CreditApplication.Business, RunTask.Of(Report), SnapshotId.At(now.Plus(TimeSpan.FromSeconds(-30))), now, isFull: false, CancellationToken.None);
        for (var time = 0; time < 5; time++)
        {
            Assert.True(Assert.Single(await runs.WorkOffAsync(reports, piece)).IsLeft);
        }

        var before = await store.GetAsync(run.Business, run.Task, run.Slot, CancellationToken.None);
        app.Clock.Advance(TimeSpan.FromSeconds(15));
        await runs.WorkOffAsync(reports, piece);
        var after = await store.GetAsync(run.Business, run.Task, run.Slot, CancellationToken.None);

        Assert.Equal((1, 2), (before!.Attempts, after!.Attempts));
    }

    private static async Task<List<string>> NamesAsync(IBlobContainer reports)
    {
        var names = new List<string>();
        await foreach (var blob in reports.ListAsync("", CancellationToken.None))
        {
            // Other functions' runs have locks of their own.
            names.AddRange(blob.Name.EndsWith(".lock", StringComparison.Ordinal) ? [] : [blob.Name]);
        }

        return names;
    }

    private static async Task<Run> EndedRunAsync(CreditApplication app, string location)
    {
        var store = app.Services.GetRequiredService<RunStore>();
        Assert.True(SnapshotId.TryParse(location.Split('/')[^1], out var slot));
        while (true)
        {
            var run = (await store.GetAsync(CreditApplication.Business, RunTask.Of(Report), slot, CancellationToken.None))!;
            if (run.State != RunState.Open)
            {
                return run;
            }

            app.Clock.AdvanceToTimer(TimeSpan.FromMinutes(10));
            // The work goes on elsewhere; a request gives it its turn.
            await app.GetAsync("/health/live");
        }
    }
}
