namespace CreditFunctions.Simulation;

/// <summary>A clock that moves only when told to, with timers that fire when it does.</summary>
public sealed class VirtualTime(DateTimeOffset start) : TimeProvider
{
    private readonly List<VirtualTimer> timers = [];
    private long ticks;
    private long created;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => start.AddTicks(ticks);

    public override long GetTimestamp() => ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state, created++);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Jumps to the next timer and fires it; false: there is none.</summary>
    public bool FireNext()
    {
        var next = timers.Where(timer => timer.Due is not null).OrderBy(timer => (timer.Due!.Value, timer.Order)).FirstOrDefault();
        if (next is null)
        {
            return false;
        }

        ticks = Math.Max(ticks, next.Due!.Value);
        next.Fire();
        return true;
    }

    private sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state, long order) : ITimer
    {
        public long? Due { get; private set; }

        public long Order { get; } = order;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time.timers.Remove(this);
            Due = dueTime == Timeout.InfiniteTimeSpan ? null : time.ticks + dueTime.Ticks;
            if (Due is not null)
            {
                time.timers.Add(this);
            }

            return true;
        }

        public void Fire()
        {
            time.timers.Remove(this);
            Due = null;
            callback(state);
        }

        public void Dispose() => time.timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
