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
}
