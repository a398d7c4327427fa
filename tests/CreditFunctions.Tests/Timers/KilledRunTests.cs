using System.Security.Cryptography;
using CreditFunctions.Storage;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Timers;

/// <summary>A process that dies in the middle of a report leaves a whole snapshot or none, and the next one makes it good.</summary>
public sealed class KilledRunTests
{
    private const string Report = "credit-balances";
    private const int Patience = 30_000;

    public static TheoryData<StorageOperation, int, Fault> Deaths => new MatrixTheoryData<(StorageOperation Operation, int Occurrence), Fault>(
        [
            (StorageOperation.BlobPut, 1), (StorageOperation.LeaseAcquire, 1), (StorageOperation.RowWrite, 2), (StorageOperation.RowQuery, 3), (StorageOperation.BlobCommit, 1),
            (StorageOperation.BlobCommit, 2), (StorageOperation.BlobPut, 2), (StorageOperation.BlobPut, 3), (StorageOperation.RowWrite, 3), (StorageOperation.LeaseRelease, 1),
        ],
        [Fault.FailBefore, Fault.FailAfter]).Select(row => (row.Data.Item1.Operation, row.Data.Item1.Occurrence, row.Data.Item2)).Aggregate(
            new TheoryData<StorageOperation, int, Fault>(), static (data, row) =>
            {
                data.Add(row.Operation, row.Occurrence, row.Item3);
                return data;
            });

    [Theory(Timeout = Patience)]
    [MemberData(nameof(Deaths))]
    public async Task Process_DiesAtACall_TheNextOneFinishesTheRun(StorageOperation operation, int occurrence, Fault fault)
    {
        var (faults, died) = (new Faults(), new TaskCompletionSource());
        var app = await CreditApplication.StartAsync(faults);
        await app.GrantAsync("c1", "10.00");
        var seen = 0;
        faults.Strike = call =>
        {
            if (died.Task.IsCompleted)
            {
                return Fault.FailBefore;
            }

            if (call.Operation != operation || !IsOfTheRun(call) || Interlocked.Increment(ref seen) != occurrence)
            {
                return Fault.None;
            }

            died.SetResult();
            return fault;
        };
        var location = await app.RequestAsync(Report);
        await app.Clock.DriveAsync(DoneAsync(died.Task), TimeSpan.FromSeconds(15));
        await app.DisposeAsync();
        faults.Strike = static _ => Fault.None;

        await using var next = await app.StartAnotherAsync();
        var left = await next.GetAsync(location);
        var done = await next.EndedAsync(location);

        Assert.Contains(left.At("state"), new[] { "open", "done" });
        Assert.Equal(("done", "10.00"), (done.At("state"), done.At("manifest.totals.USD.available")));
        await CheckAsync(next, location, done);
    }

    [Fact(Timeout = Patience)]
    public async Task Worker_LosesItsLease_LeavesTheSlotToWhoeverTookIt()
    {
        var (faults, held, release) = (new Faults(), new TaskCompletionSource(), new TaskCompletionSource());
        await using var app = await CreditApplication.StartAsync(faults);
        await app.GrantAsync("c1", "10.00");
        var commits = 0;
        faults.Hold = call =>
        {
            if (call.Operation != StorageOperation.BlobCommit || Interlocked.Increment(ref commits) > 1)
            {
                return Task.CompletedTask;
            }

            held.SetResult();
            return release.Task;
        };
        var location = await app.RequestAsync(Report);
        await app.Clock.DriveAsync(DoneAsync(held.Task), TimeSpan.FromSeconds(15));
        faults.Strike = static call => call.Operation == StorageOperation.LeaseRenew ? Fault.FailBefore : Fault.None;
        app.Clock.Advance(TimeSpan.FromSeconds(61));
        faults.Strike = static _ => Fault.None;

        await using var other = await app.StartAnotherAsync();
        var done = await other.EndedAsync(location);
        release.SetResult();

        Assert.Equal("done", done.At("state"));
        Assert.Equal(done.Text, (await app.EndedAsync(location)).Text);
        await CheckAsync(other, location, done);
    }

    [Fact(Timeout = Patience)]
    public async Task Run_ThatFailsEveryTime_IsGivenUpAndSaysWhy()
    {
        var faults = new Faults();
        await using var app = await CreditApplication.StartAsync(faults);
        faults.Strike = static call => call.Operation == StorageOperation.BlobCommit ? Fault.FailBefore : Fault.None;

        var ended = await app.EndedAsync(await app.RequestAsync(Report));

        Assert.Equal(("failed", "12"), (ended.At("state"), ended.At("attempts")));
        Assert.Contains("BlobCommit", ended.At("error"), StringComparison.Ordinal);
        Assert.Equal(200, (await app.GetAsync("/health/live")).Status);
    }

    /// <summary>Not the making of a key, nor the looking up of what is open.</summary>
    private static bool IsOfTheRun(StorageCall call) => call.Operation switch
    {
        StorageOperation.RowWrite => call.Rows[0].StartsWith("run!", StringComparison.Ordinal),
        StorageOperation.RowQuery => call.Store == StoreNames.Credits,
        _ => true,
    };

    private static async Task<bool> DoneAsync(Task task)
    {
        await task;
        return true;
    }

    /// <summary>The files are those of the manifest, byte for byte, and no other attempt's are left.</summary>
    private static async Task CheckAsync(CreditApplication app, string location, Answer done)
    {
        foreach (var file in done.Json.GetProperty("files").EnumerateArray())
        {
            Assert.Equal(file.Cell("sha256"), Convert.ToHexStringLower(SHA256.HashData((await app.GetAsync(file.Cell("url")!)).Bytes)));
        }

        var folders = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var blob in app.Storage.Container(StoreNames.Reports).ListAsync($"{CreditApplication.Business}/{Report}/2026/11/21/120000Z/", TestContext.Current.CancellationToken))
        {
            folders.Add(blob.Name.Split('/')[6]);
        }

        Assert.Equal(new[] { done.At("manifest.attempt")!, "lock", "manifest.json" }.Order(StringComparer.Ordinal), folders.Order(StringComparer.Ordinal));
        Assert.Equal(location.Split('/')[^1], (await app.GetAsync("/api/reports")).At("reports.0.latest_snapshot"));
    }
}
