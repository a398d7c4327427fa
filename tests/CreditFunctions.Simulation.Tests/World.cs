using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Audits;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Snapshots;

namespace CreditFunctions.Simulation;

/// <summary>What a client was told of a request, in the end.</summary>
public enum Told
{
    /// <summary>It is done.</summary>
    Done,

    /// <summary>It is not done.</summary>
    NotDone,

    /// <summary>Nobody knows: the program died, or said so.</summary>
    Nothing,
}

/// <summary>A request and what its client was told. Its memo is its own, so that its entries can be found.</summary>
public sealed record Sent(string Memo, AccountKey Account, IReadOnlyList<Command> Commands, bool HasKey, Told Told);

/// <summary>What a reader saw.</summary>
public sealed record Seen(AccountKey Account, Instant AsOf, Totals Totals);

/// <summary>One simulated life: processes that come and go, clients that send, readers that look, and one storage.</summary>
public sealed class World
{
    /// <summary>The business of all customers.</summary>
    public static readonly Business Business = new("biz", "USD", 1, Instant.Min);

    /// <summary>A snapshot is exact if writes are over this long after their date; see the design, section 5.</summary>
    public static readonly TimeSpan SettlingTime = SnapshotRunner.SettlingTime;

    /// <summary>The customer whose history is being imported.</summary>
    public const string Imported = "carl";

    // Long enough for all there is.
    private const int PeriodMonths = 100;

    private static readonly Unit Usd = new("USD", 2);
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Random random;
    private readonly List<SimulatedProcess> processes = [];
    private readonly RandomCommands commands;
    private int memos;

    public World(int seed, Climate climate)
    {
        random = new Random(seed);
        Time = new VirtualTime(Start);
        Weather = new Weather(random, Time, climate);
        Storage = new InMemoryStorage(Time, Weather);
        Scheduler = new SeededScheduler(random, Time);
        commands = new(random, Time);
    }

    public VirtualTime Time { get; }

    public Weather Weather { get; }

    public InMemoryStorage Storage { get; }

    public SeededScheduler Scheduler { get; }

    public List<Sent> Sent { get; } = [];

    public List<Seen> Seen { get; } = [];

    /// <summary>The snapshots that were made, in order.</summary>
    public List<ShardSet> Snapshots { get; } = [];

    /// <summary>What audits in the middle of it all have found.</summary>
    public List<AuditFinding> Findings { get; } = [];

    /// <summary>Lives: a few clients, readers and killers at once.</summary>
    public void Live(int clients, int requestsEach, bool withScans) => Scheduler.Run(async () =>
    {
        Weather.IsCalm = true;
        await Storage.CreateAllAsync(default);
        processes.AddRange([NewProcess(), NewProcess()]);
        foreach (var customer in new[] { "anna", "bo", Imported })
        {
            await processes[0].Customers.PutAsync(Business.Id, Business.Shards, customer, new(customer), default);
        }

        Weather.IsCalm = false;
        var lives = Enumerable.Range(0, clients).Select(_ => ClientAsync(requestsEach)).ToList();
        lives.Add(KillerAsync());
        lives.Add(ReaderAsync());
        lives.Add(SettlerAsync());
        lives.Add(AuditorAsync());
        if (withScans)
        {
            lives.Add(ScannerAsync());
        }

        await Task.WhenAll(lives);
        // Whatever is still on its way lands before anyone looks.
        await Task.Delay(TimeSpan.FromMinutes(5), Time);
        Weather.IsCalm = true;
    });

    private async Task ClientAsync(int requests)
    {
        for (var i = 0; i < requests; i++)
        {
            await Task.Delay(random.Next(100) < 5 ? TimeSpan.FromHours(random.Next(1, 30)) : TimeSpan.FromMilliseconds(random.Next(1, 3_000)), Time);
            var memo = $"#{memos++}";
            var account = AnyAccount();
            IReadOnlyList<Command> asked = [.. Enumerable.Range(0, random.Next(4) == 0 ? random.Next(2, 4) : 1).Select(_ => NewCommand(account, memo))];
            var key = random.Next(2) == 0 ? new IdempotencyKey(memo, memo) : null;
            Sent.Add(new(memo, account, asked, key is not null, await SendAsync(account, asked, key)));
        }
    }

    /// <summary>Sends; with a key, again and again until someone knows.</summary>
    private async Task<Told> SendAsync(AccountKey account, IReadOnlyList<Command> asked, IdempotencyKey? key)
    {
        for (var tries = 0; tries < 20; tries++)
        {
            var told = await SendOnceAsync(account, asked, key);
            if (told != Told.Nothing || key is null)
            {
                return told;
            }

            await Task.Delay(TimeSpan.FromSeconds(random.Next(1, 20)), Time);
        }

        return Told.Nothing;
    }

    private async Task<Told> SendOnceAsync(AccountKey account, IReadOnlyList<Command> asked, IdempotencyKey? key)
    {
        var process = processes[random.Next(processes.Count)];
        var answer = HearAsync(process.Committer.SubmitAsync(
            new(account, Usd, commands.NextPolicy(), Business.Shards), new(asked), key));
        // A client of a dead process gives up after a while.
        if (await Task.WhenAny(answer, Task.Delay(TimeSpan.FromMinutes(2), Time)) != answer)
        {
            return process.IsDead ? Told.Nothing : throw new InvalidOperationException("A living process never answered.");
        }

        try
        {
            commands.Learn(account, (await answer).Entries);
            return (await answer).Status switch
            {
                CommitStatus.Committed or CommitStatus.Replayed => Told.Done,
                CommitStatus.Refused or CommitStatus.Contended => Told.NotDone,
                CommitStatus.Unknown => Told.Nothing,
                var status => throw new InvalidOperationException($"Nothing here ends in {status}."),
            };
        }
        catch (StorageException)
        {
            return Told.NotDone;
        }
    }

    /// <summary>Brings an answer onto the scheduler: waiting for any of two would hear it on another thread.</summary>
    private static async Task<CommitAnswer> HearAsync(Task<CommitAnswer> answer) => await answer;

    private AccountKey AnyAccount() => new(Business.Id, random.Next(5) switch { 0 => Imported, 1 or 2 => "bo", _ => "anna" }, Entitlement.DefaultId, "USD");

    private Command NewCommand(AccountKey account, string memo) =>
        account.Customer == Imported && random.Next(100) < 85 ? commands.NextOfHistory(account, memo) : commands.Next(account, memo);

    /// <summary>Writes down what has come due, as the timer does.</summary>
    private async Task SettlerAsync()
    {
        for (var i = 0; i < 5; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 60_000)), Time);
            var account = AnyAccount();
            if (account.Customer != Imported)
            {
                await SendOnceAsync(account, [], null);
            }
        }
    }

    private async Task KillerAsync()
    {
        for (var i = 0; i < 6; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 20_000)), Time);
            var victim = random.Next(processes.Count);
            processes[victim].Kill();
            processes[victim] = NewProcess();
        }
    }

    /// <summary>Reads accounts as of instants that are just old enough, as the API does, and remembers what it saw.</summary>
    private async Task ReaderAsync()
    {
        var store = new CreditStore(Storage.Table(StoreNames.Credits));
        for (var i = 0; i < 20; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 20_000)), Time);
            var key = AnyAccount();
            try
            {
                var asOf = Instant.From(Time.GetUtcNow() - SettlingTime);
                if (await store.AccountAsync(key, Business.Shards, default) is { Account: var account })
                {
                    var totals = (await store.AtAsync(account, Business.Shards, asOf, default))?.Totals ?? default;
                    Seen.Add(new(key, asOf, totals));
                }
            }
            catch (StorageException)
            {
                // It did not see anything then.
            }
        }
    }

    /// <summary>Makes snapshots while writes go on; a run that storage breaks off is made again.</summary>
    private async Task ScannerAsync()
    {
        var scans = new ShardScans(Storage.Container(StoreNames.Reports), Storage.Table(StoreNames.Credits), Time, PeriodMonths);
        for (var i = 0; i < 5; i++)
        {
            await Task.Delay(random.Next(3) == 0 ? TimeSpan.FromHours(random.Next(1, 20)) : TimeSpan.FromMilliseconds(random.Next(1_000, 40_000)), Time);
            var (slot, isFull, isMade) = (SnapshotId.At(Instant.Now(Time)), random.Next(4) == 0, false);
            for (var attempts = 0; attempts < 12 && !isMade; attempts++)
            {
                try
                {
                    Snapshots.Add(await scans.MakeAsync(Business, slot, isFull, default));
                    isMade = true;
                    // A snapshot without a manifest is nothing to start from.
                    var manifest = SnapshotPaths.Manifest(Business.Id, CreditBalances.Key, slot);
                    await Storage.Container(StoreNames.Reports).PutAsync(manifest, "{}"u8.ToArray(), new("application/json"), BlobCondition.None, default);
                }
                catch (StorageException)
                {
                    await Task.Delay(TimeSpan.FromSeconds(random.Next(1, 30)), Time);
                }
            }
        }
    }

    private async Task AuditorAsync()
    {
        for (var i = 0; i < 2; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 40_000)), Time);
            try
            {
                await AuditAsync();
            }
            catch (StorageException)
            {
                // A run would be made again.
            }
        }
    }

    /// <summary>Looks at all there is.</summary>
    public async Task AuditAsync()
    {
        var audit = new ShardAudit(Storage.Table(StoreNames.Credits), Business, shard: 0, mostKept: 100);
        await audit.RunAsync(default);
        Findings.AddRange(audit.Kept);
    }

    private SimulatedProcess NewProcess() => new(Storage.Table(StoreNames.Credits), Time, random);
}
