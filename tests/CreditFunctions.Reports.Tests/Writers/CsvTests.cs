using System.Buffers;
using System.Text;
using CsvHelper;

namespace CreditFunctions.Reports.Tests;

public sealed class CsvTests
{
    private static readonly CsvReaderOptions Strict = new()
    {
        Separator = ',',
        TrimWhitespace = false,
        MalformedData = CsvMalformedDataHandling.Throw,
        FieldCountMismatch = CsvFieldCountHandling.Throw,
    };

    [Fact]
    public void WriteRow_PlainRow_IsExactlyThisLine()
    {
        var row = SampleRows.Balance() with { CreatedAt = SampleRows.Time("2026-11-21T12:00:00.000001Z") };
        Assert.Equal(
            "customer_id,customer_number,customer_name,customer_email,entitlement,unit,granted,pending,available,reserved,applied,expired,voided,overage,created_at,updated_at\r\n" +
            "c1,7,Ann,ann@example.com,default,USD,12.65,0.01,12.50,0.02,0.03,0.04,0.05,0.06,2026-11-21T12:00:00.000001Z,2026-11-21T12:00:00Z\r\n",
            Csv(SampleRows.Packed(row)));
    }

    [Fact]
    public void WriteRow_NegativeAmount_IsNotDefused() =>
        Assert.Equal("amount,balance\r\n-5.00,7.50\r\n", Csv(SampleRows.Packed(SampleRows.Credit()), "amount", "balance"));

    [Theory]
    [InlineData(null, "")]
    [InlineData("", "\"\"")]
    [InlineData("Ann", "Ann")]
    [InlineData("Ann, Bob", "\"Ann, Bob\"")]
    [InlineData("the \"one\"", "\"the \"\"one\"\"\"")]
    [InlineData("\"", "\"\"\"\"")]
    [InlineData("a\nb", "\"a\nb\"")]
    [InlineData("a\rb", "\"a\rb\"")]
    [InlineData("علي 王小明 🎈 é", "علي 王小明 🎈 é")]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("+1", "\"'+1\"")]
    [InlineData("-1", "\"'-1\"")]
    [InlineData("@x", "\"'@x\"")]
    [InlineData("\tx", "\"'\tx\"")]
    [InlineData("\rx", "\"'\rx\"")]
    [InlineData("=\"a\"", "\"'=\"\"a\"\"\"")]
    [InlineData("a=1", "a=1")]
    [InlineData("'a", "'a")]
    public void WriteRow_Memo_IsQuotedAndDefusedAsNeeded(string? memo, string cell) =>
        Assert.Equal($"memo,unit\r\n{cell},USD\r\n", Csv(SampleRows.Packed(SampleRows.Credit(memo: memo)), "memo", "unit"));

    [Fact]
    public void WriteHeader_File_HasNoByteOrderMark() => Assert.StartsWith("customer_id,", Csv(new PackedRows(CreditBalances.Definition)), StringComparison.Ordinal);

    [Fact]
    public void CsvHelper_ReadingAFile_SeesWhatWasWritten()
    {
        var rows = SampleRows.RandomCredits(seed: 31, count: 1000);
        var file = Encoding.UTF8.GetBytes(Csv(SampleRows.Packed(rows)));
        using var reader = CsvReader.Create(file, Strict);
        foreach (var row in rows)
        {
            Assert.True(reader.Read());
            Assert.Equal(CustomerCredits.Definition.Columns.Length, reader.FieldCount);
            Assert.Equal(row.CustomerId, reader.GetString("customer_id"));
            Assert.Equal(Defused(row.CustomerName), reader.GetString("customer_name"));
            Assert.Equal(Defused(row.Memo), reader.GetString("memo"));
            Assert.Equal(row.Type, reader.GetString("type"));
            Assert.Equal(row.EntryNumber, reader.Parse<long>("entry_number"));
            Assert.Equal(row.CreatedAt.ToString(), reader.GetString("created_at"));
            var amount = reader.GetString("amount");
            Assert.Equal(row.Unit.Precision, amount.Contains('.', StringComparison.Ordinal) ? amount.Length - amount.IndexOf('.') - 1 : 0);
            Assert.Equal(row.Amount, long.Parse(amount.Replace(".", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture));
        }

        Assert.False(reader.Read());
    }

    private static string Defused(string? text) => text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" + text : text ?? "";

    private static string Csv(PackedRows rows, params string[] columns)
    {
        var output = new ArrayBufferWriter<byte>();
        System.Collections.Immutable.ImmutableArray<ReportColumn> shown = columns.Length == 0 ? rows.Report.Columns : [.. columns.Select(column => rows.Report[column])];
        CsvRows.WriteHeader(output, shown);
        for (var row = 0; row < rows.Count; row++)
        {
            CsvRows.WriteRow(output, rows, row, shown);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
