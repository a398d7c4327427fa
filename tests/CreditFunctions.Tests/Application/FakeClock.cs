namespace CreditFunctions.Tests.Application;

/// <summary>A clock that moves only when told to, and then fires the timers that come due on the way.</summary>
internal sealed class FakeClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<FakeTimer> timers = [];
    private TaskCompletionSource timerSet = NewSignal();
    private DateTimeOffset now = start;
    private long timestamp;

    public FakeClock()
        : this(new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero))
    {
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    public override long GetTimestamp()
    {
        lock (gate)
        {
            return timestamp;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets time pass.</summary>
    public void Advance(TimeSpan span)
    {
        var until = GetTimestamp() + span.Ticks;
        while (FireNext(until))
        {
        }

        lock (gate)
        {
            Move(until);
        }
    }

    /// <summary>Lets time pass until a moment.</summary>
    public void AdvanceTo(DateTimeOffset moment) => Advance(moment - GetUtcNow());

    /// <summary>Sets the clock back, as an operator or a time server may; what was waited for is not put off.</summary>
    public void SetBack(TimeSpan span)
    {
        lock (gate)
        {
            now -= span;
        }
    }

    /// <summary>Jumps to the next timer that is due within a span, and fires it; false: there is none.</summary>
    public bool AdvanceToTimer(TimeSpan within) => FireNext(GetTimestamp() + within.Ticks);

    /// <summary>Lets work go on by jumping over all that it waits for, as long as each wait is within a span.</summary>
    public async Task<T> DriveAsync<T>(Task<T> work, TimeSpan within)
    {
        while (!work.IsCompleted)
        {
            var set = Volatile.Read(ref timerSet).Task;
            if (!AdvanceToTimer(within))
            {
                await Task.WhenAny(work, set);
            }
        }

        return await work;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool FireNext(long until)
    {
        FakeTimer? next;
        lock (gate)
        {
            next = timers.Where(timer => timer.DueAt <= until).MinBy(timer => timer.DueAt);
            if (next is null)
            {
                return false;
            }

            Move(Math.Max(next.DueAt, timestamp));
            timers.Remove(next);
        }

        next.Fire();
        return true;
    }

    private void Move(long to)
    {
        now += TimeSpan.FromTicks(to - timestamp);
        timestamp = to;
    }

    private void Set(FakeTimer timer, TimeSpan dueTime)
    {
        lock (gate)
        {
            timers.Remove(timer);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                timer.DueAt = timestamp + dueTime.Ticks;
                timers.Add(timer);
            }
        }

        Interlocked.Exchange(ref timerSet, NewSignal()).SetResult();
    }

    /// <summary>A timer; periods are not needed by anything here.</summary>
    private sealed class FakeTimer(FakeClock clock, TimerCallback callback, object? state) : ITimer
    {
        public long DueAt { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock.Set(this, dueTime);
            return true;
        }

        public void Fire() => callback(state);

        public void Dispose() => clock.Set(this, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
