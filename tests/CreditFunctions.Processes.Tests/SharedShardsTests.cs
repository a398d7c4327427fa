using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using CreditFunctions.Azurite;

namespace CreditFunctions.Processes;

/// <summary>Processes of the program on one Azurite make the shards of one snapshot together, and another goes on when they are killed. The way to the tables is long for some, so that there is work left for the others.</summary>
public sealed partial class SharedShardsTests
{
    private const string Business = "biz";
    private const int Shards = 16;
    private const int Customers = 40;

    // What one process logs of a shard, and of all shards that it hands out.
    private const string MadeHere = @"Shard (?<shard>\d+) as of \S+ for biz was made here";
    private const string HandedOut = "were handed to all instances";

    // What a scan of a shard reads.
    private const string Scanned = "credits";

    private static readonly TimeSpan LongWay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan EndlessWay = TimeSpan.FromHours(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    private readonly List<ProgramProcess> processes = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Snapshot_ThreeProcesses_MakeEachShardOnceTogether()
    {
        await using var azurite = await AzuriteServer.StartAsync(new(), Token);
        await using var way = new SlowProxy(azurite.TablePort, LongWay, Scanned);
        using var client = await FilledAsync(azurite.ConnectionString);
        try
        {
            var (first, location) = await BeginAsync(client, way.Before(azurite));
            var (second, third) = (await StartAsync(azurite.ConnectionString), await StartAsync(azurite.ConnectionString));

            var rows = await RowsAsync(client, second, location);

            Assert.Equal(Customers, rows);
            Assert.Equal(Enumerable.Range(0, Shards), processes.SelectMany(Made).Order());
            Assert.True(Made(first).Count < Shards, $"One process made all shards.\n{second.Output}\n{third.Output}");
        }
        finally
        {
            processes.ForEach(static process => process.Dispose());
        }
    }

    [Fact]
    public async Task Snapshot_WhoMadeItAreKilledWithShardsInHand_IsFinishedByAnother()
    {
        await using var azurite = await AzuriteServer.StartAsync(new(), Token);
        await using var noWay = new SlowProxy(azurite.TablePort, EndlessWay, Scanned);
        await using var noOther = new SlowProxy(azurite.TablePort, EndlessWay, Scanned);
        using var client = await FilledAsync(azurite.ConnectionString);
        try
        {
            // One that has the run and some of its shards, and one that has received others.
            var (first, location) = await BeginAsync(client, noWay.Before(azurite));
            var second = await StartAsync(noOther.Before(azurite));
            await UntilAsync(() => Task.FromResult(noWay.Requests > 0 && noOther.Requests > 0), location);
            first.Kill();
            second.Kill();
            var third = await StartAsync(azurite.ConnectionString);

            var rows = await RowsAsync(client, third, location);

            Assert.Equal(Customers, rows);
            Assert.Equal(Enumerable.Range(0, Shards), Made(third).Order());
        }
        finally
        {
            processes.ForEach(static process => process.Dispose());
        }
    }

    /// <summary>A process that has handed out the shards of a snapshot, and where that will be.</summary>
    private async Task<(ProgramProcess First, string Location)> BeginAsync(HttpClient client, string storage)
    {
        var first = await StartAsync(storage);
        var location = await RequestAsync(client, first);
        await UntilAsync(() => Task.FromResult(first.Output.Contains(HandedOut, StringComparison.Ordinal)), location);
        return (first, location);
    }

    private async Task<ProgramProcess> StartAsync(string storage)
    {
        var process = await ProgramProcess.StartAsync(
            storage, "--QueueShardsFromRows=0", "--Logging:LogLevel:CreditFunctions=Information", "--ReportSchedule=0 0 0 1 1 *", "--VerifySchedule=0 0 0 1 1 *", "--ExpireSchedule=0 0 0 1 1 *",
            "--PruneSchedule=0 0 0 1 1 *", "--ResumeSchedule=*/5 * * * * *");
        processes.Add(process);
        return process;
    }

    /// <summary>A business with customers of one grant each, and a client that may do all.</summary>
    private static async Task<HttpClient> FilledAsync(string storage)
    {
        await ProgramProcess.RunAsync(storage, "business", "add", Business, "--currency", "USD");
        var key = await ProgramProcess.RunAsync(storage, "key", "add", Business, "--name", "test", "--scopes", "balances:read,ledger:write,report:read,report:run");
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var program = await ProgramProcess.StartAsync(storage);
        await Parallel.ForAsync(0, Customers, Token, async (number, token) =>
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"/api/customers/c{number:D5}");
            using var customer = await client.PutAsync(new Uri(program.Url, path), JsonText.Of("{}"), token);
            using var grant = await client.PostAsync(new Uri(program.Url, $"{path}/credits/default/USD/entries"), JsonText.Of("""{"type":"grant","amount":"10.00"}"""), token);
            Assert.True(customer.IsSuccessStatusCode && grant.IsSuccessStatusCode, $"{customer} {grant}");
        });
        return client;
    }

    private static async Task<string> RequestAsync(HttpClient client, ProgramProcess process)
    {
        using var answer = await client.PostAsync(new Uri(process.Url, "/api/reports/credit-balances/snapshots"), content: null, Token);
        return answer.EnsureSuccessStatusCode().Headers.Location!.ToString();
    }

    /// <summary>How many rows the snapshot has, once it is there.</summary>
    private async Task<long> RowsAsync(HttpClient client, ProgramProcess process, string location)
    {
        JsonElement run = default;
        await UntilAsync(
            async () =>
            {
                run = JsonSerializer.Deserialize<JsonElement>(await client.GetStringAsync(new Uri(process.Url, location), Token));
                return run.GetProperty("state").GetString() != "open";
            },
            location);
        Assert.True(run.GetProperty("state").GetString() == "done", $"{run}\n{Story()}");
        return run.GetProperty("manifest").GetProperty("rows").GetInt64();
    }

    /// <summary>The shards that a process says it has made.</summary>
    private static List<int> Made(ProgramProcess process) => [.. Shard.Matches(process.Output).Select(static match => int.Parse(match.Groups["shard"].Value, CultureInfo.InvariantCulture))];

    private async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        for (var since = TimeProvider.System.GetTimestamp(); !await isSo();)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < Patience, $"{what} takes too long.\n{Story()}");
            await Task.Delay(LookEvery, TimeProvider.System, Token);
        }
    }

    private string Story() => string.Join("\n\n", processes.Select(static process => process.Output));

    [GeneratedRegex(MadeHere, RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Shard { get; }
}
