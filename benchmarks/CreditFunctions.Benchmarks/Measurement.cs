using System.Diagnostics;
using System.Globalization;

namespace CreditFunctions.Benchmarks;

/// <summary>How long each of many calls took, and what they allocated together. Safe for use by many threads.</summary>
internal sealed class Measurement(string name)
{
    private readonly List<double> milliseconds = [];
    private readonly Lock gate = new();
    private TimeSpan elapsed;
    private long allocated;

    /// <summary>Calls a second, over all threads.</summary>
    public double Rate => milliseconds.Count / elapsed.TotalSeconds;

    /// <summary>Half of the calls took at most this many milliseconds.</summary>
    public double Median => Percentile(0.5);

    /// <summary>Measures a stretch of calls; several stretches add up.</summary>
    public async Task StretchAsync(Func<Task> calls)
    {
        var (before, start) = (GC.GetTotalAllocatedBytes(precise: true), Stopwatch.GetTimestamp());
        await calls();
        elapsed += Stopwatch.GetElapsedTime(start);
        allocated += GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    /// <summary>Measures one call of the stretch.</summary>
    public async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        var start = Stopwatch.GetTimestamp();
        var result = await call();
        var took = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        lock (gate)
        {
            milliseconds.Add(took);
        }

        return result;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-44} {Rate,8:F0}/s   p50 {Median,7:F2} ms   p99 {Percentile(0.99),7:F2} ms   {allocated / milliseconds.Count / 1024.0,7:F1} KB each");

    private double Percentile(double part)
    {
        milliseconds.Sort();
        return milliseconds[Math.Min(milliseconds.Count - 1, (int)(part * milliseconds.Count))];
    }
}
