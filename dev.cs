#:property PublishAot=false
#:project infra/azurite/server/CreditFunctions.Azurite.csproj
#:project infra/demo/CreditFunctions.Demo.csproj

// The main job on a laptop: Azurite, the program, demo data, a first report. `dotnet run dev.cs -- --help` lists the options.
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using CreditFunctions.Azurite;
using CreditFunctions.Demo;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Azure;

const string Help = """
    Starts Azurite and CreditFunctions, fills the business biz_demo on first run, and makes a first report.

    dotnet run dev.cs [--port N] [--fresh] [--no-demo] [--storage CONNECTION]

      --port N              the program's port on 127.0.0.1 (default 7071)
      --fresh               forget all local data first
      --no-demo             no demo customers: only the business biz_demo and the key cf_dev_key
      --storage CONNECTION  another storage account instead of a local Azurite: its connection string
    """;

var (port, fresh, demo, connection) = (7071, false, true, (string?)null);
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--port" when i + 1 < args.Length && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and < 65536: i++; break;
        case "--storage" when i + 1 < args.Length: connection = args[++i]; break;
        case "--fresh": fresh = true; break;
        case "--no-demo": demo = false; break;
        case "--help" or "-h": Console.WriteLine(Help); return 0;
        default: return Fail($"'{args[i]}' is not an option, or lacks its value.\n\n{Help}");
    }
}

if (fresh && connection is not null)
{
    return Fail("--fresh forgets local data only; it does not go with --storage.");
}

using var stop = new CancellationTokenSource();
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    return await RunAsync(stop.Token);
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.WriteLine("Stopped.");
    return 0;
}
catch (Exception exception) when (exception is AzuriteException or NodeException or StorageException or DevelopmentException or HttpRequestException or IOException or FormatException)
{
    return Fail(exception.Message);
}

static int Fail(string message)
{
    Console.Error.WriteLine(message);
    return 1;
}

async Task<int> RunAsync(CancellationToken cancellationToken)
{
    if (IsTaken(port))
    {
        throw new DevelopmentException($"Port {port} is taken; stop what listens there or choose another with --port.");
    }

    var root = Path.GetDirectoryName(Path.GetFullPath((string)AppContext.GetData("EntryPointFilePath")!))!;
    var data = Path.Combine(root, ".data", "azurite");
    if (fresh && Directory.Exists(data))
    {
        Directory.Delete(data, recursive: true);
    }

    await using var azurite = connection is null
        ? await AzuriteServer.StartAsync(AzuriteOptions.WellKnownPorts with { Location = data, Progress = Console.WriteLine }, cancellationToken)
        : null;
    connection ??= azurite!.ConnectionString;
    if (azurite is not null)
    {
        Console.WriteLine($"Azurite      http://127.0.0.1:{azurite.TablePort} (tables), :{azurite.BlobPort} (blobs), data in .data/azurite");
    }

    var isFirstRun = await FillAsync(connection, cancellationToken);
    using var program = await StartProgramAsync(root, connection, cancellationToken);
    try
    {
        await MakeReportsAsync(isFirstRun, program, cancellationToken);
        PrintExamples();
        var azuriteDied = azurite?.Died ?? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ContinueWith(_ => "", TaskScheduler.Default);
        var programDied = program.WaitForExitAsync(cancellationToken);
        var first = await Task.WhenAny(azuriteDied, programDied);
        cancellationToken.ThrowIfCancellationRequested();
        throw new DevelopmentException(first == programDied ? $"The program ended with exit code {program.ExitCode}." : $"Azurite died: {await azuriteDied}");
    }
    finally
    {
        if (!program.HasExited)
        {
            program.Kill(entireProcessTree: true);
            await program.WaitForExitAsync(CancellationToken.None);
        }
    }
}

async Task<bool> FillAsync(string storageConnection, CancellationToken cancellationToken)
{
    var storage = new AzureStorage(StorageConnection.Parse(storageConnection));
    await storage.CreateAllAsync(cancellationToken);
    if (await DemoBusiness.IsThereAsync(storage, cancellationToken))
    {
        return false;
    }

    var customers = demo ? DemoBusiness.Customers : 0;
    var progress = new ProgressBar(customers);
    var entries = await DemoBusiness.FillAsync(storage, storage.Clock.GetUtcNow(), customers, progress.Show, cancellationToken);
    ProgressBar.End(string.Create(CultureInfo.InvariantCulture, $"Demo data    {customers:N0} customers with {entries:N0} entries in {DemoBusiness.Id}"));
    return true;
}

async Task<Process> StartProgramAsync(string root, string storageConnection, CancellationToken cancellationToken)
{
    var project = Path.Combine(root, "functions", "CreditFunctions");
    var build = Process.Start(new ProcessStartInfo("dotnet", ["build", project, "--configuration", "Release", "--verbosity", "quiet", "-nologo"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
    var output = await build.StandardOutput.ReadToEndAsync(cancellationToken);
    await build.WaitForExitAsync(cancellationToken);
    if (build.ExitCode != 0)
    {
        throw new DevelopmentException($"The program does not build:\n{output}");
    }

    var start = new ProcessStartInfo("dotnet", [Path.Combine(project, "bin", "Release", "net10.0", "CreditFunctions.dll"), "--urls", $"http://127.0.0.1:{port}"]);
    start.Environment["CreditStorage"] = storageConnection;
    start.Environment["Logging__LogLevel__Default"] = "Warning";
    var program = Process.Start(start)!;
    try
    {
        await WaitUntilReadyAsync(program, cancellationToken);
        return program;
    }
    catch
    {
        program.Kill(entireProcessTree: true);
        throw;
    }
}

async Task WaitUntilReadyAsync(Process program, CancellationToken cancellationToken)
{
    using var client = new HttpClient();
    var said = "nothing";
    for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30) && !program.HasExited;)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/health/ready"), cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                Console.WriteLine($"Program      http://127.0.0.1:{port}");
                return;
            }

            said = await answer.Content.ReadAsStringAsync(cancellationToken);
        }
        catch (HttpRequestException)
        {
            // Not listening yet.
        }

        await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
    }

    throw new DevelopmentException(program.HasExited ? $"The program ended with exit code {program.ExitCode}." : $"The program did not get ready in 30 s; /health/ready said: {said}");
}

async Task MakeReportsAsync(bool isFirstRun, Process program, CancellationToken cancellationToken)
{
    if (!isFirstRun)
    {
        return;
    }

    Console.Write("Reports      waiting 10 s for writes under way, as every snapshot does ");
    using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", DemoBusiness.Key);
    var open = new List<string>();
    foreach (var report in new[] { "credit-balances", "customer-credits" })
    {
        using var answer = await client.PostAsync(new Uri($"/api/reports/{report}/snapshots", UriKind.Relative), null, cancellationToken);
        open.Add(answer.EnsureSuccessStatusCode().Headers.Location!.ToString());
    }

    while (open.Count > 0)
    {
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken);
        Console.Write('.');
        foreach (var url in open.ToList())
        {
            using var run = JsonDocument.Parse(await client.GetStringAsync(new Uri(url, UriKind.Relative), cancellationToken));
            if (run.RootElement.GetProperty("state").GetString() is not "open" and var state)
            {
                open.Remove(url);
                Console.Write(state == "done"
                    ? string.Create(CultureInfo.InvariantCulture, $"\n             {run.RootElement.GetProperty("manifest").GetProperty("rows").GetInt64():N0} rows: http://127.0.0.1:{port}{url}")
                    : throw new DevelopmentException($"The report failed: {run.RootElement.GetProperty("error").GetString()}"));
            }
        }
    }

    Console.WriteLine();
}

void PrintExamples() => Console.WriteLine($$"""

    Console      http://127.0.0.1:{{port}}/   (paste the key {{DemoBusiness.Key}})
    API          http://127.0.0.1:{{port}}/openapi.json

    Try:
      # how much credit does this customer have?
      curl -H "Authorization: Bearer {{DemoBusiness.Key}}" http://127.0.0.1:{{port}}/api/customers/cus_0042/credits

      # give credit; sent twice it is given once
      curl -H "Authorization: Bearer {{DemoBusiness.Key}}" -H "Content-Type: application/json" -H "Idempotency-Key: demo-1" -d '{"type":"grant","amount":"25.00","memo":"Goodwill"}' http://127.0.0.1:{{port}}/api/customers/cus_0042/credits/default/USD/entries

      # the ledger behind the balance, newest first
      curl -H "Authorization: Bearer {{DemoBusiness.Key}}" "http://127.0.0.1:{{port}}/api/customers/cus_0042/credits/default/USD/entries?limit=5"

      # who holds most? (CSV)
      curl -H "Authorization: Bearer {{DemoBusiness.Key}}" "http://127.0.0.1:{{port}}/api/reports/credit-balances/data?unit=USD&sort=-available&limit=10&columns=customer_name,available,reserved&format=csv"

      # every movement of the last 13 months, from the latest snapshot
      curl -H "Authorization: Bearer {{DemoBusiness.Key}}" "http://127.0.0.1:{{port}}/api/reports/customer-credits/data?sort=-created_at&limit=3"

    Ctrl-C stops everything.
    """);

static bool IsTaken(int port)
{
    using var listener = new TcpListener(IPAddress.Loopback, port);
    try
    {
        listener.Start();
        return false;
    }
    catch (SocketException)
    {
        return true;
    }
}
