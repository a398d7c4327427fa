using CreditFunctions.Standin;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Hosting;

/// <summary>The program's timers, run by a host.</summary>
public sealed class TimersThroughTheHostTests
{
    [Fact]
    public async Task Timers_Fired_EndWellAndSayWhy()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.GrantAsync("c1", "10.00");
        app.Clock.Advance(TimeSpan.FromDays(1));

        foreach (var timer in new CreditFunctions.Hosting.FunctionTable().Timers)
        {
            var invocation = await ((FunctionsHost)app.Host!).FireAsync(timer.Name);

            Assert.Null(invocation.Error);
            Assert.Equal($"{timer.Name} has ended (by schedule, no earlier one known).", invocation.Logs[^1]);
        }

        Assert.Equal("done", (await app.GetAsync("/api/reports/credit-balances/snapshots/20261122T020000Z")).At("state"));
    }

    [Fact]
    public async Task Snapshots_FiredTwiceAtOnce_AreMadeOnce()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.GrantAsync("c1", "10.00");
        app.Clock.Advance(TimeSpan.FromDays(1));
        var host = (FunctionsHost)app.Host!;

        var invocations = await Task.WhenAll(host.FireAsync("SnapshotReports"), host.FireAsync("SnapshotReports", isPastDue: true));

        Assert.All(invocations, invocation => Assert.Null(invocation.Error));
        Assert.Equal(1, (await app.GetAsync("/api/reports/credit-balances/snapshots")).Json.GetProperty("snapshots").GetArrayLength());
    }

    [Fact]
    public async Task Storage_Gone_TheCallFails()
    {
        var faults = new Faults();
        await using var app = await CreditApplication.StartAsync(faults);
        app.Clock.Advance(TimeSpan.FromDays(1));
        faults.Strike = static _ => Fault.FailBefore;
        using var client = new HttpClient();

        // By hand it is not waited for; its first try is known by the log.
        using var answer = await client.PostAsync(
            new Uri(app.Url, "/admin/functions/SnapshotReports"), new StringContent("""{"input":""}""", System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

        Assert.Equal(202, (int)answer.StatusCode);
        while (!app.Logged.Any(static line => line.StartsWith("2402 Error", StringComparison.Ordinal)))
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
