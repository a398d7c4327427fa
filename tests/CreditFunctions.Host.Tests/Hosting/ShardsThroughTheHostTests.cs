using CreditFunctions.Reports;
using CreditFunctions.Standin;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Storage.Snapshots;
using CreditFunctions.Tests.Application;
using Microsoft.Extensions.DependencyInjection;

namespace CreditFunctions.Tests.Hosting;

/// <summary>The program's queue function, run by a host.</summary>
public sealed class ShardsThroughTheHostTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Message_OfAnOpenRun_MakesItsShard()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.GrantAsync("c1", "10.00");
        var (slot, scans) = (SnapshotId.At(app.Now), app.Services.GetRequiredService<ShardScans>());
        var business = await new DirectoryStore(app.Storage.Table(StoreNames.Directory)).BusinessAsync(CreditApplication.Business, Token);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await scans.PlanFullAsync(business!, slot, isAnew: false, Token);
        await new RunStore(app.Storage.Table(StoreNames.Directory)).TryAddAsync(Run.Requested(business!.Id, RunTask.Of("credit-balances"), slot, app.Now), Token);

        var (last, receptions) = await ((FunctionsHost)app.Host!).DeliverAsync("ScanShard", new ShardMessage(business.Id, slot, 3).ToJson());

        Assert.Equal((null, 1), (last.Error, receptions));
        Assert.False(await scans.MakeOneAsync(business, slot, 3, Token));
        Assert.True(await scans.MakeOneAsync(business, slot, 4, Token));
    }

    [Fact]
    public async Task Message_ThatCannotBeRead_IsBroughtFiveTimes()
    {
        await using var app = await CreditApplication.StartAsync();

        var (last, receptions) = await ((FunctionsHost)app.Host!).DeliverAsync("ScanShard", "nonsense");

        Assert.Equal((false, 5), (last.Succeeded, receptions));
    }
}
