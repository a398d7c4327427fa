namespace CreditFunctions.Ledger.Tests;

public sealed class CurrenciesTests
{
    [Theory]
    [InlineData("EUR", 2)]
    [InlineData("USD", 2)]
    [InlineData("CHF", 2)]
    [InlineData("HUF", 2)]
    [InlineData("MRU", 2)]
    [InlineData("XCG", 2)]
    [InlineData("ZWG", 2)]
    [InlineData("JPY", 0)]
    [InlineData("KRW", 0)]
    [InlineData("ISK", 0)]
    [InlineData("UGX", 0)]
    [InlineData("VND", 0)]
    [InlineData("XOF", 0)]
    [InlineData("BHD", 3)]
    [InlineData("KWD", 3)]
    [InlineData("TND", 3)]
    [InlineData("CLF", 4)]
    public void TryGetPrecision_Currency_IsItsMinorUnit(string code, int precision)
    {
        Assert.True(Currencies.TryGetPrecision(code, out var actual));
        Assert.Equal(precision, actual);
    }

    [Theory]
    [InlineData("")]
    [InlineData("eur")]
    [InlineData("Eur")]
    [InlineData("EURO")]
    [InlineData(" EUR")]
    [InlineData("XAU")]
    [InlineData("XTS")]
    [InlineData("XXX")]
    [InlineData("DEM")]
    [InlineData("BTC")]
    public void TryGetPrecision_NoCurrency_IsFalse(string code) => Assert.False(Currencies.TryGetPrecision(code, out _));

    // A code that stood in two lists would have one precision by accident.
    [Fact]
    public void Codes_All_AreThreeLettersInOrderOnceEach()
    {
        var codes = Currencies.Codes.ToArray();

        Assert.Equal(157, codes.Length);
        Assert.Equal(codes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), codes, StringComparer.Ordinal);
        Assert.All(codes, code => Assert.Matches("^[A-Z]{3}$", code));
    }
}
