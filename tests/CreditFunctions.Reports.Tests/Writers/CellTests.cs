using System.Text;
using CreditFunctions.Ledger;

namespace CreditFunctions.Reports.Tests;

public sealed class CellTests
{
    [Fact]
    public void Write_EveryDayOfFourCenturies_IsItsDate()
    {
        for (var day = 0L; day < 146_097 + 366; day++)
        {
            var instant = Instant.FromMicroseconds((day * 86_400_000_000) + (day * 7_919 % 86_400_000_000));
            Assert.Equal(instant.ToString(), Text(ColumnKind.Instant, instant.Microseconds, 0));
        }
    }

    [Theory]
    [InlineData("1970-01-01T00:00:00Z")]
    [InlineData("2000-02-29T23:59:59.999999Z")]
    [InlineData("2100-02-28T23:59:59Z")]
    [InlineData("2100-03-01T00:00:00.000001Z")]
    [InlineData("9999-12-31T23:59:59.999999Z")]
    public void Write_InstantAtABound_IsThisInstant(string text) => Assert.Equal(text, Text(ColumnKind.Instant, SampleRows.Time(text).Microseconds, 0));

    [Fact]
    public void Write_AmountOfAnySizeAndPrecision_IsItsDecimal()
    {
        var random = new Random(71);
        for (var run = 0; run < 20_000; run++)
        {
            var (minor, precision) = (random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64), random.Next(Unit.MaxPrecision + 1));
            Assert.Equal(Amount.Format(minor, precision), Text(ColumnKind.Amount, minor, precision));
        }
    }

    [Theory]
    [InlineData(long.MaxValue, 10, "922337203.6854775807")]
    [InlineData(long.MinValue, 10, "-922337203.6854775808")]
    [InlineData(long.MinValue, 0, "-9223372036854775808")]
    [InlineData(0, 2, "0.00")]
    [InlineData(-1, 2, "-0.01")]
    [InlineData(-99_999_999, 2, "-999999.99")]
    [InlineData(100_000_000, 2, "1000000.00")]
    [InlineData(99_999_999, 0, "99999999")]
    [InlineData(1, 7, "0.0000001")]
    [InlineData(1, 8, "0.00000001")]
    public void Write_AmountAtABound_IsThisDecimal(long minor, int precision, string text) => Assert.Equal(text, Text(ColumnKind.Amount, minor, precision));

    private static string Text(ColumnKind kind, long value, int precision)
    {
        var writer = new RowWriter();
        var row = SampleRows.Credit(amount: value) with { Unit = new Unit("credits", precision) };
        (kind == ColumnKind.Instant ? row with { CreatedAt = Instant.FromMicroseconds(value) } : row).Write(writer);
        var format = new CsvFormat([CustomerCredits.Definition[kind == ColumnKind.Instant ? "created_at" : "amount"]]);
        var written = new Row(writer.Written, CustomerCredits.Definition, stackalloc long[Row.MaxColumns]);
        var output = new byte[format.MaxBytes(written)];
        return Encoding.ASCII.GetString(output, 0, format.Write(written, output)).TrimEnd('\r', '\n');
    }
}
