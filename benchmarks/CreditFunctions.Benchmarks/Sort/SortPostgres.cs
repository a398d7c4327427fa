using System.Diagnostics;
using System.Globalization;

namespace CreditFunctions.Benchmarks;

/// <summary>PostgreSQL with an unlogged, analyzed table, memory enough to sort in, as many workers as it likes. Its CPU seconds are those of the backend and its workers, its memory is that of the backend alone.</summary>
internal sealed class SortPostgres(PostgresServer server) : IAsyncDisposable
{
    private const string Sorted = "SELECT * FROM rows ORDER BY available DESC, customer_id";
    private const double TicksOfSecond = 100;

    public static async Task<SortPostgres> LoadAsync(string csv)
    {
        var postgres = new SortPostgres(await PostgresServer.StartAsync("-c work_mem=4GB -c jit=on"));
        await postgres.RunAsync($"CREATE UNLOGGED TABLE rows({SortTable.Columns("TEXT", "TIMESTAMP")}); COPY rows FROM '{csv}' (FORMAT csv, HEADER true); VACUUM ANALYZE rows");
        return postgres;
    }

    public Task<SortRun> SortAsync(string output, bool isJson) =>
        RunAsync(isJson ? $"COPY (SELECT row_to_json(r) FROM ({Sorted}) r) TO '{output}'" : $"COPY ({Sorted}) TO '{output}' (FORMAT csv, HEADER true)");

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task<SortRun> RunAsync(string sql)
    {
        var statements = string.Concat(sql.Split("; ").Select(static statement => statement + ";\n"));
        var script = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N") + ".sql");
        await File.WriteAllTextAsync(script, $"SELECT pg_backend_pid() AS pid \\gset\n{statements}\\setenv PID :pid\n\\! cat /proc/$PID/stat; grep VmHWM /proc/$PID/status\n");
        var start = Stopwatch.GetTimestamp();
        var before = Cpu(File.ReadAllText($"/proc/{server.ProcessId}/stat"), ofChildren: true);
        var said = await server.ScriptAsync(script);
        var wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var workers = Cpu(File.ReadAllText($"/proc/{server.ProcessId}/stat"), ofChildren: true) - before;
        var memory = double.Parse(said[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
        var run = new SortRun(wall, workers + Cpu(said[^2], ofChildren: false), memory);
        File.Delete(script);
        Error.WriteLine($"postgres {run.Wall:F2} s: {run.Cpu:F2} {run.Memory:F0}");
        return run;
    }

    /// <summary>CPU seconds of a process, from what /proc says of it, or of those of its children that have ended.</summary>
    private static double Cpu(string stat, bool ofChildren)
    {
        var numbers = stat.Trim()[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var first = ofChildren ? 13 : 11;
        return (double.Parse(numbers[first], CultureInfo.InvariantCulture) + double.Parse(numbers[first + 1], CultureInfo.InvariantCulture)) / TicksOfSecond;
    }
}
