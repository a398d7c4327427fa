using System.Diagnostics;
using System.Globalization;

namespace CreditFunctions.Benchmarks;

/// <summary>How long each of some calls took, one after another.</summary>
internal sealed class Latencies
{
    private readonly List<double> milliseconds = [];

    public int Count => milliseconds.Count;

    public static Latencies Of(IEnumerable<Latencies> parts)
    {
        var all = new Latencies();
        foreach (var part in parts)
        {
            all.milliseconds.AddRange(part.milliseconds);
        }

        return all;
    }

    public async Task MeasureAsync(Func<Task> call)
    {
        var start = Stopwatch.GetTimestamp();
        await call();
        milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    public double Percentile(double part)
    {
        milliseconds.Sort();
        return milliseconds[Math.Min(milliseconds.Count - 1, (int)(part * milliseconds.Count))];
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"p50 {Percentile(0.5),6:F2} ms   p99 {Percentile(0.99),6:F2} ms");
}
