using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Snapshots;

namespace CreditFunctions.Storage.Tests.Snapshots;

public sealed class RetentionTests
{
    private static readonly Retention Default = new SnapshotSettings().Retention;
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Expired_TwoYearsOfNights_AreKeptDailyThenMonthly()
    {
        var nights = Enumerable.Range(0, 730).Select(night => Now.AddHours(-10).AddDays(-night)).ToList();

        var kept = Kept(nights);

        Assert.Equal(nights.Where(night => night > Now.AddDays(-35) || (night.Day == 1 && night > Now.AddMonths(-13))).Order(), kept);
        Assert.Equal(35 + 12, kept.Count);
    }

    [Fact]
    public void Expired_SeveralOfADay_KeepsTheFirstOnceTheyAreTwoDaysOld()
    {
        DateTimeOffset[] day = [Now.AddDays(-3).AddHours(-10), Now.AddDays(-3).AddHours(-5), Now.AddDays(-3)];
        DateTimeOffset[] fresh = [Now.AddDays(-1).AddHours(-3), Now.AddDays(-1).AddHours(-2), Now.AddDays(-1)];

        Assert.Equal([day[0], .. fresh], Kept([.. day, .. fresh]));
    }

    [Fact]
    public void Expired_TheNewestIsOld_Stays() => Assert.Equal([Now.AddYears(-3)], Kept([Now.AddYears(-4), Now.AddYears(-3)]));

    [Fact]
    public void Expired_MonthBeginsLate_KeepsItsFirst()
    {
        DateTimeOffset[] september = [new(2026, 9, 17, 2, 0, 0, TimeSpan.Zero), new(2026, 9, 18, 2, 0, 0, TimeSpan.Zero)];

        Assert.Equal([september[0], Now], Kept([.. september, Now]));
    }

    [Fact]
    public void Expired_OfWhatStays_IsNothing()
    {
        var kept = Kept([.. Enumerable.Range(0, 1000).Select(hour => Now.AddHours(-7 * hour))]);

        Assert.Equal(kept, Kept(kept));
    }

    private static List<DateTimeOffset> Kept(IReadOnlyList<DateTimeOffset> slots)
    {
        var all = slots.Select(slot => new SnapshotId(Instant.From(slot))).ToList();
        var expired = Default.Expired(all, Instant.From(Now));
        return [.. all.Except(expired).Order().Select(slot => slot.Slot.ToDateTimeOffset())];
    }
}
