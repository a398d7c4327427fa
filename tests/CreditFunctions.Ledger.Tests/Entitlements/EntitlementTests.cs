namespace CreditFunctions.Ledger.Tests;

public sealed class EntitlementTests
{
    private static readonly Entitlement Minutes = new("minutes", null, new Unit("minutes", 1), DrawOrder.Fifo);

    [Fact]
    public void Admits_DefaultAndACurrency_WithItsPrecision()
    {
        Assert.True(Entitlement.Default.Admits("JPY", out var unit));
        Assert.Equal(new Unit("JPY", 0), unit);
    }

    [Fact]
    public void Admits_DefaultAndACustomUnit_IsFalse() => Assert.False(Entitlement.Default.Admits("minutes", out _));

    [Fact]
    public void Admits_ItsOneUnit_WithItsPrecision()
    {
        Assert.True(Minutes.Admits("minutes", out var unit));
        Assert.Equal(new Unit("minutes", 1), unit);
    }

    [Theory]
    [InlineData("EUR")]
    [InlineData("Minutes")]
    public void Admits_AnyOtherUnit_IsFalse(string code) => Assert.False(Minutes.Admits(code, out _));

    [Fact]
    public void Policy_Entitlement_HasItsDrawOrder() => Assert.Equal(Build.Fifo, Minutes.PolicyIn(Minutes.Unit!.Value));

    [Fact]
    public void Policy_EntitlementWithOverage_CountsItsLimitInTheUnit()
    {
        var entitlement = Minutes with { Overage = OverageOnGrant.Repay, OverageLimit = "12.5", ExpiresAfterDays = 30 };

        Assert.Equal(Build.Fifo with { Overage = new(OverageOnGrant.Repay, 125), ExpiresAfterDays = 30 }, entitlement.PolicyIn(Minutes.Unit!.Value));
    }

    [Fact]
    public void Policy_OverageWithoutALimit_HasNone() =>
        Assert.Equal(new OveragePolicy(OverageOnGrant.Carry, null), (Minutes with { Overage = OverageOnGrant.Carry }).PolicyIn(Minutes.Unit!.Value).Overage);

    [Theory]
    [InlineData("0.5", AmountParse.Read)]
    [InlineData("0.55", AmountParse.TooPrecise)]
    [InlineData("much", AmountParse.NotADecimal)]
    public void ReadOverageLimit_OfOneUnit_HasItsDecimals(string limit, AmountParse read) => Assert.Equal(read, Minutes.ReadOverageLimit(limit));

    // The whole units must fit in the currency with the most decimals.
    [Theory]
    [InlineData("12", AmountParse.Read)]
    [InlineData("0.5", AmountParse.TooPrecise)]
    [InlineData("much", AmountParse.NotADecimal)]
    [InlineData("922337203685477", AmountParse.Read)]
    [InlineData("922337203685478", AmountParse.TooLarge)]
    public void ReadOverageLimit_OfEveryCurrency_IsWholeUnitsThatFitEach(string limit, AmountParse read) => Assert.Equal(read, Entitlement.Default.ReadOverageLimit(limit));

    // What every business starts with is stored nowhere.
    [Fact]
    public void Default_Entitlement_IsThis() =>
        Assert.Equal(new Entitlement("default", "Default", null, DrawOrder.Standard), Entitlement.Default);
}
