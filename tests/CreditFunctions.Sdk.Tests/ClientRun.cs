using System.Diagnostics;
using System.Text.Json;
using CreditFunctions.Azurite;

namespace CreditFunctions.Sdk;

/// <summary>What became of one test of a client; <c>Error</c> is null if it passed.</summary>
public sealed record ClientResult(string Name, bool Passed, string? Error);

/// <summary>One run of a clients' test file by Node.js.</summary>
/// <param name="Results">Its tests, in their order.</param>
/// <param name="Complaints">What else it wrote: why it ended early, if it did.</param>
public sealed record ClientRun(IReadOnlyList<ClientResult> Results, string Complaints)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Installs the SDKs if need be, and runs a file to its end.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="environment">Where the program is and which keys it knows.</param>
    /// <exception cref="NodeException">There is no Node.js, or npm failed.</exception>
    public static async Task<ClientRun> OfAsync(string file, IReadOnlyDictionary<string, string> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var directory = await NodePackages.EnsureAsync(ClientFiles.Folder, System.Console.Error.WriteLine, default);
        var start = new ProcessStartInfo("node", ["--test-reporter=./reporter.mjs", "--test-reporter-destination=stdout", file])
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var node = NodePackages.Start(start);
        var (said, complained) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        try
        {
            await node.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            node.Kill(entireProcessTree: true);
        }

        return new([.. (await said).Split('\n').Where(line => line.StartsWith('{')).Select(line => JsonSerializer.Deserialize<ClientResult>(line, JsonSerializerOptions.Web)!)], await complained);
    }
}
