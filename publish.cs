#:property PublishAot=false
#:project infra/package/CreditFunctions.Package.csproj

// Makes the zip that is deployed, and uses it once. `dotnet run publish.cs -- --help` lists the options.
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using CreditFunctions.Azurite;
using CreditFunctions.Package;

const string Help = """
    Makes the zip that a Function App is deployed from: the program for linux-x64 with its runtime, host.json and every function.json.
    Then it is started once as the Functions host does, on Azurite, and used. One commit and one SDK make the same bytes on the same kind of machine, in whatever folder.

    dotnet run publish.cs [--output FILE] [--no-check]

      --output FILE  where to (default artifacts/CreditFunctions.zip)
      --no-check     do not start it
    """;

var root = Path.GetDirectoryName(Path.GetFullPath((string)AppContext.GetData("EntryPointFilePath")!))!;
var (zip, check) = (Path.Combine(root, "artifacts", "CreditFunctions.zip"), true);
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--output" when i + 1 < args.Length: zip = Path.GetFullPath(args[++i]); break;
        case "--no-check": check = false; break;
        case "--help" or "-h": Console.WriteLine(Help); return 0;
        default: return Fail($"'{args[i]}' is not an option, or lacks its value.\n\n{Help}");
    }
}

// A zip says who may run a file only if it was made on Unix; and only Linux can start what is in it.
if (OperatingSystem.IsWindows())
{
    return Fail("Windows has no run bit to put into the zip: use Linux, WSL or CI.");
}

if (check && !(OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64))
{
    return Fail("The package is for linux-x64 and does not start here: add --no-check.");
}

using var stop = new CancellationTokenSource();
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
var work = Path.Combine(root, "artifacts", "package");
try
{
    await PublishAsync(stop.Token);
    return 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return Fail("Stopped.");
}
catch (Exception exception) when (exception is PackageException or AzuriteException or NodeException or HttpRequestException or IOException or UnauthorizedAccessException)
{
    return Fail(exception.Message);
}

static int Fail(string message)
{
    Console.Error.WriteLine(message);
    return 1;
}

async Task PublishAsync(CancellationToken cancellationToken)
{
    // Nothing of an earlier build: what is built of is this folder's sources alone.
    if (Directory.Exists(work))
    {
        Directory.Delete(work, recursive: true);
    }

    var files = Path.Combine(work, "root");
    await StepAsync("Building the program for linux-x64 (a minute or two)", () => BuildAsync(files, cancellationToken));
    await StepAsync("Writing the function.json files", () => WriteFunctionsAsync(files, cancellationToken));
    await StepAsync("Zipping", () =>
    {
        PackageZip.Write(files, zip);
        return Task.CompletedTask;
    });
    if (check)
    {
        await StepAsync("Starting it as the Functions host does, and using it", () => PackageCheck.RunAsync(zip, Console.WriteLine, cancellationToken));
    }

    Show(files);
}

static async Task StepAsync(string what, Func<Task> step)
{
    Console.WriteLine($"{what} ...");
    var start = Stopwatch.GetTimestamp();
    await step();
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  done in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s"));
}

Task BuildAsync(string files, CancellationToken cancellationToken) => RunAsync(
    "dotnet",
    [
        "publish", Path.Combine(root, "functions", "CreditFunctions"), "--configuration", "Release", "-p:PublishProfile=Package", "--output", files,
        "--artifacts-path", Path.Combine(work, "build"), "--verbosity", "quiet", "-nologo",
        // No path of this machine gets into the bytes.
        $"-p:PathMap={root}{Path.DirectorySeparatorChar}=/_/", "-p:DebugType=none",
        // What CI checks anyway; trimming's own warnings remain errors.
        "-p:RunAnalyzers=false",
    ],
    cancellationToken);

// The program itself says what functions it has.
async Task WriteFunctionsAsync(string files, CancellationToken cancellationToken)
{
    File.Copy(Path.Combine(root, "host.json"), Path.Combine(files, "host.json"));
    // For the Core Tools, which alone read it: the package starts where it is unpacked.
    File.Copy(Path.Combine(root, "local.settings.sample.json"), Path.Combine(files, "local.settings.json"));
    await (OperatingSystem.IsLinux()
        ? RunAsync(Path.Combine(files, PackageZip.Executable), ["functions", "--output", files], cancellationToken)
        : RunAsync("dotnet", ["run", "--project", Path.Combine(root, "functions", "CreditFunctions"), "--", "functions", "--output", files], cancellationToken));
}

static async Task RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
{
    using var run = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
    try
    {
        var output = await run.StandardOutput.ReadToEndAsync(cancellationToken);
        await run.WaitForExitAsync(cancellationToken);
        if (run.ExitCode != 0)
        {
            throw new PackageException($"'{Path.GetFileName(program)} {arguments[0]}' ended with exit code {run.ExitCode}:\n{output}");
        }
    }
    finally
    {
        if (!run.HasExited)
        {
            run.Kill(entireProcessTree: true);
        }
    }
}

void Show(string files)
{
    var names = PackageZip.Names(files);
    var unpacked = names.Sum(name => new FileInfo(Path.Combine(files, name)).Length);
    using var content = File.OpenRead(zip);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

        {Path.GetRelativePath(Directory.GetCurrentDirectory(), zip)}
          {content.Length / 1e6:F1} MB, unpacked {unpacked / 1e6:F1} MB in {names.Count} files, {names.Count(static name => name.EndsWith("/function.json", StringComparison.Ordinal))} functions
          SHA-256 {Convert.ToHexStringLower(SHA256.HashData(content))}
        """));
}
