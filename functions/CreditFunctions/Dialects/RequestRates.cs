using System.Collections.Concurrent;
using CreditFunctions.Http;
using CreditFunctions.Settings;

namespace CreditFunctions.Dialects;

/// <summary>Where a business stands in the present minute.</summary>
/// <param name="Limit">Requests a minute.</param>
/// <param name="Remaining">How many are left of them, at least 0.</param>
/// <param name="ResetsAt">When the next minute begins, in Unix seconds.</param>
internal sealed record RequestRate(int Limit, int Remaining, long ResetsAt);

/// <summary>
/// Counts the requests of each business in each dialect that has a limit, minute by minute. Every process counts its own: behind several, a business may have as many times the limit.
/// </summary>
internal sealed class RequestRates(ProgramSettings settings, TimeProvider clock)
{
    private const int MinuteSeconds = 60;

    private readonly ConcurrentDictionary<(string Dialect, string Business), (long Minute, int Count)> counted = new();

    /// <summary>The limit of a dialect, with nothing counted; null: it has none.</summary>
    public RequestRate? Of(Dialect dialect)
    {
        var limit = settings.RequestsPerMinute.TryGetValue(dialect.Name, out var set) ? set : dialect.RequestsPerMinute ?? 0;
        return limit > 0 ? new(limit, limit, (Minute + 1) * MinuteSeconds) : null;
    }

    /// <summary>Counts a request; the problem of one too many, or null.</summary>
    public Problem? Take(Dialect dialect, string business, out RequestRate? rate)
    {
        rate = Of(dialect);
        if (rate is null)
        {
            return null;
        }

        var minute = Minute;
        var (_, count) = counted.AddOrUpdate(
            (dialect.Name, business),
            static (_, now) => (now, 1),
            static (_, before, now) => before.Minute == now ? (now, before.Count == int.MaxValue ? before.Count : before.Count + 1) : (now, 1),
            minute);
        rate = rate with { Remaining = Math.Max(0, rate.Limit - count) };
        return count <= rate.Limit
            ? null
            : new(StatusCodes.Status429TooManyRequests, "too_many_requests", $"More than {rate.Limit} requests in a minute; the next one begins in {Left} seconds.") { RetryAfter = Left };
    }

    private long Minute => Seconds / MinuteSeconds;

    private int Left => (int)(MinuteSeconds - (Seconds % MinuteSeconds));

    private long Seconds => clock.GetUtcNow().ToUnixTimeSeconds();
}
