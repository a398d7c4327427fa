using System.Diagnostics;
using CreditFunctions.Azurite;

namespace CreditFunctions.Infra;

/// <summary>What is wrong in Bicep files: by the compiler where it is on PATH, and otherwise by infra/check.</summary>
internal static class BicepCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Is Bicep's compiler on PATH?</summary>
    public static bool HasCompiler { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? "bicep.exe" : "bicep")));

    /// <summary>All that infra/check finds in the files, a line each.</summary>
    public static async Task<IReadOnlyList<string>> CheckAsync(IEnumerable<string> files)
    {
        var folder = await NodePackages.EnsureAsync(InfraFolder.Check, System.Console.Error.WriteLine, default);
        return await RunAsync("node", [Path.Combine(folder, "check.mjs"), .. files], static _ => true);
    }

    /// <summary>All that the compiler and its linter say of a file, warnings too, a line each.</summary>
    public static async Task<IReadOnlyList<string>> CompileAsync(string file) => file.EndsWith(".bicepparam", StringComparison.Ordinal)
        ? await RunAsync("bicep", ["build-params", file, "--outfile", Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())], IsDiagnostic)
        : [
            .. await RunAsync("bicep", ["build", file, "--outfile", Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())], IsDiagnostic),
            .. await RunAsync("bicep", ["lint", file], IsDiagnostic),
        ];

    private static bool IsDiagnostic(string line) => line.Contains(": Warning ", StringComparison.Ordinal) || line.Contains(": Error ", StringComparison.Ordinal);

    private static async Task<IReadOnlyList<string>> RunAsync(string program, IEnumerable<string> arguments, Predicate<string> isProblem)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = NodePackages.Start(start);
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
        }

        var lines = ((await said) + "\n" + (await complained)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var problems = lines.Where(line => isProblem(line)).ToArray();
        return problems.Length == 0 && process.ExitCode != 0 ? [$"{program} ended with {process.ExitCode}.", .. lines] : problems;
    }
}
