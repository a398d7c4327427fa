using System.Globalization;
using CreditFunctions.Reports;

namespace CreditFunctions.Benchmarks;

/// <summary>Sorting and writing down a whole report, beside DuckDB and PostgreSQL doing the same with the same rows of their own; each run is a process of its own, and they take turns.</summary>
internal static class SortBenchmark
{
    private const string OtherUsersMayWrite = "777";

    public static async Task RunAsync(int rows, int runs, string[] among)
    {
        var folder = Directory.CreateTempSubdirectory("credit-functions-sort-").FullName;
        await SortRun.OutputAsync("chmod", OtherUsersMayWrite, folder);
        try
        {
            await RunAsync(folder, rows, runs, among);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task RunAsync(string folder, int rows, int runs, string[] among)
    {
        var (store, csv) = (Path.Combine(folder, "rows"), Path.Combine(folder, "rows.csv"));
        await SortFiles.WriteStoreAsync(new(rows), store);
        await SortFiles.CopyToCsvAsync(store, csv);
        var sorts = new Dictionary<string, Func<string, bool, Task<SortRun>>>(StringComparer.Ordinal) { ["engine"] = (output, isJson) => EngineAsync(store, output, isJson) };
        if (among.Contains("duckdb"))
        {
            sorts["DuckDB"] = (await SortDuckDb.LoadAsync(folder, csv)).SortAsync;
        }

        await using var postgres = among.Contains("postgres") ? await SortPostgres.LoadAsync(csv) : null;
        if (postgres is not null)
        {
            sorts["PostgreSQL"] = postgres.SortAsync;
        }

        File.Delete(csv);
        foreach (var isJson in new[] { false, true })
        {
            await CompareAsync(folder, rows, runs, sorts, isJson);
        }
    }

    private static async Task CompareAsync(string folder, int rows, int runs, Dictionary<string, Func<string, bool, Task<SortRun>>> sorts, bool isJson)
    {
        var took = sorts.Keys.ToDictionary(name => name, _ => new List<SortRun>(), StringComparer.Ordinal);
        var first = "";
        for (var run = 0; run < runs; run++)
        {
            foreach (var (name, sort) in sorts)
            {
                var output = Path.Combine(folder, name + (isJson ? ".json" : ".csv"));
                took[name].Add(await sort(output, isJson));
                if (run == 0)
                {
                    var order = SortedIds.Hash(output);
                    first = name == "engine" || order == first ? order : throw new InvalidOperationException($"{name} has another order than the engine.");
                }

                File.Delete(output);
            }
        }

        var engine = SortRun.Median(took["engine"]);
        foreach (var (name, all) in took)
        {
            var median = SortRun.Median(all);
            WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{rows,10} rows {(isJson ? "JSON" : "CSV"),-4} {name,-10} {median.Wall,7:F2} s   CPU {median.Cpu,7:F2} s   peak {median.Memory,6:F0} MB   {median.Wall / engine.Wall,5:F2} times the engine"));
        }
    }

    private static Task<SortRun> EngineAsync(string store, string output, bool isJson) => SortRun.OfAsync(
        Environment.ProcessPath!,
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(SortBenchmark).Assembly.Location, .. Arguments(store, output, isJson)] : Arguments(store, output, isJson));

    private static string[] Arguments(string store, string output, bool isJson) => ["sort", "--engine", store, output, isJson ? nameof(ReportFormat.Json) : nameof(ReportFormat.Csv)];
}
