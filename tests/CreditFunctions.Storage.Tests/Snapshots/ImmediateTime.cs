namespace CreditFunctions.Storage.Tests.Snapshots;

/// <summary>A clock that another tells the time, and that passes as soon as anyone waits for it. Only what renews a lease waits for ever: it would never stop.</summary>
internal sealed class ImmediateTime(Clock.ManualTime time) : TimeProvider
{
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(15);

    public override long TimestampFrequency => time.TimestampFrequency;

    public override long GetTimestamp() => time.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > Renewal)
        {
            dueTime = Timeout.InfiniteTimeSpan;
        }

        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            lock (time)
            {
                time.Pass(dueTime);
            }
        }

        // Whoever asked has no timer yet, and must not be called back before it has.
        return TimeProvider.System.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, period);
    }
}
