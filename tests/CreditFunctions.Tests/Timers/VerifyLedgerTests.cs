using CreditFunctions.Settings;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Audits;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Tests.Application;
using CreditFunctions.Timers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CreditFunctions.Tests.Timers;

public sealed class VerifyLedgerTests
{
    private const int ReadsOfSomeShards = 40;
    private const string Slot = "/api/audits/20261122T040000Z";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Schedule_SlotComes_AuditsTheLedger()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.GrantAsync("c1", "10.00");

        app.Clock.Advance(TimeSpan.FromHours(16));

        var ended = await app.EndedAsync(Slot);
        Assert.Equal(("done", "ok", "1"), (ended.At("state"), ended.At("result"), ended.At("accounts")));
    }

    [Fact]
    public async Task Schedule_OfASetting_IsKept()
    {
        await using var app = await CreditApplication.StartAsync(null, (ProgramSettings.VerifyScheduleName, "0 30 12 * * *"));

        app.Clock.Advance(TimeSpan.FromMinutes(30));

        Assert.Equal("done", (await app.EndedAsync("/api/audits/20261121T123000Z")).At("state"));
    }

    [Fact]
    public async Task Slot_RunTwiceAndLate_IsOneAudit()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        await using var other = await app.StartAnotherAsync();
        app.Clock.Advance(TimeSpan.FromDays(1));

        await Task.WhenAll(RunTimerAsync(app), RunTimerAsync(other));
        var ended = await app.EndedAsync(Slot);
        app.Clock.Advance(TimeSpan.FromHours(1));
        await RunTimerAsync(app);

        Assert.Equal(ended.Text, (await app.GetAsync(Slot)).Text);
        Assert.Single((await app.GetAsync("/api/audits")).Json.GetProperty("audits").EnumerateArray());
    }

    [Fact]
    public async Task Slot_BeforeTheBusinessWasMade_IsNotAudited()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();

        await RunTimerAsync(app);

        (await app.GetAsync("/api/audits")).Is(200, """{"audits":[]}""");
    }

    [Fact]
    public async Task Process_DiesInTheMiddle_TheNextOneFinishesTheAudit()
    {
        var (faults, died, reads) = (new Faults(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), 0);
        var app = await CreditApplication.StartAsync(faults);
        await app.GrantAsync("c1", "10.00");
        faults.Strike = call =>
        {
            if (call is not { Operation: StorageOperation.RowQuery, Store: StoreNames.Credits } || ++reads <= ReadsOfSomeShards)
            {
                return Fault.None;
            }

            died.TrySetResult();
            return Fault.FailBefore;
        };
        var location = (await app.PostAsync("/api/audits", null)).Header("Location")!;
        await died.Task;
        await app.DisposeAsync();
        faults.Strike = static _ => Fault.None;
        await using var next = await app.StartAnotherAsync();

        var ended = await next.EndedAsync(location);
        Assert.Equal(("done", "ok", "1", "1"), (ended.At("state"), ended.At("result"), ended.At("accounts"), ended.At("entries")));
    }

    [Fact]
    public async Task Findings_Many_AreLoggedUpToAHundredAndSummedUp()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        var customers = VerifyLedger.MostLogged + 5;
        for (var i = 0; i < customers; i++)
        {
            await app.GrantAsync($"c{i}", "1.00");
            await app.DeleteAsync($"c{i}", RowKeys.Grant(Damage.Account($"c{i}"), 1));
        }

        var (runs, business, log) = (app.Services.GetRequiredService<RunStore>(), (await app.Services.GetRequiredService<DirectoryStore>().BusinessAsync(CreditApplication.Business, Token))!, new Lines());
        var run = await runs.RequestAsync(CreditApplication.Business, RunTask.VerifyLedger, new(app.Now), app.Now, isFull: false, Token);
        using var piece = Piece.Unlimited(app.Clock, Token);
        var audits = new VerifyLedger(app.Services.GetRequiredService<AuditRunner>(), log);
        Assert.Equal((RunOutcome.Done, RunOutcome.Done), (await audits.RunAsync(business, run, piece), await audits.RunAsync(business, run, piece)));

        Assert.Equal(VerifyLedger.MostLogged, log.All.Count(line => line.Event == 3001));
        Assert.Single(log.All, static line => line.Event == 3002);
        Assert.Contains("Row grant!c0!default!USD!9223372036854775806 of partition biz_test!", log.All.Single(line => line.Text.Contains("!c0!", StringComparison.Ordinal)).Text, StringComparison.Ordinal);
        Assert.Equal(
            (3002, LogLevel.Error, $"The audit of 2026-11-21T12:00:00Z for biz_test has found {customers} damaged rows in {customers} accounts with {customers} entries."), log.All[^1]);
        Assert.Equal(customers, (await app.GetAsync("/api/audits/20261121T120000Z")).Json.GetProperty("findings").GetArrayLength());
    }

    private static Task<IReadOnlyList<string>> RunTimerAsync(CreditApplication app) => app.FireAsync("VerifyLedger");

    private sealed class Lines : ILogger<VerifyLedger>
    {
        public List<(int Event, LogLevel Level, string Text)> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull =>
            null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Add((eventId.Id, logLevel, formatter(state, exception)));
    }
}
