using System.Text;

namespace CreditFunctions.Ledger.Tests;

public sealed class AmountTests
{
    [Theory]
    [InlineData("0", 0, 0)]
    [InlineData("0", 10, 0)]
    [InlineData("0.0000000000", 10, 0)]
    [InlineData("00", 2, 0)]
    [InlineData("007", 0, 7)]
    [InlineData("1", 0, 1)]
    [InlineData("1", 1, 10)]
    [InlineData("1", 2, 100)]
    [InlineData("1", 3, 1_000)]
    [InlineData("1", 4, 10_000)]
    [InlineData("1", 5, 100_000)]
    [InlineData("1", 6, 1_000_000)]
    [InlineData("1", 7, 10_000_000)]
    [InlineData("1", 8, 100_000_000)]
    [InlineData("1", 9, 1_000_000_000)]
    [InlineData("1", 10, 10_000_000_000)]
    [InlineData("12.5", 2, 1_250)]
    [InlineData("12.50", 2, 1_250)]
    [InlineData("12.05", 2, 1_205)]
    [InlineData("0.01", 2, 1)]
    [InlineData("0.0000000001", 10, 1)]
    [InlineData("1.000", 0, 1)]
    [InlineData("1.0050000000", 3, 1_005)]
    [InlineData("1.50000000000000000000000000000000000000", 2, 150)]
    [InlineData("9223372036854775807", 0, long.MaxValue)]
    [InlineData("922337203685477580.7", 1, long.MaxValue)]
    [InlineData("92233720368547758.07", 2, long.MaxValue)]
    [InlineData("9223372036854775.807", 3, long.MaxValue)]
    [InlineData("922337203685477.5807", 4, long.MaxValue)]
    [InlineData("92233720368547.75807", 5, long.MaxValue)]
    [InlineData("9223372036854.775807", 6, long.MaxValue)]
    [InlineData("922337203685.4775807", 7, long.MaxValue)]
    [InlineData("92233720368.54775807", 8, long.MaxValue)]
    [InlineData("9223372036.854775807", 9, long.MaxValue)]
    [InlineData("922337203.6854775807", 10, long.MaxValue)]
    [InlineData("000000000000000000000009223372036854775807", 0, 0, AmountParse.TooLarge)]
    [InlineData("0000000000000000000009223372036854775807", 0, long.MaxValue)]
    [InlineData("9223372036854775808", 0, 0, AmountParse.TooLarge)]
    [InlineData("922337203685477580.8", 1, 0, AmountParse.TooLarge)]
    [InlineData("92233720368547758.08", 2, 0, AmountParse.TooLarge)]
    [InlineData("9223372036854775.808", 3, 0, AmountParse.TooLarge)]
    [InlineData("922337203685477.5808", 4, 0, AmountParse.TooLarge)]
    [InlineData("92233720368547.75808", 5, 0, AmountParse.TooLarge)]
    [InlineData("9223372036854.775808", 6, 0, AmountParse.TooLarge)]
    [InlineData("922337203685.4775808", 7, 0, AmountParse.TooLarge)]
    [InlineData("92233720368.54775808", 8, 0, AmountParse.TooLarge)]
    [InlineData("9223372036.854775808", 9, 0, AmountParse.TooLarge)]
    [InlineData("922337203.6854775808", 10, 0, AmountParse.TooLarge)]
    [InlineData("18446744073709551617", 0, 0, AmountParse.TooLarge)]
    [InlineData("9223372036854775807", 1, 0, AmountParse.TooLarge)]
    [InlineData("9223372036854775807", 10, 0, AmountParse.TooLarge)]
    [InlineData("123456789012345678901234567890", 0, 0, AmountParse.TooLarge)]
    [InlineData("123456789012345678901234567890", 10, 0, AmountParse.TooLarge)]
    [InlineData("12345678901234567890123456789012345678901234567890", 2, 0, AmountParse.TooLarge)]
    [InlineData("1.005", 2, 0, AmountParse.TooPrecise)]
    [InlineData("1.5", 0, 0, AmountParse.TooPrecise)]
    [InlineData("0.00000000001", 10, 0, AmountParse.TooPrecise)]
    [InlineData("123456789012345678901234567890.001", 2, 0, AmountParse.TooPrecise)]
    [InlineData("", 2, 0, AmountParse.NotADecimal)]
    [InlineData("1e3", 2, 0, AmountParse.NotADecimal)]
    [InlineData("1E3", 2, 0, AmountParse.NotADecimal)]
    [InlineData("0x10", 2, 0, AmountParse.NotADecimal)]
    [InlineData("NaN", 2, 0, AmountParse.NotADecimal)]
    [InlineData("Infinity", 2, 0, AmountParse.NotADecimal)]
    [InlineData("-1", 2, 0, AmountParse.NotADecimal)]
    [InlineData("-0", 2, 0, AmountParse.NotADecimal)]
    [InlineData("+1", 2, 0, AmountParse.NotADecimal)]
    [InlineData(" 1", 2, 0, AmountParse.NotADecimal)]
    [InlineData("1 ", 2, 0, AmountParse.NotADecimal)]
    [InlineData("1\0", 2, 0, AmountParse.NotADecimal)]
    [InlineData("1\n", 2, 0, AmountParse.NotADecimal)]
    [InlineData(".5", 2, 0, AmountParse.NotADecimal)]
    [InlineData("5.", 2, 0, AmountParse.NotADecimal)]
    [InlineData(".", 2, 0, AmountParse.NotADecimal)]
    [InlineData("1.2.3", 2, 0, AmountParse.NotADecimal)]
    [InlineData("1,5", 2, 0, AmountParse.NotADecimal)]
    [InlineData("1,000.00", 2, 0, AmountParse.NotADecimal)]
    [InlineData("1_000", 2, 0, AmountParse.NotADecimal)]
    [InlineData("١٢", 2, 0, AmountParse.NotADecimal)]
    [InlineData("１２", 2, 0, AmountParse.NotADecimal)]
    [InlineData("1.٥", 2, 0, AmountParse.NotADecimal)]
    [InlineData("€1", 2, 0, AmountParse.NotADecimal)]
    [InlineData("-12345678901234567890123456789012345678901234567890", 2, 0, AmountParse.NotADecimal)]
    public void TryParse_Text_IsReadExactlyOrSaysWhyNot(string text, int precision, long minor, AmountParse result = AmountParse.Read)
    {
        var actual = Amount.TryParse(text, precision, out var read);

        Assert.Equal((result, minor), (actual, read));
    }

    [Theory]
    [InlineData(0, 0, "0")]
    [InlineData(0, 2, "0.00")]
    [InlineData(0, 10, "0.0000000000")]
    [InlineData(7, 0, "7")]
    [InlineData(1, 2, "0.01")]
    [InlineData(10, 2, "0.10")]
    [InlineData(1250, 2, "12.50")]
    [InlineData(1, 10, "0.0000000001")]
    [InlineData(-1, 0, "-1")]
    [InlineData(-1, 2, "-0.01")]
    [InlineData(-1250, 2, "-12.50")]
    [InlineData(long.MaxValue, 0, "9223372036854775807")]
    [InlineData(long.MaxValue, 1, "922337203685477580.7")]
    [InlineData(long.MaxValue, 10, "922337203.6854775807")]
    [InlineData(long.MinValue, 0, "-9223372036854775808")]
    [InlineData(long.MinValue, 10, "-922337203.6854775808")]
    public void Format_Minor_HasAllDecimalsOfTheUnit(long minor, int precision, string text) =>
        Assert.Equal(text, Amount.Format(minor, precision));

    [Theory]
    [InlineData(-1250, 2, "-12.50")]
    [InlineData(-1250, 0, "-1250")]
    [InlineData(0, 0, "0")]
    [InlineData(long.MinValue, 10, "-922337203.6854775808")]
    public void TryFormat_ExactlyEnoughRoom_Writes(long minor, int precision, string text)
    {
        var utf8 = new byte[text.Length];

        Assert.True(Amount.TryFormat(minor, precision, utf8, out var written));
        Assert.Equal(text, Encoding.UTF8.GetString(utf8, 0, written));
    }

    [Fact]
    public void MaxFormattedLength_LongestText_IsAsLong() => Assert.Equal(Amount.MaxFormattedLength, Amount.Format(long.MinValue, 10).Length);

    [Fact]
    public void TryFormat_TooLittleRoom_WritesNothing()
    {
        Assert.False(Amount.TryFormat(-1250, 2, new byte[5], out var written));
        Assert.Equal(0, written);
    }
}
