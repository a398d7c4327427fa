namespace CreditFunctions.Reports.Tests;

public sealed class GoodQueryTests
{
    [Fact]
    public void Parse_NoParameters_AsksForTheFirstPageOfAll()
    {
        var query = QueryText.Parse(CustomerCredits.Definition, "");
        Assert.Equal(CustomerCredits.Definition.Columns, query.Columns);
        Assert.Equal("-created_at", string.Join(',', query.Sort));
        Assert.Equal(ReportFormat.Json, query.Format);
        Assert.Equal((100, 0L), (query.Limit, query.Offset));
        Assert.Empty(query.Filter.Customers);
    }

    [Theory]
    [InlineData("columns=memo,amount")]
    [InlineData("columns=memo&columns=amount")]
    [InlineData("columns=memo, amount")]
    public void Parse_RepeatedKeysAndCommaLists_MeanTheSame(string text) =>
        Assert.Equal(["memo", "amount"], QueryText.Parse(CustomerCredits.Definition, text).Columns.Select(column => column.Key));

    [Fact]
    public void Parse_SortKeys_KeepOrderAndDirection() =>
        Assert.Equal("unit,-amount,memo", string.Join(',', QueryText.Parse(CustomerCredits.Definition, "sort=unit,-amount&sort=memo").Sort));

    [Theory]
    [InlineData("limit=1", 1, 0)]
    [InlineData("limit=10000&offset=9007199254740991", 10_000, 9_007_199_254_740_991)]
    [InlineData("offset=7", 100, 7)]
    [InlineData("page=1", 100, 0)]
    [InlineData("page=3&page_size=20", 20, 40)]
    [InlineData("page_size=10000", 10_000, 0)]
    [InlineData("page=90071992547410&page_size=100", 100, 9_007_199_254_740_900)]
    public void Parse_Paging_BecomesLimitAndOffset(string text, int limit, long offset)
    {
        var query = QueryText.Parse(CreditBalances.Definition, text);
        Assert.Equal((limit, offset), (query.Limit, query.Offset));
    }

    [Fact]
    public void Parse_Filters_AreAllRead()
    {
        const string text = "customer=a,b&entitlement=e&unit=USD,hours&type=grant&created_at_gte=2026-01-01T00:00:00Z&created_at_lte=2026-01-01T01:00:00%2B01:00";
        var filter = QueryText.Parse(CustomerCredits.Definition, text.Replace("%2B", "+", StringComparison.Ordinal)).Filter;
        Assert.Equal(["a", "b"], filter.Customers);
        Assert.Equal(["e"], filter.Entitlements);
        Assert.Equal(["USD", "hours"], filter.Units);
        Assert.Equal(["grant"], filter.Types);
        var newYear = SampleRows.Time("2026-01-01T00:00:00Z").Microseconds;
        Assert.Equal([new ColumnRange(CustomerCredits.Definition["created_at"], newYear, newYear)], filter.Ranges);
    }

    [Theory]
    [InlineData("amount_gte=-12.5", -125_000_000_000L, null)]
    [InlineData("amount_gt=0", 1L, null)]
    [InlineData("amount_lte=0.0000000001", null, 1L)]
    [InlineData("amount_lt=1", null, 9_999_999_999L)]
    [InlineData("amount_gt=-0.00&amount_lte=00.10", 1L, 1_000_000_000L)]
    public void Parse_Amounts_AreExactBounds(string text, long? least, long? most) =>
        AssertRange(text, "amount", least, most);

    [Fact]
    public void Parse_LargestAmount_IsExact() =>
        Assert.Equal(Int128.Parse("99999999999999999999999999999", null), Assert.Single(QueryText.Parse(CreditBalances.Definition, "granted_lte=9999999999999999999.9999999999").Filter.Ranges).Most);

    [Theory]
    [InlineData("posted_at_gt=1970-01-01T00:00:01Z", 1_000_001L, null)]
    [InlineData("posted_at_lt=1970-01-01T00:00:01Z", null, 999_999L)]
    [InlineData("posted_at_gte=1970-01-01T00:00:01Z&posted_at_lte=1970-01-01T00:00:01Z", 1_000_000L, 1_000_000L)]
    public void Parse_Times_AreBoundsThatAreIncluded(string text, long? least, long? most) =>
        AssertRange(text, "posted_at", least, most);

    [Fact]
    public void Parse_IdAbove_IsOfTheEntryOrTheCustomer()
    {
        AssertRange("id_gt=7", "entry_number", 8, null);
        Assert.Equal([ColumnRange.From(CreditBalances.Definition["customer_number"], 8)], QueryText.Parse(CreditBalances.Definition, "id_gt=7").Filter.Ranges);
    }

    [Fact]
    public void Parse_TextAndTimeframe_AreRead()
    {
        var filter = QueryText.Parse(CustomerCredits.Definition, "q=a,b&timeframe=last_7_days").Filter;
        Assert.Equal(("a,b", "last_7_days"), (filter.Text, filter.Timeframe?.Name));
    }

    [Fact]
    public void RangesAt_Timeframe_AreThoseOfTheInstantLookedAtFrom()
    {
        var filter = QueryText.Parse(CustomerCredits.Definition, "timeframe=yesterday").Filter;
        var range = Assert.Single(filter.RangesAt(CustomerCredits.Definition, SampleRows.Noon));
        Assert.Equal("created_at", range.Column.Key);
        Assert.Equal(SampleRows.Time("2026-11-20T00:00:00Z").Microseconds, range.Least);
        Assert.Equal(SampleRows.Time("2026-11-20T23:59:59.999999Z").Microseconds, range.Most);
    }

    [Fact]
    public void Parse_Snapshot_IsTheLatestOrTheOne()
    {
        Assert.Equal(ReportMoment.Any, QueryText.Parse(CreditBalances.Definition, "").Moment);
        Assert.Equal(ReportMoment.LatestSnapshot, QueryText.Parse(CreditBalances.Definition, "snapshot=latest").Moment);
        Assert.Equal("20261121T120000Z", QueryText.Parse(CreditBalances.Definition, "snapshot=20261121T120000Z").Moment.Snapshot?.ToString());
    }

    [Theory]
    [InlineData("json", ReportFormat.Json)]
    [InlineData("csv", ReportFormat.Csv)]
    [InlineData("ndjson", ReportFormat.NdJson)]
    public void Parse_Format_IsTheFormat(string name, ReportFormat format) => Assert.Equal(format, QueryText.Parse(CreditBalances.Definition, "format=" + name).Format);

    [Fact]
    public void Parameters_OfCustomerCredits_HaveThoseOfItsColumns()
    {
        const string expected = "columns, sort, customer, entitlement, unit, type, q, timeframe, id_gt, created_at_gte, created_at_gt, created_at_lte, created_at_lt, "
            + "posted_at_gte, posted_at_gt, posted_at_lte, posted_at_lt, amount_gte, amount_gt, amount_lte, amount_lt, balance_gte, balance_gt, balance_lte, balance_lt, "
            + "snapshot, limit, offset, page, page_size, cursor, format";
        Assert.Equal(expected, string.Join(", ", ReportQueryParser.Parameters(CustomerCredits.Definition)));
    }

    private static void AssertRange(string text, string column, long? least, long? most) =>
        Assert.Equal(
            [new ColumnRange(CustomerCredits.Definition[column], least ?? Int128.MinValue, most ?? Int128.MaxValue)],
            QueryText.Parse(CustomerCredits.Definition, text).Filter.Ranges);
}
