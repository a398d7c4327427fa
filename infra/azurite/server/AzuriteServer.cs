using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace CreditFunctions.Azurite;

/// <summary>Azurite, the emulator of Azure Storage, as a process of its own that ends with this one. For local work, tests and benchmarks.</summary>
public sealed class AzuriteServer : IAsyncDisposable
{
    private const string Folder = "infra/azurite";
    private const string Account = "devstoreaccount1";

    // The emulator's key is the same everywhere and documented; it protects nothing.
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private const int MaxOutput = 64 * 1024;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StartPoll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(6);

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly bool keepsData;
    private volatile bool isStopping;

    private AzuriteServer(Process process, int[] ports, bool keepsData)
    {
        (this.process, this.keepsData) = (process, keepsData);
        (BlobPort, QueuePort, TablePort) = (ports[0], ports[1], ports[2]);
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Died = WatchAsync();
    }

    /// <summary>The Blob service's port on 127.0.0.1.</summary>
    public int BlobPort { get; }

    /// <summary>The Queue service's port on 127.0.0.1.</summary>
    public int QueuePort { get; }

    /// <summary>The Table service's port on 127.0.0.1.</summary>
    public int TablePort { get; }

    /// <summary>Completes when the process dies before it is disposed of; never otherwise. Its result is what Azurite said.</summary>
    public Task<string> Died { get; }

    /// <summary>What clients connect with.</summary>
    public string ConnectionString => string.Create(
        CultureInfo.InvariantCulture,
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint=http://127.0.0.1:{BlobPort}/{Account};QueueEndpoint=http://127.0.0.1:{QueuePort}/{Account};TableEndpoint=http://127.0.0.1:{TablePort}/{Account};");

    /// <summary>Installs Azurite if need be, starts it, and returns once its services answer.</summary>
    /// <exception cref="NodeException">There is no Node.js, or it could not be installed.</exception>
    /// <exception cref="AzuriteException">A port is taken, or it did not answer within 30 s.</exception>
    public static async Task<AzuriteServer> StartAsync(AzuriteOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var directory = await NodePackages.EnsureAsync(Folder, options.Progress, cancellationToken);
        var ports = LoopbackPort.Take(options.BlobPort, options.QueuePort, options.TablePort);
        string[] data = options.Location is { } location ? ["--location", Path.GetFullPath(location)] : ["--inMemoryPersistence"];
        string[] arguments =
        [
            Path.Combine(directory, "run.mjs"), "--silent", "--disableTelemetry", "--skipApiVersionCheck", .. data,
            "--blobHost", "127.0.0.1", "--blobPort", Text(ports[0]), "--queueHost", "127.0.0.1", "--queuePort", Text(ports[1]),
            "--tableHost", "127.0.0.1", "--tablePort", Text(ports[2]),
        ];
        // Standard input stays open as long as this process lives: that is how the other one notices its death.
        var start = new ProcessStartInfo("node", arguments)
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var server = new AzuriteServer(NodePackages.Start(start), ports, options.Location is not null);
        try
        {
            await server.WaitUntilReadyAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the process; data on disk is written out first.</summary>
    public async ValueTask DisposeAsync()
    {
        if (isStopping)
        {
            return;
        }

        isStopping = true;
        process.StandardInput.Close();
        if (keepsData)
        {
            using var patience = new CancellationTokenSource(StopTimeout, TimeProvider.System);
            await process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var since = TimeProvider.System.GetTimestamp();
        foreach (var port in new[] { BlobPort, QueuePort, TablePort })
        {
            while (!await AnswersAsync(client, port, cancellationToken))
            {
                if (Died.IsCompleted)
                {
                    throw new AzuriteException($"Azurite ended while it was starting.\n{await Died}");
                }

                if (TimeProvider.System.GetElapsedTime(since) > StartTimeout)
                {
                    throw new AzuriteException($"Azurite did not answer on port {port} within {StartTimeout.TotalSeconds} s.\n{Output()}");
                }

                await Task.Delay(StartPoll, TimeProvider.System, cancellationToken);
            }
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient client, int port, CancellationToken cancellationToken)
    {
        try
        {
            // Any answer will do; without a signature it is a refusal.
            using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{Text(port)}/{Account}?comp=list"), cancellationToken);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<string> WatchAsync()
    {
        await process.WaitForExitAsync();
        if (isStopping)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
        }

        return Output();
    }

    private void Note(string? line)
    {
        lock (output)
        {
            // Silent as it is started, it says little; should it run amok, the first lines tell why.
            _ = line is null || output.Length > MaxOutput ? output : output.AppendLine(line);
        }
    }

    private string Output()
    {
        lock (output)
        {
            return output.ToString().Trim();
        }
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
