using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Snapshots;
using CreditFunctions.Tests.Application;
using CreditFunctions.Timers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CreditFunctions.Tests.Timers;

public sealed class ShardPollerTests
{
    private static readonly TimeSpan LongestHidden = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("nonsense")]
    [InlineData("""{"business":"biz_test","slot":"20261121T120000Z","shard":1,"colour":"red"}""")]
    public async Task Message_FailsEveryTime_GoesToPoisonAndIsLogged(string text)
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        await app.Storage.Queue(StoreNames.Shards).SendAsync(text, TimeSpan.Zero, Token);

        await EmptyAsync(app);

        var poison = Assert.Single(await app.Storage.Queue(StoreNames.ShardsPoison).ReceiveAsync(32, LongestHidden, Token));
        Assert.Equal(text, poison.Text);
        Assert.Equal(ShardPoller.MostReceptions, app.Logged.Count(static line => line.StartsWith("2305 ", StringComparison.Ordinal)));
        Assert.Single(app.Logged, static line => line.StartsWith("2301 ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("biz_other", 1)]
    [InlineData(CreditApplication.Business, 1)]
    [InlineData(CreditApplication.Business, 16)]
    public async Task Message_NothingToDo_IsUsedUp(string business, int shard)
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        await app.Storage.Queue(StoreNames.Shards).SendAsync(new ShardMessage(business, SnapshotId.At(Instant.Now(app.Clock)), shard).ToJson(), TimeSpan.Zero, Token);

        await EmptyAsync(app);

        Assert.Equal(0, await app.Storage.Queue(StoreNames.ShardsPoison).CountAsync(Token));
        Assert.Empty(app.Logged);
    }

    [Fact]
    public async Task Snapshot_HandedOutToTwoProcesses_IsThatOfOne()
    {
        await using var app = await CreditApplication.StartAsync(null, ("QueueShardsFromRows", "0"), CreditApplication.Polling);
        await using var other = await app.StartAnotherAsync(null, ("QueueShardsFromRows", "0"), CreditApplication.Polling);
        for (var customer = 0; customer < 20; customer++)
        {
            await app.GrantAsync($"c{customer:D2}", "10.00");
        }

        var location = await app.MakeAsync("credit-balances");

        Assert.Equal(Enumerable.Range(0, 20).Select(static customer => $"c{customer:D2}"), (await app.RowsAsync(location)).Select(static row => row.Cell("customer_id")));
        await EmptyAsync(app);
        Assert.Equal(0, await app.Storage.Queue(StoreNames.ShardsPoison).CountAsync(Token));
    }

    [Fact]
    public async Task Snapshot_QueueFails_IsMadeAllTheSame()
    {
        var faults = new Faults { Strike = static call => call.Operation is StorageOperation.QueueSend or StorageOperation.QueueReceive ? Fault.FailBefore : Fault.None };
        await using var app = await CreditApplication.StartAsync(faults, ("QueueShardsFromRows", "0"), CreditApplication.Polling);
        await app.GrantAsync("c1", "10.00");

        var location = await app.MakeAsync("credit-balances");

        Assert.Single(await app.RowsAsync(location));
        Assert.Contains(app.Logged, static line => line.StartsWith("2304 ", StringComparison.Ordinal));
    }

    /// <summary>Receives messages and lets time pass until none is left. The program receives none meanwhile where it runs as under the Functions host.</summary>
    private static async Task EmptyAsync(CreditApplication app)
    {
        var services = app.Services;
        using var poller = new ShardPoller(
            app.Storage, services.GetRequiredService<ScanShard>(), services.GetRequiredService<ShardScans>(), new RunQueue(), app.Clock, new Random(1), services.GetRequiredService<ILogger<ShardPoller>>());
        while (await app.Storage.Queue(StoreNames.Shards).CountAsync(Token) > 0)
        {
            await Task.WhenAll((await poller.ReceiveAsync(ShardScans.ShardsAtOnce, Token)).Select(message => poller.WorkAsync(message, Token)));
            app.Clock.Advance(LongestHidden);
        }
    }
}
