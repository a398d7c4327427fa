using CreditFunctions.Dialects.TeamUp;
using CreditFunctions.Ledger;

namespace CreditFunctions.Tests.Dialects.TeamUp;

public sealed class CurrencySignsTests
{
    public static TheoryData<string> Codes => [.. Currencies.Codes];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Of_EveryCurrencyOfTheLedger_HasASignAndAPlace(string code)
    {
        Assert.True(CurrencySigns.Has(code));
        var sign = CurrencySigns.Of(code);

        Assert.NotEmpty(sign.Symbol);
        Assert.DoesNotContain(sign.Symbol, character => character is '_' or '#' or ',' or '"' or ' ' or '\r' or '\n');
        Assert.True(sign.Space is "" or "\u00a0");
        // CLDR's rule: what is no symbol is never right at a digit.
        Assert.True(sign.Space.Length > 0 || char.IsSymbol(sign.IsBefore ? sign.Symbol[^1] : sign.Symbol[0]), sign.Symbol);
    }

    [Theory]
    [InlineData("GBP", "45.00", "£45")]
    [InlineData("GBP", "12.50", "£12.50")]
    [InlineData("GBP", "-5.00", "-£5")]
    [InlineData("USD", "0.30", "$0.30")]
    [InlineData("USD", "1200.00", "$1200")]
    [InlineData("USD", "92233720368547758.07", "$92233720368547758.07")]
    [InlineData("EUR", "-0.01", "-€0.01")]
    [InlineData("CHF", "45.00", "CHF\u00a045")]
    [InlineData("PLN", "-45.50", "-45.50\u00a0zł")]
    [InlineData("SEK", "100.00", "100\u00a0kr")]
    [InlineData("BRL", "10.00", "R$\u00a010")]
    [InlineData("JPY", "5000", "¥5000")]
    [InlineData("JPY", "0", "¥0")]
    [InlineData("KWD", "12.345", "12.345\u00a0KWD")]
    [InlineData("KWD", "10.000", "10\u00a0KWD")]
    [InlineData("XAF", "10", "FCFA\u00a010")]
    public void Write_AnAmount_IsAsPeopleWriteIt(string code, string amount, string expected) => Assert.Equal(expected, CurrencySigns.Of(code).Write(amount));
}
