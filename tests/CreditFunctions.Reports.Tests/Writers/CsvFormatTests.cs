using System.Buffers;
using System.Text;
using CsvHelper;

namespace CreditFunctions.Reports.Tests;

public sealed class CsvFormatTests
{
    private static readonly CsvReaderOptions Strict = new()
    {
        Separator = ',',
        TrimWhitespace = false,
        MalformedData = CsvMalformedDataHandling.Throw,
        FieldCountMismatch = CsvFieldCountHandling.Throw,
    };

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
    [InlineData("é,è", "\"é,è\"")]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("=é", "\"'=é\"")]
    [InlineData("+1", "\"'+1\"")]
    [InlineData("-1", "\"'-1\"")]
    [InlineData("@x", "\"'@x\"")]
    [InlineData("\tx", "\"'\tx\"")]
    [InlineData("\rx", "\"'\rx\"")]
    [InlineData("=\"a\"", "\"'=\"\"a\"\"\"")]
    [InlineData("a=1", "a=1")]
    [InlineData("'a", "'a")]
    public void Write_Text_IsQuotedAndDefusedAsNeeded(string? text, string cell)
    {
        var row = SampleRows.Credit(memo: text);
        Assert.Equal($"{cell},USD\r\n", Csv(CustomerCredits.Definition, ["memo", "unit"], Bytes(row)));
    }

    [Fact]
    public void Write_NegativeAmount_IsNotDefused() =>
        Assert.Equal("-5.00,7.50\r\n", Csv(CustomerCredits.Definition, ["amount", "balance"], Bytes(SampleRows.Credit())));

    [Fact]
    public void Begin_Header_IsTheKeysOfTheColumnsAskedFor() =>
        Assert.Equal("unit,customer_id\r\n", Encoding.UTF8.GetString(new CsvFormat([CreditBalances.Definition["unit"], CreditBalances.Definition["customer_id"]]).Begin.Span));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void CsvHelper_ReadingRandomRows_SeesWhatWasWritten(int seed)
    {
        foreach (var report in ReportCatalogue.All)
        {
            var rows = AnyRows.Random(report, seed, count: 300);
            var format = new CsvFormat(report.Columns);
            var batch = AnyRows.Batch(report, rows);
            using var reader = CsvReader.Create([.. format.Begin.Span, .. Written(report, format, batch)], Strict);
            foreach (var row in rows)
            {
                Assert.True(reader.Read());
                Assert.Equal(report.Columns.Length, reader.FieldCount);
                Assert.All(report.Columns, column => Assert.Equal(Shown(row, column), reader.GetString(column.Key)));
            }

            Assert.False(reader.Read());
        }
    }

    private static string Shown(AnyRow row, ReportColumn column)
    {
        var text = AnyRows.Text(row, column) ?? "";
        return column.Kind == ColumnKind.Text && text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" + text : text;
    }

    private static byte[] Bytes(CustomerCreditRow row)
    {
        var writer = new RowWriter();
        row.Write(writer);
        return writer.Written.ToArray();
    }

    private static string Csv(ReportDefinition report, string[] columns, byte[] row)
    {
        var batch = new RowBatch();
        batch.Add(row);
        return Encoding.UTF8.GetString(Written(report, new CsvFormat([.. columns.Select(column => report[column])]), batch));
    }

    private static byte[] Written(ReportDefinition report, RowFormat format, RowBatch batch)
    {
        var output = new ArrayBufferWriter<byte>();
        Span<long> cells = stackalloc long[Row.MaxColumns];
        for (var at = 0; at < batch.Count; at++)
        {
            format.Write(new Row(batch[at], report, cells), output);
        }

        return output.WrittenSpan.ToArray();
    }
}
