namespace CreditFunctions.Ledger.Tests.Issues;

/// <summary>An amount of 39 or 40 digits threw instead of being too large, and a long one with a point was called too large whatever its value.</summary>
public sealed class AmountOfFortyDigitsTests
{
    [Theory]
    [InlineData(20)]
    [InlineData(38)]
    [InlineData(39)]
    [InlineData(40)]
    [InlineData(41)]
    public void TryParse_ManyNines_IsTooLarge(int digits) =>
        Assert.Equal(AmountParse.TooLarge, Amount.TryParse(new string('9', digits), 2, out _));

    [Fact]
    public void TryParse_LeadingZerosUpToTheLongestText_AreRead()
    {
        _ = Amount.TryParse(new string('0', 39) + "7", 2, out var minor);

        Assert.Equal(700, minor);
    }

    [Fact]
    public void TryParse_PointInATextTooLongToLookAt_IsTooPrecise() =>
        Assert.Equal(AmountParse.TooPrecise, Amount.TryParse("0." + new string('0', 50), 2, out _));

    [Fact]
    public void TryParse_PointRightAfterWhatIsLookedAt_IsTooLarge() =>
        Assert.Equal(AmountParse.TooLarge, Amount.TryParse(new string('9', 39) + ".5", 2, out _));

    [Fact]
    public void TryParse_ManyPoints_IsNotADecimal() =>
        Assert.Equal(AmountParse.NotADecimal, Amount.TryParse("1" + new string('.', 50), 2, out _));
}
