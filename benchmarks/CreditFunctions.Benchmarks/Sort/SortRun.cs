using System.Diagnostics;
using System.Globalization;

namespace CreditFunctions.Benchmarks;

/// <summary>What a run took: wall time and CPU in seconds, peak memory in MB.</summary>
internal sealed record SortRun(double Wall, double Cpu, double Memory)
{
    /// <summary>The median of each.</summary>
    public static SortRun Median(IReadOnlyList<SortRun> runs) => new(Middle(runs.Select(run => run.Wall)), Middle(runs.Select(run => run.Cpu)), Middle(runs.Select(run => run.Memory)));

    /// <summary>Runs a program whose last line is its CPU seconds and peak memory.</summary>
    public static async Task<SortRun> OfAsync(string program, params string[] arguments)
    {
        var start = Stopwatch.GetTimestamp();
        var output = await OutputAsync(program, arguments);
        var wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var said = output.TrimEnd().Split('\n')[^1].Split(' ');
        Error.WriteLine($"{Path.GetFileNameWithoutExtension(program)} {wall:F2} s: {string.Join(' ', said)}");
        return new(wall, double.Parse(said[0], CultureInfo.InvariantCulture), double.Parse(said[1], CultureInfo.InvariantCulture));
    }

    /// <summary>What a program writes.</summary>
    public static async Task<string> OutputAsync(string program, params string[] arguments)
    {
        var info = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(info)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {await errors}{await output}");
    }

    private static double Middle(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);
}
