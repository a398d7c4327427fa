using System.Globalization;
using CreditFunctions.Azurite;
using CreditFunctions.Processes;
using CreditFunctions.Sdk;

[assembly: AssemblyFixture(typeof(ServedProgram))]

namespace CreditFunctions.Sdk;

/// <summary>
/// The program as a process of its own on an Azurite in memory, with one business, for all clients: without limits of requests; once more with low ones; and once more without reach of
/// its storage. And what the clients' runs came to.
/// </summary>
public sealed class ServedProgram : IAsyncLifetime
{
    private const string Business = "biz_sdk";
    private const string NobodyListens = ":9/";

    private readonly Dictionary<string, Task<ClientRun>> runs = new(StringComparer.Ordinal);
    private AzuriteServer? azurite;
    private ProgramProcess? program;
    private ProgramProcess? limited;
    private ProgramProcess? stranded;
    private IReadOnlyDictionary<string, string> environment = new Dictionary<string, string>(StringComparer.Ordinal);

    public async ValueTask InitializeAsync()
    {
        azurite = await AzuriteServer.StartAsync(new() { Progress = System.Console.Error.WriteLine });
        var storage = azurite.ConnectionString;
        await ProgramProcess.RunAsync(storage, "business", "add", Business, "--currency", "USD");
        var all = await KeyAsync(storage, "all", "balances:read,report:read,ledger:write,report:run,admin");
        var reader = await KeyAsync(storage, "reader", "balances:read");
        var stranger = await KeyAsync(storage, "stranger", "report:run");
        program = await ProgramProcess.StartAsync(storage, Limits(0));
        limited = await ProgramProcess.StartAsync(storage, Limits(1));
        stranded = await ProgramProcess.StartAsync(storage.Replace($":{azurite.TablePort}/", NobodyListens, StringComparison.Ordinal).Replace($":{azurite.BlobPort}/", NobodyListens, StringComparison.Ordinal));
        environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["CREDITS_URL"] = program.Url.GetLeftPart(UriPartial.Authority),
            ["CREDITS_LIMITED_URL"] = limited.Url.GetLeftPart(UriPartial.Authority),
            ["CREDITS_STRANDED_URL"] = stranded.Url.GetLeftPart(UriPartial.Authority),
            ["CREDITS_KEY"] = all,
            ["CREDITS_READER_KEY"] = reader,
            ["CREDITS_STRANGER_KEY"] = stranger,
        };
    }

    /// <summary>What became of the tests of a file: it is run when it is first asked for.</summary>
    public Task<ClientRun> RunAsync(string file)
    {
        lock (runs)
        {
            return runs.TryGetValue(file, out var run) ? run : runs[file] = ClientRun.OfAsync(file, environment);
        }
    }

    public async ValueTask DisposeAsync()
    {
        program?.Dispose();
        limited?.Dispose();
        stranded?.Dispose();
        if (azurite is not null)
        {
            await azurite.DisposeAsync();
        }
    }

    private static string[] Limits(int requestsPerMinute) =>
        [.. new[] { "stripe", "paddle", "dodo" }.Select(dialect => string.Create(CultureInfo.InvariantCulture, $"--{dialect}:RequestsPerMinute={requestsPerMinute}"))];

    private static Task<string> KeyAsync(string storage, string name, string scopes) => ProgramProcess.RunAsync(storage, "key", "add", Business, "--name", name, "--scopes", scopes);
}
