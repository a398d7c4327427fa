using System.Globalization;
using CreditFunctions.Azurite;
using CreditFunctions.Processes;
using CreditFunctions.Sdk;
using CreditFunctions.Standin;

[assembly: AssemblyFixture(typeof(ServedProgram))]

namespace CreditFunctions.Sdk;

/// <summary>How clients reach the program.</summary>
public enum Way
{
    /// <summary>Straight.</summary>
    Direct,

    /// <summary>Through the stand-in of the Functions host.</summary>
    Host,
}

/// <summary>
/// The program as processes of its own on an Azurite in memory, for all clients: without limits of requests; once more with low ones; and once more without reach of its storage. All three straight
/// for one business, and behind a Functions host for another. And what the clients' runs came to.
/// </summary>
public sealed class ServedProgram : IAsyncLifetime
{
    private const string NobodyListens = ":9/";

    private readonly Dictionary<(string File, Way Way), Task<ClientRun>> runs = [];
    private readonly Dictionary<Way, IReadOnlyDictionary<string, string>> environments = [];
    private readonly List<ProgramProcess> programs = [];
    private readonly List<FunctionsHost> hosts = [];
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("app");
    private AzuriteServer? azurite;
    private HostApp? app;

    public async ValueTask InitializeAsync()
    {
        azurite = await AzuriteServer.StartAsync(new() { Progress = System.Console.Error.WriteLine });
        await ProgramProcess.RunAsync(azurite.ConnectionString, "functions", "--output", root.FullName);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "host.json"), Path.Combine(root.FullName, "host.json"));
        app = HostApp.Read(root.FullName);
        environments[Way.Direct] = await EnvironmentAsync("biz_sdk", Way.Direct);
        environments[Way.Host] = await EnvironmentAsync("biz_sdk_host", Way.Host);
    }

    /// <summary>What became of the tests of a file: it is run when it is first asked for.</summary>
    public Task<ClientRun> RunAsync(string file, Way way)
    {
        lock (runs)
        {
            return runs.TryGetValue((file, way), out var run) ? run : runs[(file, way)] = ClientRun.OfAsync(file, environments[way]);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }

        programs.ForEach(program => program.Dispose());
        if (azurite is not null)
        {
            await azurite.DisposeAsync();
        }

        root.Delete(recursive: true);
    }

    private async Task<IReadOnlyDictionary<string, string>> EnvironmentAsync(string business, Way way)
    {
        var storage = azurite!.ConnectionString;
        await ProgramProcess.RunAsync(storage, "business", "add", business, "--currency", "USD");
        var stranded = storage.Replace($":{azurite.TablePort}/", NobodyListens, StringComparison.Ordinal).Replace($":{azurite.BlobPort}/", NobodyListens, StringComparison.Ordinal);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["CREDITS_URL"] = await StartAsync(storage, way, requestsPerMinute: 0),
            ["CREDITS_LIMITED_URL"] = await StartAsync(storage, way, requestsPerMinute: 1),
            ["CREDITS_STRANDED_URL"] = await StartAsync(stranded, way, requestsPerMinute: null),
            ["CREDITS_KEY"] = await KeyAsync(storage, business, "all", "balances:read,report:read,ledger:write,report:run,admin"),
            ["CREDITS_READER_KEY"] = await KeyAsync(storage, business, "reader", "balances:read"),
            ["CREDITS_STRANGER_KEY"] = await KeyAsync(storage, business, "stranger", "report:run"),
        };
    }

    private async Task<string> StartAsync(string storage, Way way, int? requestsPerMinute)
    {
        string[] limited = requestsPerMinute is null ? [] : ["stripe", "paddle", "dodo"];
        var limits = limited.ToDictionary(static dialect => $"{dialect}__RequestsPerMinute", _ => requestsPerMinute!.Value.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal);
        if (way == Way.Host)
        {
            hosts.Add(await FunctionsHost.StartAsync(app!, port =>
            {
                programs.Add(ProgramProcess.StartHandler(storage, port, root.FullName, limits));
                return Task.FromResult(new Handler(programs[^1].Exited, programs[^1].Kill));
            }));
            return hosts[^1].Url.GetLeftPart(UriPartial.Authority);
        }

        programs.Add(await ProgramProcess.StartAsync(storage, [.. limits.Select(static limit => $"--{limit.Key.Replace("__", ":", StringComparison.Ordinal)}={limit.Value}")]));
        return programs[^1].Url.GetLeftPart(UriPartial.Authority);
    }

    private static Task<string> KeyAsync(string storage, string business, string name, string scopes) => ProgramProcess.RunAsync(storage, "key", "add", business, "--name", name, "--scopes", scopes);
}
