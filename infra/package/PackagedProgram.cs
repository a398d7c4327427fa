using System.Diagnostics;
using System.Globalization;
using System.Text;
using CreditFunctions.Azurite;

namespace CreditFunctions.Package;

/// <summary>The program of an unpacked package as a process of its own, started as the Functions host does, and killed as it does.</summary>
public sealed class PackagedProgram : IAsyncDisposable
{
    private const int MaxOutput = 64 * 1024;

    // How often the host asks, and how long.
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    private readonly Process process;
    private readonly StringBuilder output = new();

    private PackagedProgram(Process process, int port)
    {
        this.process = process;
        Url = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>What it wrote on its terminal.</summary>
    public string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString().Trim();
            }
        }
    }

    /// <summary>Starts it, and returns once it has answered <c>GET /</c>, whatever the answer.</summary>
    /// <param name="folder">The package's root.</param>
    /// <param name="settings">Its app settings.</param>
    /// <param name="cancellationToken">Ends the wait, and the program.</param>
    /// <exception cref="PackageException">It ended, or did not answer within 30 s.</exception>
    public static async Task<PackagedProgram> StartAsync(string folder, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        var port = LoopbackPort.Take(0)[0];
        var start = Command(folder, settings);
        start.Environment["FUNCTIONS_CUSTOMHANDLER_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        var program = new PackagedProgram(Process.Start(start)!, port);
        try
        {
            await program.WaitUntilReadyAsync(cancellationToken);
            return program;
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a command of the program to its end; returns what it wrote.</summary>
    /// <exception cref="PackageException">Its exit code was not 0.</exception>
    public static async Task<string> RunAsync(string folder, IReadOnlyDictionary<string, string> settings, string[] arguments, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        using var run = Process.Start(Command(folder, settings, arguments))!;
        var (said, complained) = (run.StandardOutput.ReadToEndAsync(cancellationToken), run.StandardError.ReadToEndAsync(cancellationToken));
        await run.WaitForExitAsync(cancellationToken);
        return run.ExitCode == 0
            ? (await said).Trim()
            : throw new PackageException($"'{PackageZip.Executable} {string.Join(' ', arguments)}' ended with exit code {run.ExitCode}.\n{await said}{await complained}");
    }

    /// <summary>Kills it.</summary>
    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static ProcessStartInfo Command(string folder, IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(folder, PackageZip.Executable), arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Nothing of this machine's .NET: there is none where it is deployed.
        start.Environment.Clear();
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        for (var since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < StartTimeout; await Task.Delay(Poll, TimeProvider.System, cancellationToken))
        {
            if (process.HasExited)
            {
                throw new PackageException($"The program ended at its start with exit code {process.ExitCode}.\n{Output}");
            }

            try
            {
                using var answer = await client.GetAsync(Url, cancellationToken);
                return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }

        throw new PackageException($"The program did not answer GET / within {StartTimeout.TotalSeconds} s.\n{Output}");
    }

    private void Note(string? line)
    {
        lock (output)
        {
            _ = line is null || output.Length > MaxOutput ? output : output.AppendLine(line);
        }
    }
}
