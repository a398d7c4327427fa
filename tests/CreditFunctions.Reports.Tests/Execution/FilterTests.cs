using CreditFunctions.Ledger;

namespace CreditFunctions.Reports.Tests;

public sealed class FilterTests
{
    private static readonly CustomerCreditRow[] Rows = SampleRows.RandomCredits(seed: 21, count: 400);

    [Theory]
    [InlineData("customer=c1")]
    [InlineData("customer=c1,c2,c99999")]
    [InlineData("entitlement=promo")]
    [InlineData("unit=USD,hours")]
    [InlineData("type=grant")]
    [InlineData("type=nothing")]
    [InlineData("unit=usd")]
    [InlineData("customer=c5&unit=USD,JPY&type=apply&entitlement=default,promo")]
    public void Run_Filtered_HoldsExactlyTheRowsThatMatch(string text)
    {
        var query = QueryText.Parse(CustomerCredits.Definition, text);
        AssertMatches(query, row =>
            Is(query.Filter.Customers, row.CustomerId) && Is(query.Filter.Entitlements, row.Entitlement)
            && Is(query.Filter.Units, row.Unit.Code) && Is(query.Filter.Types, row.Type));
    }

    [Theory]
    [InlineData("created_at_gte=2026-11-21T12:00:04Z", 4, 9)]
    [InlineData("created_at_lte=2026-11-21T12:00:04Z", 0, 4)]
    [InlineData("created_at_gte=2026-11-21T12:00:03Z&created_at_lte=2026-11-21T12:00:03Z", 3, 3)]
    [InlineData("created_at_gte=2026-11-21T12:00:03.000001Z&created_at_lte=2026-11-21T12:00:04.999999Z", 4, 4)]
    public void Run_CreatedBetween_IncludesBothEnds(string text, int firstSecond, int lastSecond) =>
        AssertMatches(
            QueryText.Parse(CustomerCredits.Definition, text),
            row => row.CreatedAt.Since(SampleRows.Noon).TotalSeconds is var second && second >= firstSecond && second <= lastSecond);

    [Fact]
    public void Run_CustomerNumbersAndEntriesAbove_KeepsThose() =>
        AssertMatches(
            new ReportQuery(CustomerCredits.Definition) { Filter = new() { CustomerNumbers = [.. Enumerable.Range(0, 500)], EntryNumberAbove = 100 } },
            row => row.CustomerNumber < 500 && row.EntryNumber > 100);

    [Fact]
    public void Run_CurrenciesOnly_LeavesOutCustomUnitsWhateverTheirName()
    {
        CustomerCreditRow[] rows = [.. Rows.Select((row, at) => at % 3 == 0 ? row with { Unit = new("USD", 3) } : row)];

        var page = ReportExecution.Run(SampleRows.Packed(rows), new ReportQuery(CustomerCredits.Definition) { Filter = new() { CurrenciesOnly = true }, Limit = 10_000 });

        Assert.Equal(Enumerable.Range(0, rows.Length).Where(at => rows[at].Unit.Code != "hours" && rows[at].Unit != new Unit("USD", 3)), page.Rows.Order());
        Assert.InRange(page.Total, 1, rows.Length - 1);
    }

    [Fact]
    public void Run_LimitZero_CountsAndShowsNone()
    {
        var page = ReportExecution.Run(SampleRows.Packed(Rows), new ReportQuery(CustomerCredits.Definition) { Limit = 0 });
        Assert.Equal(Rows.Length, page.Total);
        Assert.Empty(page.Rows);
    }

    private static void AssertMatches(ReportQuery query, Func<CustomerCreditRow, bool> matches)
    {
        var page = ReportExecution.Run(SampleRows.Packed(Rows), query with { Limit = 10_000 });
        var expected = Enumerable.Range(0, Rows.Length).Where(row => matches(Rows[row])).ToArray();
        Assert.Equal(expected.Length, page.Total);
        Assert.Equal(expected, page.Rows.Order());
    }

    private static bool Is(IReadOnlyCollection<string> wanted, string value) => wanted.Count == 0 || wanted.Contains(value);
}
