using System.Diagnostics;
using System.Globalization;
using CreditFunctions.Reports;

namespace CreditFunctions.Benchmarks;

/// <summary>A PostgreSQL of its own in a temporary folder, reached by a socket there; Debian's packages postgresql and postgresql-client must be installed.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("postgres-").FullName;
    private readonly string programs = Directory.Exists("/usr/lib/postgresql")
        ? Path.Combine(Directory.GetDirectories("/usr/lib/postgresql").Max(StringComparer.Ordinal)!, "bin")
        : throw new InvalidOperationException("PostgreSQL is not in /usr/lib/postgresql: apt-get install postgresql");

    private PostgresServer()
    {
    }

    /// <summary>A folder that the server can read files of.</summary>
    public string Folder => folder;

    /// <summary>The server's process.</summary>
    public int ProcessId => int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    /// <summary>Starts it with memory for all rows, and nothing that makes writing safe.</summary>
    /// <param name="settings">More options of the server.</param>
    public static async Task<PostgresServer> StartAsync(string settings)
    {
        var server = new PostgresServer();
        if (Environment.IsPrivilegedProcess)
        {
            // It refuses to run as root.
            await RunAsync("chown", ["postgres", server.folder]);
        }

        await server.RunAsOwnerAsync("initdb", ["-D", server.Data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]);
        var options = $"-c listen_addresses= -c unix_socket_directories={server.folder} -c shared_buffers=2GB -c maintenance_work_mem=512MB -c fsync=off -c max_wal_size=8GB {settings}";
        await server.RunAsOwnerAsync("pg_ctl", ["-D", server.Data, "-w", "-s", "-l", Path.Combine(server.folder, "log"), "-o", options, "start"]);
        return server;
    }

    /// <summary>Runs SQL and returns its rows, a line each, with | between the cells.</summary>
    public Task<string[]> QueryAsync(string sql) => ClientAsync("-c", sql);

    /// <summary>Runs a file of SQL and of the client's own commands, and returns what they say.</summary>
    public Task<string[]> ScriptAsync(string path) => ClientAsync("-f", path);

    /// <summary>Makes a table of the rows' 16 columns and loads it.</summary>
    public async Task LoadAsync(string table, MadeUpBalances rows)
    {
        var csv = Path.Combine(folder, table + ".csv");
        await rows.WriteCsvAsync(csv);
        var columns = CreditBalances.Definition.Columns.Select(static column => $"{column.Key} {(column.Kind == ColumnKind.Text ? "text" : "bigint")} not null");
        await QueryAsync($"CREATE UNLOGGED TABLE {table} ({string.Join(", ", columns)})");
        await QueryAsync($"COPY {table} FROM '{csv}' (FORMAT csv)");
        File.Delete(csv);
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsOwnerAsync("pg_ctl", ["-D", Data, "-w", "-s", "-m", "immediate", "stop"]);
        Directory.Delete(folder, recursive: true);
    }

    private string Data => Path.Combine(folder, "data");

    private Task<string[]> ClientAsync(params string[] what) =>
        RunAsync(Path.Combine(programs, "psql"), ["-h", folder, "-U", "postgres", "-d", "postgres", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", .. what]);

    private Task<string[]> RunAsOwnerAsync(string program, string[] arguments) => Environment.IsPrivilegedProcess
        ? RunAsync("runuser", ["-u", "postgres", "--", Path.Combine(programs, program), .. arguments])
        : RunAsync(Path.Combine(programs, program), arguments);

    private static async Task<string[]> RunAsync(string program, string[] arguments)
    {
        // The server inherits its starter's output: what is waited for is the starter's end, not the output's.
        var isStart = arguments[^1] == "start";
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = !isStart })!;
        var output = isStart ? "" : await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
