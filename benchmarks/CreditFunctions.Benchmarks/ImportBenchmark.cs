using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CreditFunctions.Azurite;
using CreditFunctions.Processes;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Azure;

namespace CreditFunctions.Benchmarks;

/// <summary>
/// An import by the program as a process of its own, beside the rows it left loaded into an empty table by batches of a hundred with nothing around them. The
/// program decides each line, chains its entries and keeps its keys; the loader only sends bytes, so the ratio is what all that costs.
/// </summary>
internal static class ImportBenchmark
{
    private const string Business = "biz_bench";
    private const int LinesPerCustomer = 50;
    private const int AtOnce = 32;
    private const int Shards = 16;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    public static async Task RunAsync(int lines)
    {
        await using var azurite = await AzuriteServer.StartAsync(new AzuriteOptions { Progress = Error.WriteLine });
        var storage = new AzureStorage(StorageConnection.Parse(azurite.ConnectionString));
        await storage.CreateAllAsync(default);
        await ProgramProcess.RunAsync(azurite.ConnectionString, "business", "add", Business, "--currency", "USD");
        var key = await ProgramProcess.RunAsync(azurite.ConnectionString, "key", "add", Business, "--name", "bench", "--scopes", "admin");
        using var program = await ProgramProcess.StartAsync(azurite.ConnectionString);
        using var client = new HttpClient { BaseAddress = program.Url };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);

        // A small one first: for the compiler, and to know what the program holds before.
        await ImportAsync(client, "warm", lines / 20);
        var before = program.PeakMemory;
        var import = await ImportAsync(client, "full", lines);
        var grown = program.PeakMemory - before;

        var batches = await RowCopies.ReadAsync(storage.Table(StoreNames.Credits), Business, Shards, static _ => true);
        var bare = storage.Table("bare");
        await bare.CreateIfMissingAsync(default);
        var start = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(batches, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (batch, stop) =>
            await bare.CommitAsync(batch.Partition, batch.Rows, TimeSpan.FromSeconds(60), stop));
        var load = Stopwatch.GetElapsedTime(start);
        WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"import of {lines} lines   {import.TotalSeconds,7:F1} s   {lines / import.TotalSeconds,8:F0} lines/s   peak memory {before / 1048576} MB after {lines / 20} lines, {grown / 1048576} MB more after all"));
        WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"bare batches of {batches.Sum(static batch => batch.Rows.Count)} rows {load.TotalSeconds,7:F1} s\n  {import / load:F2} times the bare batches"));
    }

    private static async Task<TimeSpan> ImportAsync(HttpClient client, string name, int lines)
    {
        var start = Stopwatch.GetTimestamp();
        using var content = new ByteArrayContent(Body(name, lines));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var sent = await client.PostAsync(new Uri("/api/imports", UriKind.Relative), content);
        sent.EnsureSuccessStatusCode();
        while (true)
        {
            using var run = JsonDocument.Parse(await client.GetStringAsync(sent.Headers.Location));
            if (run.RootElement.GetProperty("state").GetString() is not "open")
            {
                var counts = run.RootElement.GetRawText();
                return run.RootElement.GetProperty("rejected").ValueKind == JsonValueKind.Null ? Stopwatch.GetElapsedTime(start) : throw new InvalidOperationException(counts);
            }

            await Task.Delay(Poll, TimeProvider.System);
        }
    }

    /// <summary>Each customer, a grant, and then small applications and now and then a grant, a year of them; customers mixed as in an export by date.</summary>
    private static byte[] Body(string name, int lines)
    {
        var customers = Math.Max(1, lines / LinesPerCustomer);
        var body = new StringBuilder();
        var date = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (var line = 0; line < lines; line++)
        {
            var (turn, customer) = (line / customers, string.Create(CultureInfo.InvariantCulture, $"{name}-{line % customers:D5}"));
            var at = date.AddMinutes(line / 10).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
            body.Append(CultureInfo.InvariantCulture, $$"""{"customer_id":"{{customer}}",""").AppendLine(turn switch
            {
                0 => $$"""
                    "type":"customer","name":"Customer {{customer}}"}
                    """,
                _ when turn % 10 == 1 => $$"""
                    "type":"grant","unit":"USD","amount":"100.00","memo":"Pack","created_at":"{{at}}"}
                    """,
                _ => $$"""
                    "type":"apply","unit":"USD","amount":"1.25","memo":"Invoice","created_at":"{{at}}"}
                    """,
            });
        }

        return Encoding.UTF8.GetBytes(body.ToString());
    }
}
