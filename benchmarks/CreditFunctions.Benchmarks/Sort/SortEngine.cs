using System.Diagnostics;
using System.Globalization;
using CreditFunctions.Reports;

namespace CreditFunctions.Benchmarks;

/// <summary>The engine's part of the benchmark, in a process of its own: rows of a row file in order of customer id, sorted by what is available, most first, into a file for people.</summary>
internal static class SortEngine
{
    private const long TemporaryBytes = 64L * 1024 * 1024 * 1024;

    /// <summary>Sorts, then says what this process took: CPU seconds and peak memory in MB; then the seconds and CPU seconds until all rows were read, and from then on.</summary>
    public static async Task RunAsync(string rows, string output, bool isJson, CancellationToken cancellationToken)
    {
        var report = CreditBalances.Definition;
        var order = new RowOrder(report, [new(report["available"], Descending: true), new(report["customer_id"], Descending: false)]);
        var clock = Stopwatch.StartNew();
        TimeSpan added, cpu;
        await using (var spill = new LocalSpill(Path.GetDirectoryName(output)!, TemporaryBytes))
        await using (var sorter = new RowSorter(order, SortLimits.Default, spill))
        await using (var input = LocalFile.Open(rows))
        {
            var reader = await RowFileReader.OpenAsync(Path.GetFileName(rows), input, null, cancellationToken);
            await foreach (var batch in reader.ScanAsync(0, reader.Info.Rows, descending: false, cancellationToken))
            {
                await sorter.AddAsync(batch, cancellationToken);
            }

            (added, cpu) = (clock.Elapsed, Environment.CpuUsage.TotalTime);
            await SortFiles.WriteAsync(sorter.SortedAsync(cancellationToken), output, isJson, cancellationToken);
        }

        using var process = Process.GetCurrentProcess();
        var all = Environment.CpuUsage.TotalTime;
        WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{all.TotalSeconds} {process.PeakWorkingSet64 / 1048576.0} {added.TotalSeconds:F2} {cpu.TotalSeconds:F2} {(clock.Elapsed - added).TotalSeconds:F2} {(all - cpu).TotalSeconds:F2}"));
    }
}
