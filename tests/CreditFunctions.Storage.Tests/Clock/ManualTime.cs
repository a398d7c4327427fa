namespace CreditFunctions.Storage.Tests.Clock;

/// <summary>A clock that stands still until it is moved. It has no timers.</summary>
internal sealed class ManualTime : TimeProvider
{
    private long ticks;

    public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => ticks;

    public override DateTimeOffset GetUtcNow() => Now;

    /// <summary>Lets time pass.</summary>
    public void Pass(TimeSpan span)
    {
        Now += span;
        ticks += span.Ticks;
    }
}
