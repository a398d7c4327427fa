using System.Globalization;
using CreditFunctions.Ledger;

namespace CreditFunctions.Reports.Tests;

public sealed class TotalsByUnitTests
{
    [Fact]
    public void ToDictionary_Balances_SumsEachAmountByUnit()
    {
        var totals = Totals(CreditBalances.Definition, SampleRows.Batch(SampleRows.Balance("a", available: 100), SampleRows.Balance("b", available: 250), SampleRows.Balance("c", unit: SampleRows.Yen)));
        Assert.Equal(["JPY", "USD"], totals.Keys);
        Assert.Equal("granted pending available reserved applied expired voided overage", string.Join(' ', totals["USD"].Keys));
        Assert.Equal("3.50", totals["USD"]["available"]);
        Assert.Equal("1250", totals["JPY"]["available"]);
    }

    [Fact]
    public void ToDictionary_Credits_SumsInAndOutApart()
    {
        var totals = Totals(CustomerCredits.Definition, SampleRows.Batch(SampleRows.Credit(amount: 1000), SampleRows.Credit(amount: -250), SampleRows.Credit(amount: -1)));
        Assert.Equal([new("credited", "10.00"), new("debited", "2.51")], totals["USD"]);
    }

    [Fact]
    public void ToDictionary_SumBeyondLong_IsExact()
    {
        var row = SampleRows.Credit(amount: long.MaxValue);
        Assert.Equal("276701161105643274.21", Totals(CustomerCredits.Definition, SampleRows.Batch(row, row, row))["USD"]["credited"]);
    }

    [Fact]
    public void ToDictionary_OneCodeOfTwoPrecisions_AddsByValue()
    {
        var totals = Totals(CustomerCredits.Definition, SampleRows.Batch(
            SampleRows.Credit(amount: 5) with { Unit = new Unit("hours", 0) },
            SampleRows.Credit(amount: 250) with { Unit = new Unit("hours", 2) }));
        Assert.Equal("7.50", totals["hours"]["credited"]);
    }

    [Fact]
    public void Add_SeveralBatches_SumsAll()
    {
        var totals = new TotalsByUnit(CustomerCredits.Definition);
        totals.Add(SampleRows.Batch(SampleRows.Credit(amount: 1)));
        totals.Add(SampleRows.Batch(SampleRows.Credit(amount: 2)));
        Assert.Equal("0.03", totals.ToDictionary()["USD"]["credited"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Add_RandomRows_IsWhatAddingThemOneByOneGives(int seed)
    {
        foreach (var report in ReportCatalogue.All)
        {
            var unit = report["unit"].Ordinal;
            var rows = AnyRows.Random(report, seed, count: 200);
            foreach (var row in rows)
            {
                row.Cells[unit] = System.Text.Encoding.UTF8.GetBytes(row.Precision % 3 == 0 ? "USD" : "poin\u00e7");
            }

            var totals = new TotalsByUnit(report);
            totals.Add(AnyRows.Batch(report, rows.AsSpan(0, 70)));
            totals.Add(AnyRows.Batch(report, rows.AsSpan(70)));
            foreach (var (code, named) in totals.ToDictionary())
            {
                Assert.All(named, sum => Assert.Equal(Sum(rows.Where(row => AnyRows.Text(row, report["unit"]) == code), report, sum.Key), decimal.Parse(sum.Value, CultureInfo.InvariantCulture)));
            }
        }
    }

    private static decimal Sum(IEnumerable<AnyRow> rows, ReportDefinition report, string name)
    {
        var column = name is "credited" or "debited" ? report["amount"] : report[name];
        var cells = rows.Select(row => decimal.Parse(AnyRows.Text(row, column)!, CultureInfo.InvariantCulture));
        return name == "credited" ? cells.Where(cell => cell > 0).Sum() : name == "debited" ? -cells.Where(cell => cell < 0).Sum() : cells.Sum();
    }

    private static IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Totals(ReportDefinition report, RowBatch rows)
    {
        var totals = new TotalsByUnit(report);
        totals.Add(rows);
        return totals.ToDictionary();
    }
}
