using System.Text;
using System.Text.Json;

namespace CreditFunctions.Reports.Tests;

public sealed class JsonFormatTests
{
    [Fact]
    public void Write_Row_IsExactlyThis()
    {
        var report = CustomerCredits.Definition;
        var writer = new RowWriter();
        (SampleRows.Credit(memo: null) with { PostedAt = SampleRows.Time("2026-11-21T12:00:00.000001Z") }).Write(writer);
        var format = new JsonFormat([.. new[] { "memo", "amount", "created_at", "posted_at", "entry_number", "unit" }.Select(column => report[column])], aLine: false);
        Assert.Equal(
            """{"memo":null,"amount":"-5.00","created_at":"2026-11-21T12:00:00Z","posted_at":"2026-11-21T12:00:00.000001Z","entry_number":1,"unit":"USD"}""",
            Text(report, format, writer.Written));
    }

    [Theory]
    [InlineData("\"", "\\\"")]
    [InlineData("\\", "\\\\")]
    [InlineData("a\r\n\tb", "a\\r\\n\\tb")]
    [InlineData("\0\u001f", "\\u0000\\u001f")]
    [InlineData("Zoë 🎈 =1", "Zoë 🎈 =1")]
    public void Write_Text_IsEscapedWhereJsonAsksForIt(string memo, string written)
    {
        var writer = new RowWriter();
        SampleRows.Credit(memo: memo).Write(writer);
        Assert.Equal($$"""{"memo":"{{written}}"}""", Text(CustomerCredits.Definition, new JsonFormat([CustomerCredits.Definition["memo"]], aLine: false), writer.Written));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Json_OfRandomRows_ParsesToWhatWasWritten(int seed)
    {
        foreach (var report in ReportCatalogue.All)
        {
            var rows = AnyRows.Random(report, seed, count: 300);
            var format = new JsonFormat(report.Columns, aLine: true);
            var batch = AnyRows.Batch(report, rows);
            for (var at = 0; at < rows.Length; at++)
            {
                var line = Text(report, format, batch[at]);
                Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
                using var json = JsonDocument.Parse(line);
                Assert.Equal(report.Columns.Select(column => column.Key), json.RootElement.EnumerateObject().Select(property => property.Name));
                Assert.All(report.Columns, column => AssertCell(rows[at], column, json.RootElement.GetProperty(column.Key)));
            }
        }
    }

    private static void AssertCell(AnyRow row, ReportColumn column, JsonElement cell)
    {
        if (column.Kind == ColumnKind.Integer)
        {
            Assert.Equal(row.Cells[column.Ordinal], cell.GetInt64());
        }
        else
        {
            Assert.Equal(AnyRows.Text(row, column), cell.GetString());
        }
    }

    private static string Text(ReportDefinition report, JsonFormat format, ReadOnlySpan<byte> bytes)
    {
        var row = new Row(bytes, report, stackalloc long[Row.MaxColumns]);
        var output = new byte[format.MaxBytes(row)];
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(output, 0, format.Write(row, output));
    }
}
