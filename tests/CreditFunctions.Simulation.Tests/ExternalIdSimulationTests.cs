using CreditFunctions.Ledger;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.InMemory;

namespace CreditFunctions.Simulation;

/// <summary>
/// Puts and deletes of a few customers that want the same few external ids, while storage delays, reorders, loses and delivers late, and programs die: in the end, as at
/// any moment, no two customers have one external id.
/// </summary>
public sealed class ExternalIdSimulationTests
{
    private const string Business = "biz";
    private const int Shards = 1;
    private const int Seeds = 300;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Customers = ["anna", "bo", "cy"];
    private static readonly ExternalId[] Ids = [new("crm", "1"), new("crm", "2"), new("erp", "1")];

    [Fact]
    public void Put_StormyStorageWithLateWrites_NeverGivesOneIdToTwo() =>
        Assert.Empty(Live(new Climate(FaultPercent: 12, MaxDelay: TimeSpan.FromSeconds(7), MaxLateness: TimeSpan.FromSeconds(60))));

    [Fact]
    public void Put_CalmStorage_NeverGivesOneIdToTwo() =>
        Assert.Empty(Live(new Climate(FaultPercent: 0, MaxDelay: TimeSpan.FromMilliseconds(50), MaxLateness: TimeSpan.FromSeconds(1))));

    private static List<string> Live(Climate climate) =>
        [.. Enumerable.Range(1, Seeds).AsParallel().SelectMany(seed => new Life(seed, climate).Live().Select(fault => $"seed {seed}: {fault}")).Take(5)];

    private sealed class Life(int seed, Climate climate)
    {
        private readonly Random random = new(seed);
        private readonly List<string> faults = [];

        public List<string> Live()
        {
            var time = new VirtualTime(Start);
            var weather = new Weather(random, time, climate) { IsCalm = true };
            var credits = new InMemoryStorage(time, weather).Table(StoreNames.Credits);
            new SeededScheduler(random, time).Run(async () =>
            {
                await credits.CreateIfMissingAsync(default);
                weather.IsCalm = false;
                await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ClientAsync(new SimulatedProcess(credits, time, random), time)));
                // Whatever is still on its way lands before anyone looks.
                await Task.Delay(TimeSpan.FromMinutes(5), time);
                weather.IsCalm = true;
                await JudgeAsync(credits, time);
            });
            return faults;
        }

        private async Task ClientAsync(SimulatedProcess process, VirtualTime time)
        {
            for (var left = random.Next(1, 7); left > 0; left--)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 8_000)), time);
                var call = HearAsync(CallAsync(process.Customers));
                if (random.Next(100) < 10)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 200)), time);
                    process.Kill();
                    return;
                }

                await call;
            }
        }

        private Task<CustomerResult> CallAsync(CustomerStore customers)
        {
            var customer = Customers[random.Next(Customers.Length)];
            if (random.Next(100) < 20)
            {
                return customers.DeleteAsync(Business, Shards, customer, default);
            }

            var ids = Ids.Where(_ => random.Next(2) == 0).DistinctBy(id => id.System).ToDictionary(id => id.System, id => id.Value, StringComparer.Ordinal);
            return customers.PutAsync(Business, Shards, customer, new($"{random.Next(5)}") { ExternalIds = ids }, default);
        }

        /// <summary>Brings an answer onto the scheduler; what storage could not do is no answer.</summary>
        private static async Task HearAsync(Task<CustomerResult> call)
        {
            try
            {
                _ = await call;
            }
            catch (StorageException)
            {
                // Nobody knows, and a client would send it again.
            }
        }

        private async Task JudgeAsync(CreditFunctions.Storage.Tables.ITable credits, VirtualTime time)
        {
            var (store, customers) = (new CreditStore(credits), new CustomerStore(credits, time));
            var holders = new Dictionary<ExternalId, string>();
            foreach (var name in Customers)
            {
                foreach (var id in ExternalId.Of((await store.CustomerAsync(Business, Shards, name, default))?.Customer.ExternalIds ?? new Dictionary<string, string>()))
                {
                    if (!holders.TryAdd(id, name))
                    {
                        faults.Add($"{name} and {holders[id]} both have {id}");
                    }
                }
            }

            foreach (var id in Ids)
            {
                var found = (await customers.FindAsync(Business, Shards, id, default))?.Customer.Id;
                if (found != holders.GetValueOrDefault(id))
                {
                    faults.Add($"{id} leads to {found ?? "nobody"} and not to {holders.GetValueOrDefault(id) ?? "nobody"}");
                }
            }
        }
    }
}
