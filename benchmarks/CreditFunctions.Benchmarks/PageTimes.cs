using System.Diagnostics;
using System.Globalization;

namespace CreditFunctions.Benchmarks;

/// <summary>How long pages took, and how far into all rows they were.</summary>
internal sealed class PageTimes
{
    private readonly List<(double Milliseconds, double Place)> pages = [];
    private long allocated;

    /// <summary>Those of all parts together.</summary>
    public static PageTimes Of(IEnumerable<PageTimes> parts)
    {
        var all = new PageTimes();
        foreach (var part in parts)
        {
            all.pages.AddRange(part.pages);
            all.allocated += part.allocated;
        }

        return all;
    }

    /// <summary>Measures a page that is read on this thread.</summary>
    public async Task MeasureAsync(double place, Func<Task<long>> page)
    {
        var (before, start) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
        await page();
        Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds, place, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>Adds a page.</summary>
    /// <param name="milliseconds">How long it took.</param>
    /// <param name="place">Its offset as a part of all rows.</param>
    /// <param name="bytes">What it allocated.</param>
    public void Add(double milliseconds, double place, long bytes)
    {
        pages.Add((milliseconds, place));
        allocated += bytes;
    }

    /// <summary>What the pages took that begin there.</summary>
    public string Within(double from, double to) => Text(pages.Where(page => page.Place >= from && page.Place < to));

    public override string ToString() => Text(pages) + string.Create(CultureInfo.InvariantCulture, $"   {allocated / pages.Count / 1024.0,5:F1} KB each");

    private static string Text(IEnumerable<(double Milliseconds, double Place)> pages)
    {
        var sorted = pages.Select(static page => page.Milliseconds).Order().ToArray();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"p50 {Percentile(sorted, 0.5),8:F3} ms   p99 {Percentile(sorted, 0.99),8:F3} ms   max {sorted[^1],8:F3} ms   {sorted.Length,6} pages");
    }

    private static double Percentile(double[] sorted, double part) => sorted[Math.Min(sorted.Length - 1, (int)(part * sorted.Length))];
}
