using System.Diagnostics;
using System.Globalization;
using CreditFunctions.Azurite;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Azure;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Queues;
using CreditFunctions.Storage.Snapshots;

namespace CreditFunctions.Benchmarks;

/// <summary>
/// The shards of one snapshot, all rows read, by one process and by three that share them by the queue, on one Azurite: with each request for a table held up as long as the way to the real service takes, and without. Each
/// process is new; the kinds take turns.
/// </summary>
internal static class ShardsBenchmark
{
    /// <summary>The command of a measurement's own processes: a connection, and <c>make</c> or <c>receive</c>.</summary>
    public const string PartCommand = "shards-part";

    private const string Business = "biz_bench";
    private const string Receive = "receive";
    private const int EntriesOfEach = 5;
    private const int Months = 13;
    private const int Several = 3;
    private static readonly TimeSpan Settled = SnapshotRunner.SettlingTime + TimeSpan.FromSeconds(2);
    private static readonly TimeSpan HiddenFor = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task RunAsync(int accounts, int latency, int rounds)
    {
        Environment.SetEnvironmentVariable("NODE_OPTIONS", "--max-old-space-size=12000");
        await using var azurite = await AzuriteServer.StartAsync(new AzuriteOptions { Progress = Error.WriteLine });
        await using var proxy = new SlowProxy(azurite.TablePort, TimeSpan.FromMilliseconds(latency));
        var storage = new AzureStorage(StorageConnection.Parse(azurite.ConnectionString));
        await storage.CreateAllAsync(default);
        var loaded = await LoadedLedger.LoadAsync(storage.Table(StoreNames.Credits), Business, accounts, EntriesOfEach);
        WriteLine(string.Create(CultureInfo.InvariantCulture, $"{loaded} rows in Azurite: {accounts} accounts, {LoadedLedger.Shards} shards"));
        foreach (var (name, connection) in new[] { ($"{latency} ms each request", proxy.Before(azurite)), ("no way at all", azurite.ConnectionString) })
        {
            var (alone, together) = (new List<Part>(), new List<Part>());
            for (var round = 0; round <= rounds; round++)
            {
                var (one, several) = (await MeasureAsync(storage, connection, 1), await MeasureAsync(storage, connection, Several));
                Error.WriteLine($"{name}, round {round}: one {one}, several {several}");
                if (round > 0)
                {
                    alone.Add(one);
                    together.Add(several);
                }
            }

            var (single, shared) = (Part.Median(alone), Part.Median(together));
            WriteLine($"{name,-24} 1 process    {single}");
            WriteLine($"{name,-24} {Several} processes  {shared}");
            WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-24} {single.Seconds / shared.Seconds:F2} times as fast"));
        }
    }

    /// <summary>One process: makes the shards, or receives them until its standard input ends.</summary>
    public static async Task PartAsync(string connection, string part, CancellationToken cancellationToken)
    {
        var storage = new AzureStorage(StorageConnection.Parse(connection));
        var business = new Business(Business, "USD", LoadedLedger.Shards, Instant.Min);
        var (queue, made) = (storage.Queue(StoreNames.Shards), 0);
        var shards = new ShardScans(
            storage.Container(StoreNames.Reports), storage.Table(StoreNames.Credits), storage.Clock, Months, part == Receive ? null : new ShardHandOut(queue, 0),
            ShardNotes.None with { Made = _ => Interlocked.Increment(ref made) });
        var start = Stopwatch.GetTimestamp();
        if (part == Receive)
        {
            // It has its connections and its code when the work comes.
            _ = await queue.CountAsync(cancellationToken);
            WriteLine("ready");
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var receiving = ReceiveAsync(queue, shards, business, over.Token);
            _ = await In.ReadLineAsync(cancellationToken);
            await over.CancelAsync();
            await receiving;
        }
        else
        {
            await shards.MakeAsync(business, SnapshotId.At(Instant.Now(storage.Clock).Plus(-Settled)), isFull: true, cancellationToken);
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        using var self = Process.GetCurrentProcess();
        WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds} {self.TotalProcessorTime.TotalSeconds} {self.PeakWorkingSet64 / (1024 * 1024)} {made}"));
    }

    private static async Task ReceiveAsync(IQueue queue, ShardScans shards, Business business, CancellationToken cancellationToken)
    {
        var working = new List<Task>();
        try
        {
            while (true)
            {
                working.RemoveAll(static work => work.IsCompleted);
                var most = ShardScans.ShardsAtOnce - working.Count;
                var received = most > 0 ? await queue.ReceiveAsync(most, HiddenFor, cancellationToken) : [];
                working.AddRange(received.Select(WorkAsync));
                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(working);
        }

        async Task WorkAsync(QueueMessage message)
        {
            var shard = ShardMessage.Parse(message.Text);
            await shards.MakeOneAsync(business, shard.Slot, shard.Shard, CancellationToken.None);
            await queue.DeleteAsync(message, CancellationToken.None);
        }
    }

    private static async Task<Part> MeasureAsync(AzureStorage storage, string connection, int processes)
    {
        await EmptyAsync(storage);
        var receivers = Enumerable.Range(1, processes - 1).Select(_ => Start(connection, Receive)).ToList();
        foreach (var receiver in receivers)
        {
            _ = await receiver.StandardOutput.ReadLineAsync();
        }

        using var maker = Start(connection, "make");
        var parts = new List<Part> { await EndAsync(maker) };
        foreach (var receiver in receivers)
        {
            receiver.StandardInput.Close();
            parts.Add(await EndAsync(receiver));
            receiver.Dispose();
        }

        return new(parts[0].Seconds, parts.Sum(static part => part.CpuSeconds), parts.Max(static part => part.PeakMegabytes), [.. parts.Select(static part => part.Made[0])]);
    }

    private static Process Start(string connection, string part)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ShardsBenchmark).Assembly.Location, PartCommand, connection, part])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        return Process.Start(start)!;
    }

    private static async Task<Part> EndAsync(Process process)
    {
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? Part.Parse(said) : throw new InvalidOperationException($"A measurement ended with {process.ExitCode}.");
    }

    private static async Task EmptyAsync(AzureStorage storage)
    {
        var (reports, queue) = (storage.Container(StoreNames.Reports), storage.Queue(StoreNames.Shards));
        await foreach (var blob in reports.ListAsync("", default))
        {
            await reports.DeleteAsync(blob.Name, default);
        }

        while (await queue.ReceiveAsync(32, HiddenFor, default) is { Count: > 0 } left)
        {
            foreach (var message in left)
            {
                await queue.DeleteAsync(message, default);
            }
        }
    }

    /// <summary>What a measurement took: the time of the one that hands out, the processor time of all, the most memory of any, and who made how many shards.</summary>
    private sealed record Part(double Seconds, double CpuSeconds, int PeakMegabytes, int[] Made)
    {
        public static Part Parse(string line)
        {
            var numbers = line.Trim().Split(' ').Select(static number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray();
            return new(numbers[0], numbers[1], (int)numbers[2], [(int)numbers[3]]);
        }

        /// <summary>The one whose time is in the middle.</summary>
        public static Part Median(List<Part> parts) => parts.OrderBy(static part => part.Seconds).ElementAt(parts.Count / 2);

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"{Seconds,7:F1} s   {CpuSeconds,7:F1} s of CPU   peak {PeakMegabytes,4} MB each at most   shards {string.Join(" + ", Made)}");
    }
}
