using System.Text;
using System.Text.Json;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Tests.Runs;

public sealed class RunStoreTests
{
    private const string Business = "biz";
    private static readonly Instant Now = At("2026-11-21T12:00:00Z");
    private static readonly SnapshotId Slot = SnapshotId.At(At("2026-11-21T02:00:00Z"));
    private static readonly RunTask Balances = RunTask.Of("credit-balances");
    private readonly ITable directory;
    private readonly RunStore runs;

    public RunStoreTests()
    {
        directory = new InMemoryStorage(TimeProvider.System, null).Table(StoreNames.Directory);
        directory.CreateIfMissingAsync(CancellationToken.None).GetAwaiter().GetResult();
        runs = new(directory);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Run, string, string> Stored => new()
    {
        {
            Run.Requested(Business, Balances, Slot, Now),
            "run!credit-balances!20261121T020000Z",
            """{"state":"open","attempts":"0","requested_at":"2026-11-21T12:00:00Z","origin":"schedule","pieces":"0","worked_ms":"0","failures":"0"}"""
        },
        {
            Run.Requested(Business, Balances, Slot, Now) with
            {
                Attempts = 2, Origin = RunOrigin.Hand, StartedAt = Now, Pieces = 3, Worked = TimeSpan.FromSeconds(90), Holder = "web-1/17", Progress = "shards 5 of 16", Error = "No.", IsFull = true,
                Phase = RunPhase.RollForward,
            },
            "run!credit-balances!20261121T020000Z",
            """{"state":"open","attempts":"2","requested_at":"2026-11-21T12:00:00Z","origin":"hand","started_at":"2026-11-21T12:00:00Z","pieces":"3","worked_ms":"90000","holder":"web-1/17","progress":"shards 5 of 16","failures":"0","error":"No.","mode":"full","phase":"roll_forward"}"""
        },
        {
            Run.Requested(Business, RunTask.VerifyLedger, Slot, Now) with
            {
                State = RunState.Done, EndedAt = Now, Outcome = "2 damaged rows", Failures = 2, Audited = new(16, 300, 4000),
            },
            "run!VerifyLedger!20261121T020000Z",
            """{"state":"done","attempts":"0","requested_at":"2026-11-21T12:00:00Z","origin":"schedule","ended_at":"2026-11-21T12:00:00Z","pieces":"0","worked_ms":"0","outcome":"2 damaged rows","failures":"2","shards_done":"16","accounts":"300","entries":"4000"}"""
        },
        {
            Run.Requested(Business, RunTask.ExpireCredits, Slot, Now) with { State = RunState.Done, Origin = RunOrigin.Missed, EndedAt = Now, CoveredBy = SnapshotId.At(Now) },
            "run!ExpireCredits!20261121T020000Z",
            """{"state":"done","attempts":"0","requested_at":"2026-11-21T12:00:00Z","origin":"missed","ended_at":"2026-11-21T12:00:00Z","pieces":"0","worked_ms":"0","failures":"0","covered_by":"20261121T120000Z"}"""
        },
    };

    [Theory]
    [MemberData(nameof(Stored))]
    public async Task Run_Kept_IsARowOfTheseColumns(Run run, string key, string columns)
    {
        var kept = await runs.TryAddAsync(run, Token);

        Assert.Equal(columns, await ColumnsAsync(key));
        Assert.Equal(kept, await runs.GetAsync(Business, run.Task, run.Slot, Token));
    }

    [Fact]
    public async Task Request_OfARunThatIsThere_LeavesIt()
    {
        var first = await runs.RequestAsync(Business, Balances, Slot, Now, isFull: false, Token);

        Assert.Equal(first, await runs.RequestAsync(Business, Balances, Slot, Now.Plus(TimeSpan.FromHours(1)), isFull: true, Token));
    }

    [Fact]
    public async Task Save_OfAnOlderVersion_WritesNothing()
    {
        var first = await runs.RequestAsync(Business, Balances, Slot, Now, isFull: false, Token);
        var second = await runs.SaveAsync(first with { Attempts = 1 }, Token);

        Assert.Null(await runs.SaveAsync(first with { Attempts = 2 }, Token));
        Assert.Equal(second, await runs.GetAsync(Business, Balances, Slot, Token));
    }

    [Fact]
    public async Task AddAll_OneIsThere_AddsTheOthersAndLeavesIt()
    {
        Run[] all = [.. Enumerable.Range(0, 150).Select(static hour => Run.Requested(Business, Balances, SnapshotId.At(Now.Plus(TimeSpan.FromHours(hour))), Now))];
        var there = await runs.TryAddAsync(all[3] with { State = RunState.Failed }, Token);

        await runs.AddAllAsync(all, Token);

        Assert.Equal(150, (await runs.ListAsync(Business, Balances, since: new(Instant.Min), Token)).Count);
        Assert.Equal(there, await runs.GetAsync(Business, Balances, all[3].Slot, Token));
    }

    [Fact]
    public async Task Lists_OfSomeRuns_AreInTheirOrder()
    {
        SnapshotId[] slots = [.. Enumerable.Range(0, 4).Select(static hour => SnapshotId.At(Now.Plus(TimeSpan.FromHours(hour))))];
        foreach (var slot in slots)
        {
            await runs.TryAddAsync(Run.Requested(Business, RunTask.VerifyLedger, slot, Now) with { State = slot == slots[1] ? RunState.Done : RunState.Open }, Token);
        }

        await runs.TryAddAsync(Run.Requested(Business, Balances, slots[2], Now), Token);

        Assert.Equal([slots[3], slots[2], slots[1], slots[0]], (await runs.ListAsync(Business, RunTask.VerifyLedger, since: new(Instant.Min), Token)).Select(static run => run.Slot));
        Assert.Equal([slots[3], slots[2]], (await runs.ListAsync(Business, RunTask.VerifyLedger, slots[2], Token)).Select(static run => run.Slot));
        Assert.Equal([slots[0], slots[2], slots[3]], (await runs.OpenAsync(Business, RunTask.VerifyLedger, Token)).Select(static run => run.Slot));
        Assert.Equal([slots[0], slots[2], slots[2], slots[3]], (await runs.OpenAsync(Business, Token)).Select(static run => run.Slot));
    }

    private static Instant At(string time) => Instant.TryParse(time, out var instant) ? instant : throw new FormatException(time);

    /// <summary>The columns as they are written, without their types.</summary>
    private async Task<string?> ColumnsAsync(string key) => (await directory.GetAsync(Business, key, ReadColumns, [], Token))?.Text;

    private static Columns ReadColumns(ref Utf8JsonReader json)
    {
        using var row = JsonDocument.ParseValue(ref json);
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text))
        {
            writer.WriteStartObject();
            foreach (var column in row.RootElement.EnumerateObject().Where(static column => char.IsLower(column.Name[0]) && !column.Name.Contains("odata.", StringComparison.Ordinal)))
            {
                column.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return new(Encoding.UTF8.GetString(text.ToArray()));
    }

    private sealed record Columns(string Text);
}
