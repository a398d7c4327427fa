using CreditFunctions.Storage.Clock;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Tests.Application;

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

        (await app.SendBareAsync(Functions.Request("HealthReady"))).Is(200, """{"status":"ok","checks":{"storage":"ok","clock":"ok"}}""");
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
}
