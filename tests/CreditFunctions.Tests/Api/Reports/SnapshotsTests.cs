using CreditFunctions.Reports;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Tests.Application;
using Microsoft.Extensions.DependencyInjection;

namespace CreditFunctions.Tests.Api.Reports;

public sealed class SnapshotsTests
{
    private const string Balances = "/api/reports/credit-balances/snapshots";

    [Fact]
    public async Task Snapshot_FinishedWhileItIsLookedAt_HasItsManifest()
    {
        var (faults, worker, held, release) = (new Faults(), new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        await using var app = await CreditApplication.StartAsync(faults);
        await app.GrantAsync("c1", "10.00");
        // Its manifest is not there yet; before its run is looked at, all is done. The worker looks at the run too, before it waits.
        faults.Hold = call => call.Operation != StorageOperation.RowGet || !call.Rows[0].StartsWith("run!", StringComparison.Ordinal) || worker.TrySetResult() || !held.TrySetResult()
            ? Task.CompletedTask
            : release.Task;
        var location = await app.RequestAsync("credit-balances");
        await worker.Task;
        var look = app.GetAsync(location);
        await held.Task;
        await app.EndedAsync(location);
        release.SetResult();

        Assert.Equal("10.00", (await look).At("manifest.totals.USD.available"));
    }

    [Fact]
    public async Task Run_Now_Is202WithTheLocationOfAnOpenRun()
    {
        await using var app = await CreditApplication.StartAsync();

        var answer = await app.PostAsync(Balances, null);

        Assert.Equal((202, $"{Balances}/20261121T120000Z"), (answer.Status, answer.Header("Location")));
        Assert.Equal("open", answer.At("state"));
    }

    [Theory]
    [InlineData("", "incremental")]
    [InlineData("?mode=incremental", "incremental")]
    [InlineData("?mode=full", "full")]
    public async Task Run_Mode_IsTheOneAskedFor(string query, string mode)
    {
        await using var app = await CreditApplication.StartAsync();

        Assert.Equal(mode, (await app.PostAsync(Balances + query, null)).At("mode"));
    }

    [Fact]
    public async Task Run_FullWhileAnIncrementalOneWaits_IsAnother()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        var waiting = await app.PostAsync(Balances, null);

        var full = await app.PostAsync(Balances + "?mode=full", null);

        Assert.Equal(("incremental", "full"), (waiting.At("mode"), full.At("mode")));
        Assert.NotEqual(waiting.Header("Location"), full.Header("Location"));
    }

    [Theory]
    [InlineData(3, "202 full")]
    [InlineData(11, "409 -")]
    public async Task Run_FullWhileTheNextSecondsHaveOthers_IsFullOrRefused(int taken, string answer)
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        var runs = app.Services.GetRequiredService<RunStore>();
        for (var second = 0; second < taken; second++)
        {
            await runs.RequestAsync(
                CreditApplication.Business, RunTask.Of("credit-balances"), SnapshotId.At(app.Now.Plus(TimeSpan.FromSeconds(second))), app.Now, isFull: false, TestContext.Current.CancellationToken);
        }

        var full = await app.PostAsync(Balances + "?mode=full", null);

        Assert.Equal(answer, $"{full.Status} {(full.Status == 202 ? full.At("mode") : "-")}");
    }

    [Fact]
    public async Task Run_TimePasses_IsDoneWithItsFilesAndManifest()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.GrantAsync("c1", "10.00");

        var done = await app.EndedAsync(await app.RequestAsync("credit-balances"));

        Assert.Equal(["report", "snapshot", "as_of", "state", "mode", "phase", "progress", "attempts", "error", "url", "files", "manifest"], done.Json.EnumerateObject().Select(field => field.Name));
        Assert.Equal(["credit-balances.csv", "credit-balances.json"], done.Json.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("name").GetString()));
        Assert.Equal(("1", "10.00", "2026-11-21T12:00:10Z"), (done.At("manifest.rows"), done.At("manifest.totals.USD.available"), done.At("manifest.started_at")));
        (await app.GetAsync(Balances)).Is(200, $$"""{"snapshots":[{"snapshot":"20261121T120000Z","as_of":"2026-11-21T12:00:00Z","url":"{{Balances}}/20261121T120000Z"}]}""");
    }

    [Fact]
    public async Task List_Several_AreNewestFirst()
    {
        await using var app = await CreditApplication.StartAsync();
        var made = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            made.Add((await app.MakeAsync("credit-balances")).Split('/')[^1]);
        }

        var slots = (await app.GetAsync(Balances)).Json.GetProperty("snapshots").EnumerateArray().Select(one => one.GetProperty("snapshot").GetString());

        Assert.Equal(made.OrderDescending(StringComparer.Ordinal), slots);
        Assert.Equal(made.Order(StringComparer.Ordinal), made);
    }

    [Fact]
    public async Task Run_BothReports_SayWhatTheBalancesReadOneByOneSay()
    {
        await using var app = await CreditApplication.StartAsync();
        await FillAsync(app, new Random(1));
        var locations = (Balances: await app.RequestAsync("credit-balances"), Credits: await app.RequestAsync("customer-credits"));
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await FillAsync(app, new Random(2));

        await app.EndedAsync(locations.Balances);
        await app.EndedAsync(locations.Credits);

        var rows = await app.RowsAsync(locations.Balances);
        var asOf = (await app.GetAsync(locations.Balances)).At("as_of");
        Assert.Equal(24, rows.Count);
        foreach (var row in rows)
        {
            var account = (await app.GetAsync($"/api/customers/{row.Cell("customer_id")}/credits?as_of={asOf}")).Json.GetProperty("accounts").EnumerateArray()
                .Single(one => one.Cell("unit") == row.Cell("unit"));
            Assert.All(new[] { "granted", "pending", "available", "applied", "expired", "updated_at" }, column => Assert.Equal(account.Cell(column), row.Cell(column)));
        }

        var moved = (await app.RowsAsync(locations.Credits)).GroupBy(row => (row.Cell("customer_id"), row.Cell("unit"), row.Cell("balance"))).ToDictionary(
            group => (group.Key.Item1, group.Key.Item2, Money(group.Key.Item3)), group => group.Sum(row => Money(row.Cell("amount"))));
        Assert.All(moved, pair => Assert.Equal(pair.Key.Item3, pair.Value));
        Assert.All(rows.Where(row => Money(row.Cell("available")) > 0), row => Assert.Contains((row.Cell("customer_id"), row.Cell("unit"), Money(row.Cell("available"))), moved));
    }

    [Fact]
    public async Task Run_WrittenToAfterItsInstant_DoesNotShowIt()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.GrantAsync("c1", "10.00");
        var location = await app.RequestAsync("credit-balances");
        app.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await app.GrantAsync("c1", "5.00");
        await app.GrantAsync("c2", "7.00");

        await app.EndedAsync(location);

        Assert.Equal(["c1 10.00"], (await app.RowsAsync(location)).Select(row => $"{row.Cell("customer_id")} {row.Cell("available")}"));
    }

    private static decimal Money(string? text) => decimal.Parse(text!, System.Globalization.CultureInfo.InvariantCulture);

    private static async Task FillAsync(CreditApplication app, Random random)
    {
        for (var i = 0; i < 60; i++)
        {
            var (customer, account) = ($"c{i % 12}", i % 24 < 12 ? "default/USD" : "default/EUR");
            var from = app.Now.Plus(TimeSpan.FromMilliseconds(random.Next(-500, 2_000)));
            var more = (i % 3) switch
            {
                0 => $$""","effective_at":"{{from}}","expires_at":"{{from.Plus(TimeSpan.FromMilliseconds(2_000))}}" """,
                1 => $$""","expires_at":"{{app.Now.Plus(TimeSpan.FromMilliseconds(random.Next(1, 3_000)))}}" """,
                _ => "",
            };
            await app.GrantAsync(customer, $"{random.Next(1, 50)}.25", more, account);
            await app.ApplyAsync(customer, "0.75", account);
            app.Clock.Advance(TimeSpan.FromMilliseconds(i % 2 * 100));
        }
    }
}
