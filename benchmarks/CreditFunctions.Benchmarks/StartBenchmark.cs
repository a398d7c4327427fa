using System.Diagnostics;
using System.Globalization;
using CreditFunctions.Azurite;
using CreditFunctions.Ledger;
using CreditFunctions.Package;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Azure;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Benchmarks;

/// <summary>
/// Starts of the package, as the Functions host makes them, beside starts of the same program as it is built for development, compiled by the runtime while it runs. They
/// take turns; each answers <c>GET /</c>, then a balance look-up, then many of them.
/// </summary>
internal static class StartBenchmark
{
    private const string Business = "biz_start";
    private const string Customer = "cus_start";

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    public static async Task RunAsync(string zip, int starts, int requests)
    {
        var folder = Directory.CreateTempSubdirectory("credit-functions-start-").FullName;
        try
        {
            var root = Path.Combine(folder, "root");
            PackageZip.UnpackReadOnly(zip, root);
            await using var azurite = await AzuriteServer.StartAsync(new AzuriteOptions { Progress = Error.WriteLine });
            var secret = await FillAsync(new AzureStorage(StorageConnection.Parse(azurite.ConnectionString)));
            Contender[] contenders =
            [
                new("the package", new(Path.Combine(root, PackageZip.Executable)) { WorkingDirectory = root }),
                new("built, with a runtime", new("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "CreditFunctions.dll")])),
            ];
            // The first start of each is for the disk's cache.
            for (var start = 0; start <= starts; start++)
            {
                foreach (var contender in contenders)
                {
                    var run = await StartAsync(contender.Program, azurite.ConnectionString, secret, requests);
                    contender.Add(run, counts: start > 0);
                    Error.WriteLine($"start {start} of {contender.Name}: {run}");
                }
            }

            WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"zip {new FileInfo(zip).Length / 1e6:F1} MB, unpacked {PackageZip.Names(root).Sum(name => new FileInfo(Path.Combine(root, name)).Length) / 1e6:F1} MB; medians of {starts} starts"));
            Array.ForEach(contenders, static contender => WriteLine($"{contender.Name,-24} {contender.Median}"));
        }
        finally
        {
            PackageZip.Delete(folder);
        }
    }

    private static async Task<Run> StartAsync(ProcessStartInfo program, string connection, string secret, int requests)
    {
        var port = LoopbackPort.Take(0)[0];
        program.Environment["FUNCTIONS_CUSTOMHANDLER_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        program.Environment["CreditStorage"] = connection;
        program.RedirectStandardOutput = true;
        var url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        var begun = Stopwatch.GetTimestamp();
        using var process = Process.Start(program)!;
        try
        {
            var said = process.StandardOutput.ReadToEndAsync();
            using var client = await ConnectAsync(process, url, begun);
            await SendAsync(client, KeepAliveClient.Get(url, "/", "none"));
            var ready = Stopwatch.GetElapsedTime(begun);
            var lookUp = KeepAliveClient.Get(url, $"/api/customers/{Customer}/credits", $"Bearer {secret}");
            await SendAsync(client, lookUp);
            var answered = Stopwatch.GetElapsedTime(begun);
            var (startCpu, idle) = Use(process);
            var latencies = new Latencies();
            for (var i = 0; i < requests; i++)
            {
                await latencies.MeasureAsync(() => SendAsync(client, lookUp));
            }

            var (allCpu, loaded) = Use(process);
            return new(ready.TotalMilliseconds, answered.TotalMilliseconds, startCpu, idle, (allCpu - startCpu) / requests, latencies.Percentile(0.5), loaded);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private static async Task<KeepAliveClient> ConnectAsync(Process process, Uri url, long begun)
    {
        while (!process.HasExited && Stopwatch.GetElapsedTime(begun) < StartTimeout)
        {
            var client = new KeepAliveClient();
            try
            {
                await client.ConnectAsync(url);
                return client;
            }
            catch (System.Net.Sockets.SocketException)
            {
                client.Dispose();
                await Task.Delay(Poll, TimeProvider.System);
            }
        }

        throw new InvalidOperationException("The program does not listen.");
    }

    private static async Task SendAsync(KeepAliveClient client, byte[] request) =>
        _ = await client.SendAsync(request, showAnswer: false) is { } wrong ? throw new InvalidOperationException($"The program answered {wrong}.") : true;

    /// <summary>Milliseconds of CPU so far, and megabytes of memory now.</summary>
    private static (double Cpu, double Memory) Use(Process process)
    {
        process.Refresh();
        return (process.TotalProcessorTime.TotalMilliseconds, process.WorkingSet64 / 1e6);
    }

    /// <summary>A business with one customer, who has a grant; returns the secret of a key.</summary>
    private static async Task<string> FillAsync(AzureStorage storage)
    {
        await storage.CreateAllAsync(default);
        var directory = new DirectoryStore(storage.Table(StoreNames.Directory));
        var (now, secret, credits) = (Instant.Now(storage.Clock), ApiKey.NewSecret(), storage.Table(StoreNames.Credits));
        await directory.AddBusinessAsync(new(Business, "USD", Shard.DefaultCount, now), default);
        await directory.PutKeyAsync(new(ApiKey.HashOf(secret), Business, "bench", Scopes.All, now, null), default);
        await new CustomerStore(credits, storage.Clock).PutAsync(Business, Shard.DefaultCount, Customer, new("Harbour Rowing Club", null), default);
        var answer = await new Committer(credits, storage.Clock, static () => Guid.NewGuid().ToString("N")).SubmitAsync(
            new(new(Business, Customer, Entitlement.DefaultId, "USD"), new("USD", 2), new(DrawOrder.Standard), Shard.DefaultCount), new([new GrantCommand(10_000)]), null);
        return answer.Status == CommitStatus.Committed ? secret : throw new InvalidOperationException($"The ledger was not filled: {answer.Status}.");
    }

    private sealed record Contender(string Name, ProcessStartInfo Program)
    {
        private readonly List<Run> runs = [];

        public Run Median => new(
            Middle(static run => run.Ready), Middle(static run => run.Answered), Middle(static run => run.StartCpu), Middle(static run => run.Idle),
            Middle(static run => run.CpuOfOne), Middle(static run => run.LookUp), Middle(static run => run.Loaded));

        public void Add(Run run, bool counts)
        {
            if (counts)
            {
                runs.Add(run);
            }
        }

        private double Middle(Func<Run, double> of) => runs.Select(of).Order().ElementAt(runs.Count / 2);
    }

    /// <summary>What one start came to: milliseconds, and megabytes.</summary>
    private sealed record Run(double Ready, double Answered, double StartCpu, double Idle, double CpuOfOne, double LookUp, double Loaded)
    {
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"GET / after {Ready,5:F0} ms   a balance after {Answered,5:F0} ms   {StartCpu,5:F0} ms of CPU   {Idle,4:F0} MB   look-ups p50 {LookUp:F2} ms, {CpuOfOne:F2} ms of CPU   then {Loaded,4:F0} MB");
    }
}
