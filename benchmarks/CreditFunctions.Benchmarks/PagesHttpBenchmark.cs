using System.Globalization;
using CreditFunctions.Api.Reports;
using CreditFunctions.Azurite;
using CreditFunctions.Hosting;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Azure;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Snapshots;
using Microsoft.Extensions.DependencyInjection;

namespace CreditFunctions.Benchmarks;

/// <summary>
/// Pages of 100 rows of a snapshot in Azurite, at any place of any index and in either direction, over HTTP through the whole program; beside the bare reads of the same bytes by the same client:
/// the offsets and then the blocks, for an instance that knows nothing of the snapshot yet; the blocks alone, for one that has read of it before. They take turns page by page.
/// </summary>
internal static class PagesHttpBenchmark
{
    private const string Business = "biz_bench";
    private const string Attempt = "bench";
    private const int PageRows = 100;
    private const int Warming = 300;
    private const int Rounds = 5;

    private static readonly ReportDefinition Report = CreditBalances.Definition;
    private static readonly SnapshotId Slot = new(Instant.FromMicroseconds(1_795_226_400_000_000));
    private static readonly string[] Columns = ["customer_id", "customer_name", "available", "updated_at"];

    public static async Task RunAsync(int rows, int pages)
    {
        await using var azurite = await AzuriteServer.StartAsync(new AzuriteOptions { Progress = Error.WriteLine });
        var storage = new AzureStorage(StorageConnection.Parse(azurite.ConnectionString));
        await storage.CreateAllAsync(default);
        var secret = await AddKeyAsync(storage);
        var reports = storage.Container(StoreNames.Reports);
        var files = await FillAsync(reports, new(rows));
        await using var app = CreditFunctionsApp.Build(["--urls=http://127.0.0.1:0", $"--CreditStorage={azurite.ConnectionString}"]);
        await app.StartAsync();
        var (paged, offsets) = (app.Services.GetRequiredService<PagedSnapshots>(), app.Services.GetRequiredService<OffsetsCache>());
        var reader = app.Services.GetRequiredService<ReportReader>();
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var bare = new BareBlobs(azurite.ConnectionString, StoreNames.Reports);

        var random = new Random(1);
        var rounds = new List<Times>();
        for (var round = -1; round < Rounds; round++)
        {
            var times = new Times();
            for (var page = 0; page < (round < 0 ? Warming : pages / Rounds); page++)
            {
                var (column, info) = files[random.Next(files.Count)];
                var (offset, descending) = (random.NextInt64(rows - PageRows), random.Next(2) == 1);
                using var request = new HttpRequestMessage(
                    HttpMethod.Get, new Uri($"{app.Urls.Single()}/api/reports/{Report.Key}/data?snapshot=latest&sort={(descending ? "-" : "")}{column}&offset={offset}&limit={PageRows}"));
                request.Headers.Authorization = new("Bearer", secret);
                var ranges = await RangesAsync(reports, info, descending ? rows - offset - PageRows : offset);
                offsets.Clear();
                paged.Forget(Business, Report.Key);
                await times.Cold.MeasureAsync(() => SendAsync(client, request));
                await times.BareCold.MeasureAsync(() => bare.ReadAsync(NameOf(info.Name), ranges));
                using var again = new HttpRequestMessage(HttpMethod.Get, request.RequestUri);
                again.Headers.Authorization = request.Headers.Authorization;
                await times.Warm.MeasureAsync(() => SendAsync(client, again));
                await times.BareWarm.MeasureAsync(() => bare.ReadAsync(NameOf(info.Name), ranges[^1..]));
                await times.OwnRead.MeasureAsync(() => OwnReadAsync(reports, info, ranges[^1]));
                var query = new ReportQuery(Report) { Sort = [new(Report[column], descending)], Offset = offset, Limit = PageRows };
                var data = await paged.LatestAsync(Business, Report, default);
                await times.InProcess.MeasureAsync(() => reader.PageAsync(data!, query, default));
            }

            rounds.AddRange(round < 0 ? [] : [times]);
        }

        await app.StopAsync();
        WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows, a page of {PageRows}, {rounds.Sum(static round => round.Cold.Count):N0} of each"));
        Show("a cold instance", rounds, static times => times.Cold, "the two bare reads", static times => times.BareCold);
        Show("a warm one", rounds, static times => times.Warm, "the bare read", static times => times.BareWarm);
        WriteLine($"  of the warm page:    {Latencies.Of(rounds.Select(static round => round.InProcess))}   the rows, in process");
        WriteLine($"                       {Latencies.Of(rounds.Select(static round => round.OwnRead))}   the read, by the program's own client");
    }

    private static void Show(string product, List<Times> rounds, Func<Times, Latencies> of, string alternative, Func<Times, Latencies> than)
    {
        WriteLine($"  {product,-20} {Latencies.Of(rounds.Select(of))}");
        WriteLine($"  {alternative,-20} {Latencies.Of(rounds.Select(than))}");
        foreach (var part in new[] { 0.5, 0.99 })
        {
            var ratios = rounds.Select(round => of(round).Percentile(part) / than(round).Percentile(part)).Order().ToList();
            WriteLine(string.Create(CultureInfo.InvariantCulture, $"    p{part * 100:F0} {ratios[ratios.Count / 2]:F2} times, the median of {ratios.Count} rounds ({ratios[0]:F2} to {ratios[^1]:F2})"));
        }
    }

    private static async Task SendAsync(HttpClient client, HttpRequestMessage request)
    {
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await answer.EnsureSuccessStatusCode().Content.CopyToAsync(Stream.Null);
        if (!answer.Headers.TryGetValues("X-Report-Plan", out var plan) || plan.Single() != "index")
        {
            throw new InvalidOperationException("The page was not read from an index.");
        }
    }

    private static async Task OwnReadAsync(IBlobContainer reports, RowFileInfo info, BlobRange range) =>
        await new BlobFile(reports, NameOf(info.Name), info.Bytes).ReadAsync(range.From, new byte[range.Length!.Value], default);

    /// <summary>What a page takes of a file: the range of the offsets, and that of the blocks.</summary>
    private static async Task<BlobRange[]> RangesAsync(IBlobContainer reports, RowFileInfo info, long from)
    {
        var file = new RecordingFile(new BlobFile(reports, NameOf(info.Name), info.Bytes));
        await new RowFileReader(info, file, new OffsetsCache()).ReadAsync(from, PageRows, new(), default);
        return file.Ranges.Count == 2 ? [.. file.Ranges] : throw new InvalidOperationException($"A page took {file.Ranges.Count} reads.");
    }

    private static string NameOf(string file) => SnapshotPaths.File(Business, Report.Key, Slot, Attempt, file);

    private static async Task<string> AddKeyAsync(AzureStorage storage)
    {
        var directory = new DirectoryStore(storage.Table(StoreNames.Directory));
        var (now, secret) = (Instant.Now(storage.Clock), ApiKey.NewSecret());
        await directory.AddBusinessAsync(new(Business, "USD", 16, now), default);
        await directory.PutKeyAsync(new(ApiKey.HashOf(secret), Business, "bench", Scopes.All, now, null), default);
        return secret;
    }

    /// <summary>A snapshot's pages, and what points to them.</summary>
    private static async Task<List<(string Column, RowFileInfo Info)>> FillAsync(IBlobContainer reports, MadeUpBalances rows)
    {
        var files = new List<(string Column, RowFileInfo Info)>();
        foreach (var column in Columns)
        {
            var name = PageStore.NameOf(Report, column);
            await using var upload = reports.Upload(NameOf(name), new("application/octet-stream"));
            files.Add((column, await rows.WriteAsync(column, name, PageStore.IdOf(NameOf(name), Report), upload.WriteAsync)));
            await upload.CommitAsync(BlobCondition.None, default);
        }

        var latest = new LatestSnapshot(LatestSnapshot.CurrentSchema, Slot, Slot.Slot, Attempt, rows.Count, [.. files.Select(static file => new PageStore(file.Column, file.Info))]);
        await reports.PutAsync(SnapshotPaths.Latest(Business, Report.Key), ManifestJson.Write(latest), new("application/json"), BlobCondition.None, default);
        return files;
    }

    private sealed record Times
    {
        public Latencies Cold { get; } = new();

        public Latencies BareCold { get; } = new();

        public Latencies Warm { get; } = new();

        public Latencies BareWarm { get; } = new();

        public Latencies OwnRead { get; } = new();

        public Latencies InProcess { get; } = new();
    }
}
