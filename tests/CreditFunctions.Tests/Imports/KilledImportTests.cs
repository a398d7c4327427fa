using System.Globalization;
using System.Text;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Imports;

/// <summary>A process that dies in the middle of an import does nothing twice and leaves nothing out, and the next one ends as it would have.</summary>
public sealed class KilledImportTests
{
    private const int Patience = 60_000;
    private const int Turns = 1_000;
    private const string Expected = "done: 25005 lines, 5 customers, 4000 commands, 0 repeated, 21000 rejected";

    public static TheoryData<StorageOperation, int, Fault> Deaths
    {
        get
        {
            var deaths = new TheoryData<StorageOperation, int, Fault>();
            foreach (var (operation, occurrences) in new (StorageOperation, int[])[]
                     {
                         (StorageOperation.RowCommit, [1, 7, 40, 100, 141]), (StorageOperation.BlobPut, [2, 3]), (StorageOperation.RowWrite, [2, 3, 4, 5]), (StorageOperation.BlobGet, [1]),
                     })
            {
                foreach (var occurrence in occurrences)
                {
                    deaths.Add(operation, occurrence, Fault.FailBefore);
                    deaths.Add(operation, occurrence, Fault.FailAfter);
                }
            }

            return deaths;
        }
    }

    [Theory(Timeout = Patience)]
    [MemberData(nameof(Deaths))]
    public async Task Process_DiesAtACall_TheNextOneGoesOnFromTheCheckpoint(StorageOperation operation, int occurrence, Fault fault)
    {
        var (faults, died) = (new Faults(), new TaskCompletionSource());
        var app = await CreditApplication.StartAsync(faults);
        _ = await app.KeyAsync(Scopes.All);
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

            died.TrySetResult();
            return fault;
        };
        var location = await app.SendImportAsync(Body());
        await app.Clock.DriveAsync(DoneAsync(died.Task), TimeSpan.FromSeconds(1));
        await app.DisposeAsync();
        faults.Strike = static _ => Fault.None;

        await using var next = await app.StartAnotherAsync();
        var done = await next.ImportEndedAsync(location);

        Assert.Equal(Expected, done.Outcome());
        await CheckAsync(next, done);
    }

    [Fact(Timeout = Patience)]
    public async Task Worker_LosesItsLease_LeavesTheImportToWhoeverTookIt()
    {
        var (faults, held, release) = (new Faults(), new TaskCompletionSource(), new TaskCompletionSource());
        await using var app = await CreditApplication.StartAsync(faults);
        _ = await app.KeyAsync(Scopes.All);
        var checkpoints = 0;
        faults.Hold = call =>
        {
            if (call.Operation != StorageOperation.RowWrite || !IsOfTheRun(call) || Interlocked.Increment(ref checkpoints) != 3)
            {
                return Task.CompletedTask;
            }

            held.SetResult();
            return release.Task;
        };
        var location = await app.SendImportAsync(Body());
        await app.Clock.DriveAsync(DoneAsync(held.Task), TimeSpan.FromSeconds(1));
        faults.Strike = static call => call.Operation == StorageOperation.LeaseRenew ? Fault.FailBefore : Fault.None;
        app.Clock.Advance(TimeSpan.FromSeconds(61));
        faults.Strike = static _ => Fault.None;

        await using var other = await app.StartAnotherAsync();
        var done = await other.ImportEndedAsync(location);
        release.SetResult();

        Assert.Equal(Expected, done.Outcome());
        Assert.Equal(done.Text, (await app.ImportEndedAsync(location)).Text);
        await CheckAsync(other, done);
    }

    [Fact(Timeout = Patience)]
    public async Task Import_WhileStorageIsGoneForAWhile_IsDone()
    {
        var faults = new Faults();
        await using var app = await CreditApplication.StartAsync(faults);
        var commits = 0;
        faults.Strike = call => call.Operation == StorageOperation.RowCommit && Interlocked.Increment(ref commits) is > 20 and < 400 ? Fault.FailBefore : Fault.None;

        var done = await app.ImportAsync(Body());

        Assert.Equal(Expected, done.Outcome());
        await CheckAsync(app, done);
    }

    [Fact(Timeout = Patience)]
    public async Task Import_ThatCannotGetOn_IsGivenUpAndSaysWhy()
    {
        var faults = new Faults();
        await using var app = await CreditApplication.StartAsync(faults);
        faults.Strike = static call => call.Operation == StorageOperation.BlobGet && call.Store == StoreNames.Imports ? Fault.FailBefore : Fault.None;

        var ended = await app.ImportAsync(Body());

        Assert.Equal("failed: 0 lines, 0 customers, 0 commands, 0 repeated, 0 rejected", ended.Outcome());
        Assert.Contains("BlobGet", ended.At("error"), StringComparison.Ordinal);
        Assert.NotEqual("null", ended.At("ended_at"));
    }

    /// <summary>
    /// Five customers. By turns, each gets 2.00, has 3.00 refused that a later line would have made possible, gets 2.00 more, and uses 3.00 and 1.00: a line left out,
    /// done twice or out of its turn changes what becomes of the others.
    /// </summary>
    private static string Body()
    {
        var body = new StringBuilder();
        for (var customer = 0; customer < 5; customer++)
        {
            body.AppendLine(CultureInfo.InvariantCulture, $$"""{"type":"customer","customer_id":"c{{customer}}"}""");
        }

        for (var turn = 0; turn < Turns; turn++)
        {
            foreach (var (type, amount) in new[] { ("grant", 2), ("apply", 3), ("grant", 2), ("apply", 3), ("apply", 1) })
            {
                var key = turn % 2 == 0 ? $",\"idempotency_key\":\"{turn}.{body.Length}\"" : "";
                body.AppendLine(CultureInfo.InvariantCulture, $$"""{"type":"{{type}}","customer_id":"c{{turn % 5}}","unit":"USD","amount":"{{amount}}.00"{{key}}}""");
            }
        }

        // Enough that does nothing for the last lines to be a chunk of their own.
        body.Insert(body.Length, "{}\n", 20_000);
        return body.ToString();
    }

    private static async Task CheckAsync(CreditApplication app, Answer done)
    {
        var rejected = await app.RejectedAsync(done);
        Assert.Equal(Enumerable.Range(0, Turns).Select(turn => $"{7 + (turn * 5)}"), rejected.Take(Turns).Select(line => line.Split(',')[0]));
        for (var customer = 0; customer < 5; customer++)
        {
            var entries = (await app.GetAsync($"/api/customers/c{customer}/credits/default/USD/entries?limit=1000")).Json.GetProperty("entries").EnumerateArray().Reverse();
            Assert.Equal(
                Enumerable.Repeat("grant 2.00 grant 2.00 apply 3.00 apply 1.00", Turns / 5),
                entries.Select(entry => $"{entry.Cell("type")} {entry.Cell("amount")}").Chunk(4).Select(turn => string.Join(' ', turn)));
        }
    }

    /// <summary>Not the making of a key, nor the looking up of what is open.</summary>
    private static bool IsOfTheRun(StorageCall call) => call.Operation switch
    {
        StorageOperation.RowWrite => call.Rows[0].StartsWith("import!", StringComparison.Ordinal),
        StorageOperation.BlobGet or StorageOperation.BlobPut => call.Store == StoreNames.Imports,
        _ => true,
    };

    private static async Task<bool> DoneAsync(Task task)
    {
        await task;
        return true;
    }
}
