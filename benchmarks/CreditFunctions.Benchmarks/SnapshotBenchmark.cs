using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CreditFunctions.Azurite;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Azure;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Storage.Snapshots;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Benchmarks;

/// <summary>
/// Both reports of a business, from nothing, beside reading the rows they are made of and doing nothing with them, in the same pages and as many shards at once; then the same after a hundredth of the
/// accounts has changed. Each measurement is a process of its own, and they take turns.
/// </summary>
internal static class SnapshotBenchmark
{
    /// <summary>The command of a measurement's own process: a connection, and what to do.</summary>
    public const string PartCommand = "snapshots-part";

    private const string Business = "biz_bench";
    private const int EntriesOfEach = 5;
    private const int ShardsAtOnce = 4;
    private static readonly string[] Kinds = ["account!", "customer!", "entry!"];
    private static readonly TimeSpan Settled = SnapshotRunner.SettlingTime + TimeSpan.FromSeconds(2);

    public static async Task RunAsync(int accounts, int rounds)
    {
        // Azurite's rows are objects of Node.js, which has 4 GB for them unless it is told otherwise.
        Environment.SetEnvironmentVariable("NODE_OPTIONS", "--max-old-space-size=12000");
        await using var azurite = await AzuriteServer.StartAsync(new AzuriteOptions { Progress = Error.WriteLine });
        var storage = new AzureStorage(StorageConnection.Parse(azurite.ConnectionString));
        await storage.CreateAllAsync(default);
        var loaded = await LoadedLedger.LoadAsync(storage.Table(StoreNames.Credits), Business, accounts, EntriesOfEach);
        WriteLine(string.Create(CultureInfo.InvariantCulture, $"{loaded} rows in Azurite: {accounts} accounts of as many customers, {accounts * EntriesOfEach} entries"));
        var (reads, fulls, changes) = (new List<Part>(), new List<Part>(), new List<Part>());
        for (var round = 0; round <= rounds; round++)
        {
            var read = await MeasureAsync(azurite, "read");
            var full = await MeasureAsync(azurite, "run");
            await LoadedLedger.ChangeAsync(storage.Table(StoreNames.Credits), storage.Clock, Business, accounts, accounts / 100);
            await Task.Delay(Settled, TimeProvider.System);
            var changed = await MeasureAsync(azurite, "run");
            await EmptyAsync(storage);
            Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round}: read {read} full {full} changed {changed}"));
            if (round > 0)
            {
                // The first is for Azurite's compiler.
                reads.Add(read);
                fulls.Add(full);
                changes.Add(changed);
            }
        }

        var (bare, whole, incremental) = (Part.Median(reads), Part.Median(fulls), Part.Median(changes));
        WriteLine($"reading the rows and doing nothing      {bare}");
        WriteLine($"both reports, everything read           {whole}");
        WriteLine($"both reports, 1 % of accounts changed   {incremental}");
        WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {whole.Seconds / bare.Seconds:F2} times the reading; after the change {100.0 * incremental.Rows / whole.Rows:F1} % of the rows read, {100 * incremental.Seconds / whole.Seconds:F0} % of the time"));
    }

    /// <summary>One measurement, in this process.</summary>
    public static async Task PartAsync(string connection, string part)
    {
        var storage = new AzureStorage(StorageConnection.Parse(connection));
        var business = new Business(Business, "USD", LoadedLedger.Shards, Instant.Min);
        var start = Stopwatch.GetTimestamp();
        var (rows, requests) = part == "read" ? await ReadAsync(storage.Table(StoreNames.Credits)) : await RunAsync(storage, business);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        using var self = Process.GetCurrentProcess();
        var peak = (await File.ReadAllLinesAsync("/proc/self/status")).Single(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        WriteLine(new Part(seconds, self.TotalProcessorTime.TotalSeconds, int.Parse(peak, CultureInfo.InvariantCulture) / 1024, rows, requests).ToLine());
    }

    private static async Task<(long Rows, long Requests)> RunAsync(AzureStorage storage, Business business)
    {
        var (reports, runs, settings) = (storage.Container(StoreNames.Reports), new RunStore(storage.Table(StoreNames.Directory)), new SnapshotSettings());
        var shards = new ShardScans(reports, storage.Table(StoreNames.Credits), storage.Clock, settings.PeriodMonths);
        var runner = new SnapshotRunner(reports, runs, shards, storage.Clock, settings, static _ => null);
        var now = Instant.Now(storage.Clock);
        // As of a moment ago, so that nothing is waited for.
        var slot = SnapshotId.At(now.Plus(-Settled));
        Manifest? made = null;
        foreach (var report in ReportCatalogue.All)
        {
            await runs.RequestAsync(business.Id, RunTask.Of(report.Key), slot, now, isFull: false, default);
        }

        foreach (var run in await runs.OpenAsync(business.Id, default))
        {
            using var piece = Piece.Unlimited(storage.Clock, default);
            var start = Stopwatch.GetTimestamp();
            var outcome = await runner.RunAsync(business, run, RunNotes.None, piece);
            Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {run.Task.Key} {outcome} in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s"));
            made = await new SnapshotStore(reports).ManifestAsync(business.Id, run.Task.Key, slot, default) ?? throw new InvalidOperationException((await runs.GetAsync(business.Id, run.Task, slot, default))!.Error);
        }

        return (made!.RowsRead, made.RequestsMade);
    }

    /// <summary>Accounts, customers and entries of all shards, in the pages a run reads them in.</summary>
    private static async Task<(long Rows, long Requests)> ReadAsync(ITable credits)
    {
        var (rows, requests) = (0L, 0L);
        await Parallel.ForAsync(0, LoadedLedger.Shards, new ParallelOptions { MaxDegreeOfParallelism = ShardsAtOnce }, async (shard, stop) =>
        {
            var partition = string.Create(CultureInfo.InvariantCulture, $"{Business}!{shard:x2}");
            foreach (var kind in Kinds)
            {
                string? continuation = null;
                do
                {
                    var page = await credits.QueryAsync(RowQuery.Prefix(partition, kind), Skip, continuation, stop);
                    Interlocked.Add(ref rows, page.Rows.Count);
                    Interlocked.Increment(ref requests);
                    continuation = page.Continuation;
                }
                while (continuation is not null);
            }
        });
        return (rows, requests);

        static bool Skip(ref Utf8JsonReader json)
        {
            json.Skip();
            return true;
        }
    }

    private static async Task<Part> MeasureAsync(AzuriteServer azurite, string part)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add(typeof(SnapshotBenchmark).Assembly.Location);
        start.ArgumentList.Add(PartCommand);
        start.ArgumentList.Add(azurite.ConnectionString);
        start.ArgumentList.Add(part);
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? Part.Parse(said) : throw new InvalidOperationException($"A measurement ended with {process.ExitCode}.");
    }

    private static async Task EmptyAsync(AzureStorage storage)
    {
        IBlobContainer reports = storage.Container(StoreNames.Reports);
        await foreach (var blob in reports.ListAsync("", default))
        {
            await reports.DeleteAsync(blob.Name, default);
        }
    }

    /// <summary>What one process took.</summary>
    private sealed record Part(double Seconds, double CpuSeconds, int PeakMegabytes, long Rows, long Requests)
    {
        public static Part Parse(string line)
        {
            var numbers = line.Split(' ').Select(static number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray();
            return new(numbers[0], numbers[1], (int)numbers[2], (long)numbers[3], (long)numbers[4]);
        }

        public static Part Median(List<Part> parts) => new(
            Middle(parts, static part => part.Seconds), Middle(parts, static part => part.CpuSeconds), (int)Middle(parts, static part => part.PeakMegabytes),
            (long)Middle(parts, static part => part.Rows), (long)Middle(parts, static part => part.Requests));

        public string ToLine() => string.Create(CultureInfo.InvariantCulture, $"{Seconds} {CpuSeconds} {PeakMegabytes} {Rows} {Requests}");

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"{Seconds,7:F1} s   {CpuSeconds,7:F1} s of CPU   peak {PeakMegabytes,4} MB   {Rows,9} rows in {Requests,6} requests");

        private static double Middle(List<Part> parts, Func<Part, double> of) => parts.Select(of).Order().ElementAt(parts.Count / 2);
    }
}
