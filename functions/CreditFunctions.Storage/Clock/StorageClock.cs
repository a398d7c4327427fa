namespace CreditFunctions.Storage.Clock;

/// <summary>
/// A clock corrected by the storage service's, so that all instances of the program agree on the time. Each response's <c>Date</c> header,
/// which has a resolution of one second, bounds how far the local clock is off; the bounds of the last 30 to 60 seconds are intersected,
/// and the correction is the smallest one they allow. Timers and timestamps are those of the inner clock. Safe for use by many threads.
/// </summary>
public sealed class StorageClock : TimeProvider
{
    /// <summary>The largest correction with which the clock is still trusted: 2 seconds.</summary>
    public static readonly TimeSpan MaxSkew = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan HalfWindow = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DateResolution = TimeSpan.FromSeconds(1);

    private readonly TimeProvider inner;
    private readonly Lock gate = new();
    // Two halves of a rolling window, each the intersection of its samples: forgetting then costs nothing per sample.
    private Interval older = Interval.Everything;
    private Interval newer = Interval.Everything;
    private long newerSince;
    private long skewTicks;

    /// <summary>A clock not yet corrected: it runs as <paramref name="inner"/> does until the first response.</summary>
    public StorageClock(TimeProvider inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        this.inner = inner;
        newerSince = inner.GetTimestamp();
    }

    /// <summary>What is added to the local clock; zero while the local clock may be right.</summary>
    public TimeSpan Skew => new(Volatile.Read(ref skewTicks));

    /// <summary>Is the correction within <see cref="MaxSkew"/>? If not, nothing should be written on this clock's word.</summary>
    public bool IsTrusted => Skew.Duration() <= MaxSkew;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    /// <inheritdoc/>
    public override long TimestampFrequency => inner.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Skew;

    /// <inheritdoc/>
    public override long GetTimestamp() => inner.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime, period);

    /// <summary>The time of the clock that is being corrected: what <see cref="Observe"/> is to be told.</summary>
    public DateTimeOffset GetUncorrectedNow() => inner.GetUtcNow();

    /// <summary>Learns from one response.</summary>
    /// <param name="date">The response's <c>Date</c>.</param>
    /// <param name="sent">Local time just before the request was sent.</param>
    /// <param name="received">Local time just after the response's headers came.</param>
    public void Observe(DateTimeOffset date, DateTimeOffset sent, DateTimeOffset received)
    {
        // Date was true at some moment between sending and receiving, and had its fraction of a second cut off.
        var sample = new Interval((date - received).Ticks, (date + DateResolution - sent).Ticks);
        if (sample.IsEmpty)
        {
            // The local clock was set back meanwhile: this response says nothing.
            return;
        }

        lock (gate)
        {
            if (inner.GetElapsedTime(newerSince) is var age && age >= HalfWindow)
            {
                older = age < 2 * HalfWindow ? newer : Interval.Everything;
                newer = Interval.Everything;
                newerSince = inner.GetTimestamp();
            }

            newer = newer.Intersect(sample);
            var all = older.Intersect(newer);
            if (all.IsEmpty)
            {
                // One of the clocks was set: what was learned before is no longer true.
                older = Interval.Everything;
                newer = all = sample;
            }

            Volatile.Write(ref skewTicks, all.NearestToZero);
        }
    }

    /// <summary>From and to in ticks, both ends excluded.</summary>
    private readonly record struct Interval(long From, long To)
    {
        public static readonly Interval Everything = new(long.MinValue, long.MaxValue);

        public bool IsEmpty => From >= To;

        public long NearestToZero => From > 0 ? From : To < 0 ? To : 0;

        public Interval Intersect(Interval other) => new(Math.Max(From, other.From), Math.Min(To, other.To));
    }
}
