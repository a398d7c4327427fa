using CreditFunctions.Ledger;

namespace CreditFunctions.Reports.Tests;

/// <summary>The present is Saturday, 21 November 2026, at noon.</summary>
public sealed class TimeframeTests
{
    private static readonly Instant Now = Instant.From(new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("today", "2026-11-21", "2026-11-22")]
    [InlineData("yesterday", "2026-11-20", "2026-11-21")]
    [InlineData("this_week", "2026-11-16", "2026-11-23")]
    [InlineData("last_week", "2026-11-09", "2026-11-16")]
    [InlineData("this_month", "2026-11-01", "2026-12-01")]
    [InlineData("last_month", "2026-10-01", "2026-11-01")]
    [InlineData("this_quarter", "2026-10-01", "2027-01-01")]
    [InlineData("last_quarter", "2026-07-01", "2026-10-01")]
    [InlineData("this_year", "2026-01-01", "2027-01-01")]
    [InlineData("last_year", "2025-01-01", "2026-01-01")]
    [InlineData("last_1_days", "2026-11-20", "2026-11-21")]
    [InlineData("last_30_days", "2026-10-22", "2026-11-21")]
    [InlineData("last_2_weeks", "2026-11-02", "2026-11-16")]
    [InlineData("last_12_months", "2025-11-01", "2026-11-01")]
    [InlineData("last_9999_months", "1970-01-01", "2026-11-01")]
    public void At_KnownName_IsItsSpanWithoutTheEnd(string text, string from, string end)
    {
        var (first, last) = Timeframe.Parse(text)!.At(Now);

        Assert.Equal($"{from}T00:00:00Z", first.ToString());
        Assert.Equal($"{end}T00:00:00Z", last.Plus(TimeSpan.FromMicroseconds(1)).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("tomorrow")]
    [InlineData("Today")]
    [InlineData("this_day")]
    [InlineData("last_days")]
    [InlineData("last_0_days")]
    [InlineData("last_10000_days")]
    [InlineData("last_-1_days")]
    [InlineData("last_2_quarters")]
    [InlineData("this_2_weeks")]
    [InlineData("last_week\n")]
    public void Parse_AnythingElse_IsNone(string text) => Assert.Null(Timeframe.Parse(text));
}
