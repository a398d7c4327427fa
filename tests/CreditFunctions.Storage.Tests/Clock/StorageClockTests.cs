using CreditFunctions.Storage.Clock;

namespace CreditFunctions.Storage.Tests.Clock;

public sealed class StorageClockTests
{
    private static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(10);

    private readonly ManualTime time = new();

    private StorageClock CreateSut() => new(time);

    [Fact]
    public void GetUtcNow_NothingObserved_IsLocalTime()
    {
        var clock = CreateSut();
        Assert.Equal((time.Now, TimeSpan.Zero, true), (clock.GetUtcNow(), clock.Skew, clock.IsTrusted));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-900)]
    [InlineData(900)]
    public void Observe_LocalClockMayBeRight_CorrectsNothing(int milliseconds)
    {
        time.Pass(TimeSpan.FromMilliseconds(500));
        var clock = CreateSut();
        Answer(clock, TimeSpan.FromMilliseconds(milliseconds) / 2);
        Assert.Equal(TimeSpan.Zero, clock.Skew);
    }

    [Theory]
    [InlineData(5000, 4495)]
    [InlineData(-5000, -4495)]
    [InlineData(3_600_000, 3_599_495)]
    public void Observe_LocalClockIsOff_CorrectsToTheNearestBound(int offset, int expected)
    {
        time.Pass(TimeSpan.FromMilliseconds(500));
        var clock = CreateSut();
        Answer(clock, TimeSpan.FromMilliseconds(offset));
        Assert.Equal(TimeSpan.FromMilliseconds(expected), clock.Skew);
        Assert.Equal(time.Now + clock.Skew, clock.GetUtcNow());
        Assert.False(clock.IsTrusted);
    }

    [Fact]
    public void Observe_ManyAnswers_ComeCloseToTheTrueOffset()
    {
        var clock = CreateSut();
        var offset = TimeSpan.FromMilliseconds(1234);
        for (var n = 0; n < 100; n++)
        {
            Answer(clock, offset);
            time.Pass(TimeSpan.FromMilliseconds(37));
        }

        Assert.InRange(clock.Skew, offset - TimeSpan.FromMilliseconds(60), offset);
        Assert.True(clock.IsTrusted);
    }

    [Theory]
    [InlineData(2000, true)]
    [InlineData(-2000, true)]
    [InlineData(2001, false)]
    [InlineData(-2001, false)]
    public void IsTrusted_AtMaxSkew_Turns(int milliseconds, bool expected)
    {
        var clock = CreateSut();
        // Zero width but for the resolution: bounds of skew are offset and offset + 1 s.
        var skew = TimeSpan.FromMilliseconds(milliseconds);
        clock.Observe(time.Now + (skew > TimeSpan.Zero ? skew : skew - TimeSpan.FromSeconds(1)), time.Now, time.Now);
        Assert.Equal(skew, clock.Skew);
        Assert.Equal(expected, clock.IsTrusted);
    }

    [Fact]
    public void Observe_ClockIsSet_StartsAnew()
    {
        var clock = CreateSut();
        Answer(clock, TimeSpan.FromSeconds(10));
        Answer(clock, TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, clock.Skew);
    }

    [Fact]
    public void Observe_AMinuteLater_OldAnswersAreForgotten()
    {
        var clock = CreateSut();
        var offset = TimeSpan.FromMilliseconds(1500);
        Answer(clock, offset);
        Assert.Equal(TimeSpan.FromMilliseconds(995), clock.Skew);
        time.Pass(TimeSpan.FromMilliseconds(500));
        Answer(clock, offset);
        Assert.Equal(TimeSpan.FromMilliseconds(1495), clock.Skew);
        // 31 s later the two still count, 31 s after that no more; the two that remain say less.
        time.Pass(TimeSpan.FromMilliseconds(31_490));
        Answer(clock, offset);
        Assert.Equal(TimeSpan.FromMilliseconds(1495), clock.Skew);
        time.Pass(TimeSpan.FromMilliseconds(30_990));
        Answer(clock, offset);
        Assert.Equal(TimeSpan.FromMilliseconds(1015), clock.Skew);
    }

    [Fact]
    public void Observe_LongSilence_OldAnswersAreForgotten()
    {
        var clock = CreateSut();
        Answer(clock, TimeSpan.FromMilliseconds(1500));
        time.Pass(TimeSpan.FromMinutes(2));
        Answer(clock, TimeSpan.FromMilliseconds(900));
        Assert.Equal(TimeSpan.Zero, clock.Skew);
    }

    [Fact]
    public void Observe_LocalClockSetBackMeanwhile_IsIgnored()
    {
        var clock = CreateSut();
        clock.Observe(time.Now, sent: time.Now + TimeSpan.FromHours(1), received: time.Now);
        Assert.Equal(TimeSpan.Zero, clock.Skew);
    }

    [Fact]
    public void Observe_ManyThreads_NeverShowsAWrongCorrection()
    {
        var clock = CreateSut();
        Parallel.For(0, 10_000, _ =>
        {
            Answer(clock, TimeSpan.FromSeconds(5));
            Assert.InRange(clock.Skew, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        });
    }

    /// <summary>An answer from a service whose clock is ahead by <paramref name="offset"/>, taken halfway of the round trip.</summary>
    private void Answer(StorageClock clock, TimeSpan offset)
    {
        var now = time.Now + offset;
        var date = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        clock.Observe(date, time.Now - (RoundTrip / 2), time.Now + (RoundTrip / 2));
    }
}
