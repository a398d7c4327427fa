namespace CreditFunctions.Ledger.Tests;

public sealed class UnitTests
{
    [Fact]
    public void TryGetCurrency_Known_HasItsPrecision()
    {
        Assert.True(Unit.TryGetCurrency("KWD", out var unit));
        Assert.Equal(new Unit("KWD", 3), unit);
    }

    [Fact]
    public void TryGetCurrency_Unknown_IsFalseAndNoUnit()
    {
        Assert.False(Unit.TryGetCurrency("hours", out var unit));
        Assert.Equal(default, unit);
    }

    [Fact]
    public void IsCurrency_CustomUnit_IsFalse() => Assert.False(new Unit("hours", 2).IsCurrency);
}
