using CreditFunctions.Ledger;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Clock;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Storage.Tables;
using CreditFunctions.Tests.Application;
using Microsoft.Extensions.DependencyInjection;

namespace CreditFunctions.Tests.Timers;

/// <summary>The program runs as under the Functions host, so that nothing but the test starts the timer.</summary>
public sealed class ExpireCreditsTests(AzuriteFixture azurite)
{
    private const string InHalfAnHour = ""","expires_at":"2026-11-21T12:30:00Z" """;
    private const string Tomorrow = ""","expires_at":"2026-11-22T12:00:00Z" """;
    private const int Many = 2_500;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_SomethingIsDue_IsWrittenDownAsOfItsInstants()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        await app.GrantAsync("c1", "10.00", InHalfAnHour);
        await app.GrantAsync("c1", "5.00", ""","effective_at":"2026-11-21T12:10:00.5Z","expires_at":"2026-11-21T12:40:00Z" """);
        app.Clock.Advance(TimeSpan.FromHours(1));

        await RunAsync(app);

        var row = await AccountAsync(app, "c1");
        Assert.Equal((5, 0, 1500), (row.Account.Seq, row.Account.Totals.Available, row.Account.Totals.Expired));
        Assert.Null(row.Account.NextDue);
        Assert.Equal(
            ["expire 2026-11-21T12:40:00Z", "expire 2026-11-21T12:30:00Z", "activate 2026-11-21T12:10:00.500000Z", "grant 2026-11-21T12:00:00Z", "grant 2026-11-21T12:00:00Z"],
            (await app.Services.GetRequiredService<CreditStore>().EntriesAsync(row.Account.Key, 16, 5, 9, Token)).Select(entry => $"{entry.Entry.Draft.Type.Name()} {entry.Entry.Draft.PostedAt}"));
    }

    [Fact]
    public async Task Run_NothingIsDue_TouchesNothing()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        await app.GrantAsync("c1", "10.00", Tomorrow);
        await app.GrantAsync("c2", "10.00");
        var before = (await AccountAsync(app, "c1"), await AccountAsync(app, "c2"));
        app.Clock.Advance(TimeSpan.FromHours(1));

        await RunAsync(app);

        Assert.Equal((before.Item1.ETag, before.Item2.ETag), ((await AccountAsync(app, "c1")).ETag, (await AccountAsync(app, "c2")).ETag));
    }

    [Fact]
    public async Task Run_Twice_WritesNothingNew()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        await app.GrantAsync("c1", "10.00", InHalfAnHour);
        app.Clock.Advance(TimeSpan.FromHours(1));
        await RunAsync(app);
        var first = await AccountAsync(app, "c1");

        await RunAsync(app);

        Assert.Equal((first.ETag, 2), ((await AccountAsync(app, "c1")).ETag, first.Account.Seq));
    }

    [Fact]
    public async Task Run_TwiceAtOnce_SettlesOnce()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        await using var other = await app.StartAnotherAsync(null, (CreditFunctions.Settings.ProgramSettings.ExpireScheduleName, "0 0 0 31 12 *"));
        for (var i = 0; i < 20; i++)
        {
            await app.GrantAsync($"c{i}", "10.00", InHalfAnHour);
        }

        app.Clock.Advance(TimeSpan.FromHours(1));

        await DriveAsync(app, Task.WhenAll(RunAsync(app), RunAsync(other)));

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(2, (await AccountAsync(app, $"c{i}")).Account.Seq);
        }
    }

    [Fact]
    public async Task Run_StorageFailsForOneAccount_SettlesTheOthersAndThatOneNextTime()
    {
        var faults = new Faults();
        await using var app = await CreditApplication.StartUnderHostAsync(faults);
        await Task.WhenAll(Enumerable.Range(1, 5).Select(i => app.GrantAsync($"c{i}", "10.00", InHalfAnHour)));
        app.Clock.Advance(TimeSpan.FromHours(1));
        faults.Strike = static call => call.Operation == StorageOperation.RowCommit && call.Rows[0] == "account!c3!default!USD" ? Fault.FailBefore : Fault.None;

        await DriveAsync(app, RunAsync(app));

        var seqs = await Task.WhenAll(Enumerable.Range(1, 5).Select(async i => (await AccountAsync(app, $"c{i}")).Account.Seq));
        Assert.Equal([2L, 2, 1, 2, 2], seqs);
        var left = await StoredAsync(app);
        Assert.Equal((RunState.Open, "4 accounts settled, 1 could not be", 1), (left.State, left.Outcome, left.Failures));
        faults.Strike = static _ => Fault.None;
        app.Clock.Advance(TimeSpan.FromSeconds(15));
        await RunAsync(app);
        Assert.Equal(2, (await AccountAsync(app, "c3")).Account.Seq);
        var done = await StoredAsync(app);
        Assert.Equal((RunState.Done, "5 accounts settled", 0, 2), (done.State, done.Outcome, done.Failures, done.Pieces));
    }

    [Fact]
    public async Task Run_OneAccountCannotBeRead_SettlesTheOthers()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        await app.GrantAsync("c1", "10.00", InHalfAnHour);
        var broken = new ColumnWriter().Time("next_due", app.Now).Number("precision", 2).Text("head", "none").ToMemory();
        await app.Storage.Table(StoreNames.Credits).WriteAsync(
            RowKeys.Partition(CreditApplication.Business, "c1", 16), new(RowAction.Insert, "account!a!default!USD", broken), TimeSpan.FromSeconds(5), Token);
        app.Clock.Advance(TimeSpan.FromHours(1));

        await RunAsync(app);

        Assert.Equal(2, (await AccountAsync(app, "c1")).Account.Seq);
    }

    [Fact]
    public async Task Run_AnAccountCannotBeSettledEver_IsDoneInPart()
    {
        var faults = new Faults();
        await using var app = await CreditApplication.StartUnderHostAsync(faults);
        await Task.WhenAll(Enumerable.Range(1, 3).Select(i => app.GrantAsync($"c{i}", "10.00", InHalfAnHour)));
        app.Clock.Advance(TimeSpan.FromHours(1));
        faults.Strike = static call => call.Operation == StorageOperation.RowCommit && call.Rows[0] == "account!c3!default!USD" ? Fault.FailBefore : Fault.None;

        for (var piece = 0; piece <= Run.MaxPartAttempts; piece++)
        {
            await DriveAsync(app, app.FireAsync("ResumeRuns"));
            app.Clock.Advance(TimeSpan.FromMinutes(10));
        }

        var done = await StoredAsync(app);
        Assert.Equal((RunState.Done, "2 accounts settled, 1 could not be", 1, Run.MaxPartAttempts), (done.State, done.Outcome, done.Failures, done.Attempts));
    }

    [Fact]
    public async Task Run_StorageFails_IsTriedAgain()
    {
        var faults = new Faults();
        await using var app = await CreditApplication.StartUnderHostAsync(faults);
        await app.GrantAsync("c1", "10.00", InHalfAnHour);
        app.Clock.Advance(TimeSpan.FromHours(1));
        faults.Strike = static call => call.Operation == StorageOperation.RowQuery && call.Store == StoreNames.Credits ? Fault.FailBefore : Fault.None;

        Assert.Equal("ExpireCredits 20261121T130000Z of biz_test: retry", Assert.Single(await RunAsync(app)));

        Assert.Contains("RowQuery", (await StoredAsync(app)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ClockIsOff_SettlesNothing()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        await app.GrantAsync("c1", "10.00", InHalfAnHour);
        app.Clock.Advance(TimeSpan.FromHours(1));
        app.Services.GetRequiredService<StorageClock>().Observe(app.Clock.GetUtcNow() + TimeSpan.FromSeconds(5), app.Clock.GetUtcNow(), app.Clock.GetUtcNow());

        await RunAsync(app);

        Assert.Contains("clock", (await StoredAsync(app)).Error, StringComparison.Ordinal);
        Assert.Equal(1, (await AccountAsync(app, "c1")).Account.Seq);
    }

    [Fact]
    public async Task Run_ImportIsOpen_WaitsForItsEndAndSettlesOtherBusinesses()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        await app.GrantAsync("c1", "10.00", InHalfAnHour);
        await ExpiredAsync(app, "biz_other", 1);
        await ImportAsync(app, "open");
        app.Clock.Advance(TimeSpan.FromHours(1));

        await RunAsync(app);

        Assert.Equal((1, 2), ((await AccountAsync(app, "c1")).Account.Seq, (await AccountAsync(app, "c0", "biz_other", 1)).Account.Seq));
        await ImportAsync(app, "done");
        await RunAsync(app);
        Assert.Equal(2, (await AccountAsync(app, "c1")).Account.Seq);
    }

    [Fact]
    public async Task Run_CreditBecomesEffectiveWhereOverageIsRepaid_RepaysIt()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        var hours = new Entitlement("hours", "Hours", new("hours", 0), DrawOrder.Fifo) { Overage = OverageOnGrant.Repay };
        await app.Services.GetRequiredService<DirectoryStore>().PutEntitlementAsync(CreditApplication.Business, hours, Token);
        await app.GrantAsync("c1", "10", ""","effective_at":"2026-11-21T12:30:00Z" """, "hours/hours");
        Assert.Equal(201, (await app.ApplyAsync("c1", "4", "hours/hours")).Status);
        app.Clock.Advance(TimeSpan.FromHours(1));

        await RunAsync(app);

        var account = (await app.Services.GetRequiredService<CreditStore>().AccountAsync(new(CreditApplication.Business, "c1", "hours", "hours"), 16, Token))!.Account;
        Assert.Equal((6, 4, 0), (account.Totals.Available, account.Totals.Applied, account.Overage));
    }

    [Theory]
    [InlineData(Ledgers.Memory, Many)]
    [InlineData(Ledgers.Azurite, 250)]
    public async Task Run_ManyAccountsOfOneShard_SettlesAll(string storage, int count)
    {
        await using var app = storage == Ledgers.Memory ? await CreditApplication.StartUnderHostAsync() : await azurite.StartAsync("biz_expire");
        var business = $"biz_many_{storage}";
        await ExpiredAsync(app, business, count);
        await app.Services.GetRequiredService<RunStore>().RequestAsync(business, RunTask.ExpireCredits, CreditFunctions.Reports.SnapshotId.At(app.Now), app.Now, isFull: false, Token);

        await RunAsync(app);

        var store = app.Services.GetRequiredService<CreditStore>();
        var settled = 0;
        await foreach (var (account, _) in store.AccountsAndCustomersAsync(business, 0, Token))
        {
            settled += account is { Account: { Seq: 2, Totals.Available: 0, NextDue: null } } ? 1 : 0;
        }

        Assert.Equal(count, settled);
    }

    [Fact]
    public async Task TimerEvent_UnderTheHost_SettlesAndAnswersJson()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        await app.GrantAsync("c1", "10.00", InHalfAnHour);
        app.Clock.Advance(TimeSpan.FromHours(1));

        var answer = await app.SendBareAsync(CreditApplication.Request(HttpMethod.Post, "/ExpireCredits", """{"Data":{"timer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}},"Metadata":{}}"""));

        Assert.Equal((200, "application/json"), (answer.Status, answer.ContentType));
        Assert.Equal(2, (await AccountAsync(app, "c1")).Account.Seq);
    }

    [Fact]
    public async Task Schedule_HourComes_SettlesWithoutTheHost()
    {
        var (faults, settled) = (new Faults(), new TaskCompletionSource());
        await using var app = await CreditApplication.StartAsync(faults);
        await app.GrantAsync("c1", "10.00", InHalfAnHour);
        faults.Strike = call =>
        {
            _ = call.Operation == StorageOperation.RowCommit && call.Rows[0] == "account!c1!default!USD" && settled.TrySetResult();
            return Fault.None;
        };

        app.Clock.Advance(TimeSpan.FromHours(1));

        await settled.Task;
    }

    private static Task<IReadOnlyList<string>> RunAsync(CreditApplication app) => app.FireAsync("ExpireCredits");

    /// <summary>The run of one o'clock.</summary>
    private static async Task<Run> StoredAsync(CreditApplication app) =>
        (await app.Services.GetRequiredService<RunStore>().ListAsync(CreditApplication.Business, RunTask.ExpireCredits, since: new(Instant.Min), Token)).Single(static run => run.Slot.ToString() == "20261121T130000Z");

    /// <summary>Lets work go on by jumping over all that it waits for.</summary>
    private static async Task DriveAsync(CreditApplication app, Task work) => await app.Clock.DriveAsync(work.ContinueWith(static done => done.IsFaulted, TaskScheduler.Default), TimeSpan.FromSeconds(1));

    private static async Task<AccountRow> AccountAsync(CreditApplication app, string customer, string business = CreditApplication.Business, int shards = 16) =>
        (await app.Services.GetRequiredService<CreditStore>().AccountAsync(new(business, customer, "default", "USD"), shards, Token))!;

    private static Task<WriteResult> ImportAsync(CreditApplication app, string state) => app.Storage.Table(StoreNames.Directory).WriteAsync(
        CreditApplication.Business, new(RowAction.Upsert, "import!i1", new ColumnWriter().Text("state", state).ToMemory()), TimeSpan.FromSeconds(5), Token);

    /// <summary>A business of one shard, in which each of so many customers was given credit yesterday that expired an hour later.</summary>
    private static async Task ExpiredAsync(CreditApplication app, string business, int customers)
    {
        var (usd, yesterday, store) = (new Unit("USD", 2), new Yesterday(app.Time), app.Services.GetRequiredService<CustomerStore>());
        var committer = new Committer(app.Storage.Table(StoreNames.Credits), yesterday, static () => Guid.NewGuid().ToString("N"));
        var grant = new GrantCommand(100) { ExpiresAt = Instant.Now(yesterday).Plus(TimeSpan.FromHours(1)) };
        await app.Services.GetRequiredService<DirectoryStore>().AddBusinessAsync(new(business, "USD", 1, app.Now), Token);
        await Parallel.ForAsync(0, customers, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Token }, async (i, token) =>
        {
            await store.PutAsync(business, 1, $"c{i}", new(), token);
            var answer = await committer.SubmitAsync(new(new(business, $"c{i}", "default", "USD"), usd, Entitlement.Default.PolicyIn(usd), 1), new([grant]), null);
            Assert.Equal(CommitStatus.Committed, answer.Status);
        });
    }

    private sealed class Yesterday(TimeProvider time) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => time.GetUtcNow() - TimeSpan.FromDays(1);
    }
}
