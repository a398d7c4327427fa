using System.Diagnostics;
using System.Text;

namespace CreditFunctions.Processes;

/// <summary>The program as a process of its own, serving on a free port of this machine until it is killed.</summary>
public sealed class ProgramProcess : IDisposable
{
    private const string Listening = "Now listening on: ";
    private const string StorageSetting = "CreditStorage";
    private const int MaxOutput = 64 * 1024;

    private const string HandlerPort = "FUNCTIONS_CUSTOMHANDLER_PORT";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder output = new();
    private readonly Process process;
    private volatile bool isKilled;
    private int broken;

    private ProgramProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>Ends when it does.</summary>
    public Task Exited => process.WaitForExitAsync();

    /// <summary>Was it killed, or is it just about to be?</summary>
    public bool IsKilled => isKilled;

    /// <summary>How many requests it had taken and never answered.</summary>
    public int Broken => Volatile.Read(ref broken);

    /// <summary>The most memory it has held so far, in bytes.</summary>
    public long PeakMemory
    {
        get
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
    }

    /// <summary>What it wrote on its terminal.</summary>
    public string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    /// <summary>Starts it, and returns once it listens.</summary>
    /// <param name="storage">The connection string of its storage.</param>
    /// <param name="settings">Settings of its own, such as <c>--stripe:RequestsPerMinute=1</c>.</param>
    public static async Task<ProgramProcess> StartAsync(string storage, params string[] settings)
    {
        // The system chooses the port: none that is chosen before is sure to be free still.
        var started = new ProgramProcess(Process.Start(Command(storage, ["--urls", "http://127.0.0.1:0", .. settings]))!);
        try
        {
            var ended = started.process.WaitForExitAsync();
            var first = await Task.WhenAny(started.listening.Task, ended).WaitAsync(StartTimeout, TimeProvider.System);
            started.Url = first != ended ? await started.listening.Task : throw new InvalidOperationException($"The program ended at its start.\n{started.Output}");
            return started;
        }
        catch
        {
            started.Dispose();
            throw;
        }
    }

    /// <summary>Starts it as a Functions host does: with the port in its environment, in the app's root, and without waiting until it listens.</summary>
    /// <param name="storage">The connection string of its storage.</param>
    /// <param name="port">Where it is to listen.</param>
    /// <param name="root">The working directory.</param>
    /// <param name="settings">App settings of its own.</param>
    public static ProgramProcess StartHandler(string storage, int port, string root, IReadOnlyDictionary<string, string>? settings = null)
    {
        var command = Command(storage);
        command.WorkingDirectory = root;
        command.Environment[HandlerPort] = port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        foreach (var (name, value) in settings ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            command.Environment[name] = value;
        }

        return new(Process.Start(command)!) { Url = new($"http://127.0.0.1:{port}") };
    }

    /// <summary>Runs a command line of the program to its end; returns what it wrote.</summary>
    public static async Task<string> RunAsync(string storage, params string[] arguments)
    {
        using var run = Process.Start(Command(storage, arguments))!;
        var (said, complained) = (run.StandardOutput.ReadToEndAsync(), run.StandardError.ReadToEndAsync());
        await run.WaitForExitAsync();
        return run.ExitCode == 0 ? (await said).Trim() : throw new InvalidOperationException($"'{string.Join(' ', arguments)}' failed.\n{await said}{await complained}");
    }

    /// <summary>Ends it in the middle of whatever it does: SIGKILL, of which it never hears.</summary>
    public void Kill()
    {
        isKilled = true;
        process.Kill();
    }

    /// <summary>Counts a request that it had taken and never answered.</summary>
    public void Break() => Interlocked.Increment(ref broken);

    public void Dispose()
    {
        Kill();
        process.WaitForExit();
        process.Dispose();
    }

    private static ProcessStartInfo Command(string storage, params string[] arguments)
    {
        // It is `dotnet` itself that runs the program: the process that is killed is the one that serves.
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "CreditFunctions.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith(StorageSetting, StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment[StorageSetting] = storage;
        return start;
    }

    private void Note(string? line)
    {
        // As a handler it says so in JSON, and where it listens is known.
        if (line?.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at && Uri.TryCreate(line[(at + Listening.Length)..], UriKind.Absolute, out var url))
        {
            listening.TrySetResult(url);
        }

        lock (output)
        {
            _ = line is null || output.Length > MaxOutput ? output : output.AppendLine(line);
        }
    }
}
