namespace CreditFunctions.Ledger.Tests.Issues;

/// <summary>A custom unit that has a currency's code and other decimals counted as that currency, so that its amounts could be added to money.</summary>
public sealed class CustomUnitNamedAsACurrencyTests
{
    [Fact]
    public void IsCurrency_CodeOfACurrencyWithOtherDecimals_IsFalse() => Assert.False(new Unit("EUR", 3).IsCurrency);

    [Fact]
    public void IsCurrency_CurrencyWithItsDecimals_IsTrue() => Assert.True(new Unit("EUR", 2).IsCurrency);
}
