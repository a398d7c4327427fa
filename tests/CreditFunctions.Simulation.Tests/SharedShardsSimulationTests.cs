using System.Globalization;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Queues;
using CreditFunctions.Storage.Snapshots;

namespace CreditFunctions.Simulation;

/// <summary>
/// The shards of a slot made by several instances that are killed at any call, with messages that are lost, doubled, late and out of order: what comes of it is, row for row, what one instance makes. A failing seed
/// prints itself: <c>SIMULATION_SEED=n dotnet test</c> replays it.
/// </summary>
public sealed class SharedShardsSimulationTests
{
    private const int DefaultCount = 60;

    [Fact]
    public void Shards_StormyStorageAndKilledInstances_AreThoseOfOneInstance() =>
        Run(new Climate(FaultPercent: 6, MaxDelay: TimeSpan.FromSeconds(4), MaxLateness: TimeSpan.FromSeconds(40)), isDeadly: true);

    [Fact]
    public void Shards_CalmStorage_AreMadeOnceEachByMoreThanOneInstance() =>
        Run(new Climate(FaultPercent: 0, MaxDelay: TimeSpan.FromMilliseconds(50), MaxLateness: TimeSpan.FromSeconds(1)), isDeadly: false);

    private static void Run(Climate climate, bool isDeadly)
    {
        var only = Setting("SIMULATION_SEED");
        var seeds = only is { } seed ? [seed] : Enumerable.Range(1, Setting("SIMULATION_COUNT") ?? DefaultCount);
        var faults = seeds.AsParallel().WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .Select(number => (Seed: number, Fault: Live(number, climate, isDeadly))).Where(life => life.Fault is not null).AsSequential().Take(3).ToList();
        Assert.True(faults.Count == 0, string.Join("\n", faults.Select(life => $"seed {life.Seed}: {life.Fault}")));
    }

    private static string? Live(int seed, Climate climate, bool isDeadly)
    {
        try
        {
            var life = new SharedShards(seed, climate, isDeadly);
            life.Live();
            return life.Judge();
        }
        catch (Exception exception)
        {
            return exception.ToString();
        }
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>One simulated life of a slot that three instances share.</summary>
internal sealed class SharedShards
{
    private const int Shards = 8;
    private const int Customers = 20;
    private const int Months = 100;
    private const int Receivers = 2;

    private static readonly Business Business = new("biz", "USD", Shards, Instant.Min);
    private static readonly Unit Usd = new("USD", 2);

    private readonly Random random;
    private readonly bool isDeadly;
    private readonly VirtualTime time = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly Weather weather;
    private readonly InMemoryStorage storage;
    private readonly List<(int Shard, string Maker)> made = [];
    private ShardSet? shared;
    private IReadOnlyList<string> sharedContent = [];
    private IReadOnlyList<string> aloneContent = [];
    private int records;

    public SharedShards(int seed, Climate climate, bool isDeadly)
    {
        (random, this.isDeadly) = (new(seed), isDeadly);
        weather = new(random, time, climate) { IsCalm = true };
        storage = new(time, weather);
    }

    public void Live() => new SeededScheduler(random, time).Run(async () =>
    {
        await storage.CreateAllAsync(default);
        await storage.Container("alone").CreateIfMissingAsync(default);
        await WriteAsync();
        var first = await NextSlotAsync();
        foreach (var name in new[] { StoreNames.Reports, "alone" })
        {
            await Alone(name).MakeAsync(Business, first, isFull: false, default);
            await storage.Container(name).PutAsync(SnapshotPaths.Manifest(Business.Id, CreditBalances.Key, first), "{}"u8.ToArray(), new("application/json"), BlobCondition.None, default);
        }

        await WriteAsync();
        var (slot, isFull) = (await NextSlotAsync(), random.Next(2) == 0);
        weather.IsCalm = false;
        var receiving = Enumerable.Range(0, Receivers).Select(ReceiveAsync).ToList();
        shared = await CoordinateAsync(slot, isFull);
        await Task.WhenAll(receiving);
        // Whatever is still on its way lands before anyone looks.
        await Task.Delay(TimeSpan.FromMinutes(5), time);
        weather.IsCalm = true;
        sharedContent = await ContentAsync(shared, StoreNames.Reports);
        aloneContent = await ContentAsync(await Alone("alone").MakeAsync(Business, slot, isFull, default), "alone");
        records = (await new ShardStore(storage.Container(StoreNames.Reports), Business).FinishedOfAsync(slot, default)).Count;
    });

    /// <summary>What is wrong; null: nothing.</summary>
    public string? Judge() =>
        records != Shards ? $"{records} of {Shards} shards have a record"
        : !sharedContent.SequenceEqual(aloneContent) ? $"made by several, it is not what one makes: {string.Join("; ", sharedContent.Except(aloneContent, StringComparer.Ordinal).Take(3))}"
        : !isDeadly && made.Select(one => one.Shard).Order().SequenceEqual(Enumerable.Range(0, Shards)) is false ? $"not each shard was made once: {string.Join(", ", made)}"
        : !isDeadly && made.DistinctBy(one => one.Maker).Count() < 2 ? "one made all"
        : null;

    private ShardScans Alone(string container) => new(storage.Container(container), storage.Table(StoreNames.Credits), time, Months);

    /// <summary>A process of its own.</summary>
    private (MortalStorage Process, ShardScans Scans) NewProcess(string name)
    {
        var process = new MortalStorage(storage);
        return (process, new(
            process.Container(StoreNames.Reports), process.Table(StoreNames.Credits), time, Months, new(process.Queue(StoreNames.Shards), fromRows: isDeadly ? random.Next(2) * 20 : 0),
            ShardNotes.None with { Made = shard => made.Add((shard.Shard, name)) }));
    }

    private async Task<ShardSet> CoordinateAsync(SnapshotId slot, bool isFull)
    {
        for (var life = 0; ; life++)
        {
            var (process, scans) = NewProcess("coordinator");
            var making = MakeAsync(scans, slot, isFull);
            if (isDeadly && life < 3 && random.Next(3) > 0)
            {
                await Task.WhenAny(making, Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 30_000)), time));
                if (!making.IsCompleted)
                {
                    process.Kill();
                    continue;
                }
            }

            if (await making is { } set)
            {
                return set;
            }

            await Task.Delay(TimeSpan.FromSeconds(random.Next(1, 30)), time);
        }
    }

    /// <summary>One attempt; null: storage broke it off.</summary>
    private static async Task<ShardSet?> MakeAsync(ShardScans scans, SnapshotId slot, bool isFull)
    {
        try
        {
            return await scans.MakeAsync(Business, slot, isFull, default);
        }
        catch (StorageException)
        {
            return null;
        }
    }

    /// <summary>Receives until the slot is made, as a process that is killed now and then and another in its place.</summary>
    private async Task ReceiveAsync(int receiver)
    {
        var (process, scans) = NewProcess($"receiver {receiver}");
        while (shared is null)
        {
            var receiving = ReceiveAsync(process, scans);
            var dies = Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 40_000)), time);
            if (!isDeadly || random.Next(3) > 0)
            {
                await receiving;
                await (isDeadly ? dies : Task.CompletedTask);
                continue;
            }

            await Task.WhenAny(receiving, dies);
            process.Kill();
            (process, scans) = NewProcess($"receiver {receiver}");
        }
    }

    private async Task ReceiveAsync(MortalStorage process, ShardScans scans)
    {
        var queue = process.Queue(StoreNames.Shards);
        try
        {
            for (var rounds = 0; rounds < 20 && shared is null; rounds++)
            {
                // So short that others have it too before it is done.
                var messages = await queue.ReceiveAsync(random.Next(1, 4), TimeSpan.FromSeconds(isDeadly ? random.Next(1, 60) : 600), default);
                await Task.WhenAll(messages.Select(message => WorkAsync(queue, scans, message)));
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, isDeadly ? 500 : 30)), time);
            }
        }
        catch (StorageException)
        {
            // It comes again.
        }
    }

    private async Task WorkAsync(IQueue queue, ShardScans scans, QueueMessage message)
    {
        var shard = ShardMessage.Parse(message.Text);
        try
        {
            await scans.MakeOneAsync(Business, shard.Slot, shard.Shard, default);
            if (isDeadly && random.Next(10) == 0)
            {
                await queue.SendAsync(message.Text, TimeSpan.FromSeconds(random.Next(100)), default);
            }

            await queue.DeleteAsync(message, default);
        }
        catch (StorageException)
        {
            // It comes back.
        }
    }

    private async Task WriteAsync()
    {
        var commits = 0;
        var credits = storage.Table(StoreNames.Credits);
        var customers = new CustomerStore(credits, time);
        var committer = new Committer(credits, time, () => $"{time.GetTimestamp():x16}{++commits:x16}");
        for (var customer = 0; customer < Customers; customer++)
        {
            var key = new AccountKey(Business.Id, $"c{random.Next(Customers):D2}", Entitlement.DefaultId, Usd.Code);
            await customers.PutAsync(Business.Id, Shards, key.Customer, new(key.Customer), default);
            await committer.SubmitAsync(new(key, Usd, new(DrawOrder.Standard), Shards), new([new GrantCommand(random.Next(1, 1_000))]), null);
            await Task.Delay(TimeSpan.FromSeconds(random.Next(1, 100)), time);
        }
    }

    private async Task<SnapshotId> NextSlotAsync()
    {
        await Task.Delay(TimeSpan.FromSeconds(2), time);
        var slot = SnapshotId.At(Instant.Now(time));
        await Task.Delay(TimeSpan.FromSeconds(15), time);
        return slot;
    }

    /// <summary>All that the files of a slot say.</summary>
    private async Task<IReadOnlyList<string>> ContentAsync(ShardSet set, string container)
    {
        var content = new List<string>();
        foreach (var shard in set.Shards)
        {
            content.Add($"{shard.Record} {shard.Base} {shard.Reason} {shard.FullAsOf} {string.Join(' ', shard.Flows)}");
            foreach (var file in new[] { shard.Accounts, shard.Entries, shard.Changes }.OfType<RowFileInfo>())
            {
                await using var rows = RowStream.Of(storage.Container(container), file, default);
                await rows.MoveAsync();
                for (; rows.HasRow; await rows.MoveAsync())
                {
                    content.Add($"{shard.Record.Shard} {Convert.ToHexString(rows.Row)}");
                }
            }
        }

        return content;
    }
}
