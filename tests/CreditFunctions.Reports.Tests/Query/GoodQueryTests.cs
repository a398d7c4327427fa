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
        Assert.Equal((100, 0), (query.Limit, query.Offset));
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
    [InlineData("limit=10000&offset=2147483647", 10_000, int.MaxValue)]
    [InlineData("offset=7", 100, 7)]
    [InlineData("page=1", 100, 0)]
    [InlineData("page=3&page_size=20", 20, 40)]
    [InlineData("page_size=10000", 10_000, 0)]
    [InlineData("page=21474837", 100, 2_147_483_600)]
    public void Parse_Paging_BecomesLimitAndOffset(string text, int limit, int offset)
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
        Assert.Equal(SampleRows.Time("2026-01-01T00:00:00Z"), filter.CreatedFrom);
        Assert.Equal(filter.CreatedFrom, filter.CreatedTo);
    }

    [Fact]
    public void Parse_FormatCsv_IsCsv() => Assert.Equal(ReportFormat.Csv, QueryText.Parse(CreditBalances.Definition, "format=csv").Format);

    [Fact]
    public void Parameters_OfCustomerCredits_HaveType() => Assert.Contains("type", ReportQueryParser.Parameters(CustomerCredits.Definition));
}
