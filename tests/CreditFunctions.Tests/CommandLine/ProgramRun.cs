using System.Diagnostics;
using CreditFunctions.Hosting;

namespace CreditFunctions.Tests.CommandLine;

/// <summary>One run of the program as a process of its own, to its end.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Error)
{
    /// <summary>Runs a command line with a storage connection; none: the setting is missing.</summary>
    public static async Task<ProgramRun> Async(string? storage, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(FunctionTable).Assembly.Location, .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("CreditStorage", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        if (storage is not null)
        {
            start.Environment["CreditStorage"] = storage;
        }

        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new(process.ExitCode, (await output).ReplaceLineEndings("\n"), (await error).ReplaceLineEndings("\n"));
    }
}
