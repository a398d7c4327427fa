namespace CreditFunctions.Storage.Tests.Snapshots;

/// <summary>A clock that another tells the time, and that passes as soon as anyone waits for it.</summary>
internal sealed class ImmediateTime(Clock.ManualTime time) : TimeProvider
{
    public override long TimestampFrequency => time.TimestampFrequency;

    public override long GetTimestamp() => time.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
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
