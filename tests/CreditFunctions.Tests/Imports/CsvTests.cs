using System.Text;
using CreditFunctions.Imports;
using CreditFunctions.Storage.Imports;
using FsCheck;
using FsCheck.Fluent;

namespace CreditFunctions.Tests.Imports;

public sealed class CsvTests
{
    [Theory]
    [InlineData("a,b", "a|b")]
    [InlineData("", "")]
    [InlineData(",", "|")]
    [InlineData("\"a,b\",\"c\"\"d\"", "a,b|c\"d")]
    [InlineData("\"\",x", "|x")]
    [InlineData("\"two\r\nlines\"", "two\r\nlines")]
    [InlineData(" a , b ", " a | b ")]
    public void Split_Line_GivesItsCells(string line, string cells)
    {
        Assert.Null(CsvCells.Split(Encoding.UTF8.GetBytes(line), out var split));
        Assert.Equal(cells, string.Join('|', split));
    }

    [Theory]
    [InlineData("a,\"b", "has a quote that is opened and not closed")]
    [InlineData("\"", "has a quote that is opened and not closed")]
    [InlineData("\"\"\"", "has a quote that is opened and not closed")]
    [InlineData("a,b\"c", "has a quote inside of cell 2")]
    [InlineData("\"a\"b", "has text behind the closing quote of cell 1")]
    public void Split_BrokenQuotes_SaysWhere(string line, string problem) =>
        Assert.StartsWith(problem, CsvCells.Split(Encoding.UTF8.GetBytes(line), out _), StringComparison.Ordinal);

    [Fact]
    public void Split_InvalidUtf8_SaysSo() => Assert.Equal("is not valid UTF-8", CsvCells.Split([0x61, 0xff], out _));

    [Fact]
    public void Split_CellsWrittenByRfc4180_AreThoseCells()
    {
        var cell = Gen.Elements("a", ",", "\"", "\n", "\r\n", " ", "é", "😀").ArrayOf().Select(string.Concat);
        Prop.ForAll(Arb.From(cell.NonEmptyListOf()), Arb.From(Gen.Elements("\n", "\r\n", "")), (cells, end) =>
        {
            var line = string.Join(',', cells.Select(text => text.AsSpan().ContainsAny(",\"\r\n") || cells.Count == 1 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text));
            var body = Encoding.UTF8.GetBytes(line + end + (end.Length > 0 ? "next,line" : ""));

            Assert.Null(CsvCells.Split(BodyLine.FirstOf(body, ImportFormat.Csv), out var split));
            Assert.Equal(cells, split);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("customer_id,amount", "The header has no column 'type'.")]
    [InlineData("type,amount", "The header has no column 'customer_id'.")]
    [InlineData("type,customer_id,type", "The header has the column 'type' twice.")]
    [InlineData("type,customer_id,colour", "The header has the column 'colour'; allowed are type, customer_id, entitlement, unit, created_at, idempotency_key, ")]
    [InlineData("type,customer_id,", "The header has the column ''; allowed are ")]
    [InlineData("type,customer_id,metadata", "The header has the column 'metadata'; allowed are ")]
    [InlineData("type,customer_id,metadata.", "The header has the column 'metadata.'; allowed are ")]
    [InlineData("type,customer_id,amount.x", "The header has the column 'amount.x'; allowed are ")]
    [InlineData("type,customer_id,references.colour", "The header has the column 'references.colour'; allowed are ")]
    [InlineData("type,customer_id,\"x", "The header has a quote that is opened and not closed.")]
    [InlineData("Type,customer_id", "The header has the column 'Type'; allowed are ")]
    public void Header_Wrong_NamesTheColumn(string header, string problem) =>
        Assert.StartsWith(problem, CsvColumns.Read(Encoding.UTF8.GetBytes(header), out _)?.Detail, StringComparison.Ordinal);

    [Theory]
    [InlineData("a", "c1,,,,,,", """{"type":"a","customer_id":"c1"}""")]
    [InlineData("grant", "c1,7,,,n 1,a;b,", """{"type":"grant","customer_id":"c1","priority":7,"metadata":{"a.b":"n 1"},"applies_to":{"prices":["a","b"]}}""")]
    [InlineData("void", "c1,high,true,i1,,,", """{"type":"void","customer_id":"c1","priority":"high","only_if_unused":true,"references":{"invoice":"i1"}}""")]
    [InlineData("void", "c1,,yes,i1,,,e1", """{"type":"void","customer_id":"c1","only_if_unused":"yes","references":{"invoice":"i1","external_id":"e1"}}""")]
    public void Line_OfCells_IsTheirJsonObject(string type, string rest, string json)
    {
        var header = "type,customer_id,priority,only_if_unused,references.invoice,metadata.a.b,applies_to.prices,references.external_id"u8;
        Assert.Null(CsvColumns.Read(header, out var columns));

        Assert.Null(columns.ToJson(Encoding.UTF8.GetBytes($"{type},{rest}"), out var made));
        Assert.Equal(json, Encoding.UTF8.GetString(made.Span));
    }

    [Fact]
    public void Line_OfAnotherNumberOfCells_SaysHowMany()
    {
        Assert.Null(CsvColumns.Read("type,customer_id"u8, out var columns));

        Assert.Equal("The line has 3 cells; the header has 2.", columns.ToJson("a,b,c"u8, out _));
    }
}
