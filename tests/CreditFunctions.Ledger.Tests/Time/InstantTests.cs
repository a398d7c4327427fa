namespace CreditFunctions.Ledger.Tests;

public sealed class InstantTests
{
    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    [InlineData("1970-01-01T00:00:00.000001Z", 1)]
    [InlineData("1970-01-01T00:00:00.1Z", 100_000)]
    [InlineData("1970-01-01T00:00:00.12345Z", 123_450)]
    [InlineData("1970-01-01T00:00:00.000000Z", 0)]
    [InlineData("2026-01-01T00:00:00Z", 1_767_225_600_000_000)]
    [InlineData("2024-02-29T12:34:56Z", 1_709_210_096_000_000)]
    [InlineData("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999)]
    [InlineData("2026-01-01t00:00:00z", 1_767_225_600_000_000)]
    [InlineData("2026-01-01t00:00:00Z", 1_767_225_600_000_000)]
    [InlineData("2026-01-01T00:00:00+00:00", 1_767_225_600_000_000)]
    [InlineData("2026-01-01T00:00:00-00:00", 1_767_225_600_000_000)]
    [InlineData("2026-01-01T01:30:00+01:30", 1_767_225_600_000_000)]
    [InlineData("2025-12-31T16:00:00-08:00", 1_767_225_600_000_000)]
    [InlineData("2026-01-01T23:59:00+23:59", 1_767_225_600_000_000)]
    [InlineData("2025-12-31T00:01:00-23:59", 1_767_225_600_000_000)]
    [InlineData("2026-01-01T01:00:00.250000+01:00", 1_767_225_600_250_000)]
    [InlineData("1970-01-01T01:00:00+01:00", 0)]
    [InlineData("1969-12-31T23:00:00-01:00", 0)]
    public void TryParse_DateTimeOfRfc3339_IsItsMicroseconds(string text, long microseconds)
    {
        Assert.True(Instant.TryParse(text, out var instant));
        Assert.Equal(microseconds, instant.Microseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-01-01")]
    [InlineData("2026-01-01T00:00Z")]
    [InlineData("2026-01-01T00:00:00")]
    [InlineData("2026-01-01 00:00:00Z")]
    [InlineData(" 2026-01-01T00:00:00Z")]
    [InlineData("2026-01-01T00:00:00Z ")]
    [InlineData("2026-01-01T00:00:00 Z")]
    [InlineData("2026-01-01T00:00:00ZZ")]
    [InlineData("2026-01-01T00:00:00.Z")]
    [InlineData("2026-01-01T00:00:00,5Z")]
    [InlineData("2026-01-01T00:00:00.1234567Z")]
    [InlineData("2026-01-01T00:00:00.0000000Z")]
    [InlineData("2026-01-01T00:00:00.1234567+00:00")]
    [InlineData("2026-01-01T00:00:00.-12345Z")]
    [InlineData("2026-01-01T00:00:00.1 Z")]
    [InlineData("2026-01-01T00:00:00.१Z")]
    [InlineData("2026-01-01T00:00:0१Z")]
    [InlineData("2026-01-01T00:00:00+0100")]
    [InlineData("2026-01-01T00:00:00+01")]
    [InlineData("2026-01-01T00:00:00+1:00")]
    [InlineData("2026-01-01T00:00:00+24:00")]
    [InlineData("2026-01-01T00:00:00+00:60")]
    [InlineData("2026-01-01T00:00:00 01:00")]
    [InlineData("2026-01-01T00:00:00+-1:00")]
    [InlineData("2026-01-01T00:00:00−01:00")]
    [InlineData("2016-12-31T23:59:60Z")]
    [InlineData("2026-01-01T24:00:00Z")]
    [InlineData("2026-01-01T00:60:00Z")]
    [InlineData("2026-02-29T00:00:00Z")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("2026-00-01T00:00:00Z")]
    [InlineData("2026-01-00T00:00:00Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("1969-12-31T23:59:59.999999Z")]
    [InlineData("1970-01-01T00:59:59+01:00")]
    [InlineData("0001-01-01T00:00:00+23:59")]
    [InlineData("9999-12-31T23:00:00-01:00")]
    [InlineData("10000-01-01T00:00:00Z")]
    [InlineData("+2026-01-01T00:00:00Z")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(Instant.TryParse(text, out _));

    [Theory]
    [InlineData(0, "1970-01-01T00:00:00Z")]
    [InlineData(1, "1970-01-01T00:00:00.000001Z")]
    [InlineData(100_000, "1970-01-01T00:00:00.100000Z")]
    [InlineData(1_767_225_600_000_000, "2026-01-01T00:00:00Z")]
    [InlineData(253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z")]
    public void ToString_Instant_HasNoDecimalsOrAllSix(long microseconds, string text) =>
        Assert.Equal(text, Instant.FromMicroseconds(microseconds).ToString());

    [Fact]
    public void TryFormat_Utf8_WritesWhatToStringReturns()
    {
        var utf8 = new byte[27];

        Assert.True(Instant.Max.TryFormat(utf8, out var written));
        Assert.Equal(Instant.Max.ToString(), System.Text.Encoding.UTF8.GetString(utf8, 0, written));
    }

    [Fact]
    public void TryFormat_TooLittleRoom_IsFalse() => Assert.False(Instant.Max.TryFormat(new char[26], out _));

    [Theory]
    [InlineData(-1)]
    [InlineData(253_402_300_800_000_000)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void FromMicroseconds_OutOfBounds_Throws(long microseconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Instant.FromMicroseconds(microseconds));

    [Fact]
    public void From_LastTickOfNet_IsTheLastMicrosecond() => Assert.Equal(Instant.Max, Instant.From(DateTimeOffset.MaxValue));

    [Fact]
    public void From_OtherOffset_IsTheSameMoment() =>
        Assert.Equal(Build.At(0), Instant.From(new DateTimeOffset(2026, 1, 1, 5, 30, 0, TimeSpan.FromHours(5.5))));

    [Fact]
    public void From_BeforeTheFirst_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Instant.From(DateTimeOffset.UnixEpoch.AddMicroseconds(-1)));

    [Fact]
    public void ToDateTimeOffset_Max_ComesBack() => Assert.Equal(Instant.Max, Instant.From(Instant.Max.ToDateTimeOffset()));

    [Fact]
    public void Plus_NegativeSpan_GoesBack() => Assert.Equal(Build.At(1), Build.At(3).Plus(TimeSpan.FromSeconds(-2)));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Plus_PastABound_Throws(bool back) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => back
            ? Instant.Min.Plus(TimeSpan.FromMicroseconds(-1))
            : Instant.Max.Plus(TimeSpan.FromMicroseconds(1)));

    [Fact]
    public void Plus_LongestSpan_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => Instant.Max.Plus(TimeSpan.MaxValue));

    [Fact]
    public void Since_MinToMax_IsExact() => Assert.Equal(Instant.Max.Microseconds * 10, Instant.Max.Since(Instant.Min).Ticks);

    [Fact]
    public void Order_EarlierAndLater_IsThatOfMicroseconds()
    {
        var (early, late) = (Build.At(1), Build.At(2));

        Assert.True(early < late && late > early && early <= late && late >= early && early.CompareTo(late) < 0);
        Assert.Equal((early, early), (Instant.Earlier(early, late), Instant.Earlier(late, early)));
        Assert.Equal((late, late), (Instant.Later(early, late), Instant.Later(late, early)));
    }
}
