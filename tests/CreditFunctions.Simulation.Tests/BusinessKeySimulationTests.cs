using CreditFunctions.Ledger;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.InMemory;

namespace CreditFunctions.Simulation;

/// <summary>
/// A few requests for the same few keys, about different customers, sent again and again by different processes, while storage delays, reorders, loses and delivers late,
/// and programs die: under one key one request is done, and once.
/// </summary>
public sealed class BusinessKeySimulationTests
{
    private const int Seeds = 300;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Customers = ["anna", "bo", "cy"];

    // A write is bounded where it is carried out, so none lands long after its caller gave it up.
    [Fact]
    public void Send_StormyStorageWithLateWrites_NeverDoesTwoRequestsUnderOneKey() =>
        Assert.Empty(Live(new Climate(FaultPercent: 12, MaxDelay: TimeSpan.FromSeconds(4), MaxLateness: TimeSpan.FromSeconds(4))));

    [Fact]
    public void Send_CalmStorage_NeverDoesTwoRequestsUnderOneKey() =>
        Assert.Empty(Live(new Climate(FaultPercent: 0, MaxDelay: TimeSpan.FromMilliseconds(50), MaxLateness: TimeSpan.FromSeconds(1))));

    private static List<string> Live(Climate climate) =>
        [.. Enumerable.Range(1, Seeds).AsParallel().SelectMany(seed => new Life(seed, climate).Live().Select(fault => $"seed {seed}: {fault}")).Take(5)];

    private sealed class Life(int seed, Climate climate)
    {
        private readonly Random random = new(seed);
        private readonly HashSet<string> done = new(StringComparer.Ordinal);
        private readonly List<string> faults = [];

        public List<string> Live()
        {
            var time = new VirtualTime(Start);
            var weather = new Weather(random, time, climate) { IsCalm = true };
            var credits = new InMemoryStorage(time, weather).Table(StoreNames.Credits);
            new SeededScheduler(random, time).Run(async () =>
            {
                await credits.CreateIfMissingAsync(default);
                foreach (var customer in Customers)
                {
                    await new CustomerStore(credits, time).PutAsync(KeyedClient.Business, KeyedClient.Shards, customer, new(), default);
                }

                weather.IsCalm = false;
                await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ClientAsync(new SimulatedProcess(credits, time, random), time)));
                // Whatever is still on its way lands before anyone looks.
                await Task.Delay(TimeSpan.FromMinutes(5), time);
                weather.IsCalm = true;
                Judge(await KeyedClient.MemosAsync(credits));
            });
            return faults;
        }

        private async Task ClientAsync(SimulatedProcess process, VirtualTime time)
        {
            for (var left = random.Next(2, 8); left > 0; left--)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, random.Next(2) == 0 ? 2_000 : 20_000)), time);
                var call = HearAsync(process);
                if (random.Next(100) < 10)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 400)), time);
                    process.Kill();
                    return;
                }

                await call;
            }
        }

        private async Task HearAsync(SimulatedProcess process)
        {
            // One request is about one customer, and some are refused until there is credit.
            var (key, customer) = (random.Next(2), random.Next(Customers.Length));
            Command command = customer == 0 ? new ApplyCommand(1) : new GrantCommand(5);
            var request = $"{key}:{customer}";
            try
            {
                var (_, commit) = await KeyedClient.SendAsync(process.Keys, process.Committer, new("stripe", $"{key}"), request, Customers[customer], command);
                if (commit is CommitStatus.Committed or CommitStatus.Replayed)
                {
                    done.Add(request);
                }
                else if (commit is CommitStatus.KeyReused or CommitStatus.CustomerMissing)
                {
                    faults.Add($"{request} ended in {commit}");
                }
            }
            catch (StorageException)
            {
                // Nobody knows, and a client would send it again.
            }
        }

        private void Judge(IReadOnlyList<string> memos)
        {
            faults.AddRange(memos.GroupBy(memo => memo[0]).Where(requests => requests.Count() > 1).Select(requests => $"under one key were done {string.Join(" and ", requests)}"));
            faults.AddRange(done.Except(memos).Select(request => $"{request} was said to be done, and is not"));
        }
    }
}
