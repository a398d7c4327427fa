using CreditFunctions.Ledger;

namespace CreditFunctions.Reports.Tests;

public sealed class TotalsByUnitTests
{
    [Fact]
    public void ToDictionary_Balances_SumsEachAmountByUnit()
    {
        var totals = Totals(SampleRows.Packed(SampleRows.Balance("a", available: 100), SampleRows.Balance("b", available: 250), SampleRows.Balance("c", unit: SampleRows.Yen)));
        Assert.Equal(["JPY", "USD"], totals.Keys);
        Assert.Equal("granted pending available reserved applied expired voided overage", string.Join(' ', totals["USD"].Keys));
        Assert.Equal("3.50", totals["USD"]["available"]);
        Assert.Equal("1250", totals["JPY"]["available"]);
    }

    [Fact]
    public void ToDictionary_Credits_SumsInAndOutApart()
    {
        var totals = Totals(SampleRows.Packed(SampleRows.Credit(amount: 1000), SampleRows.Credit(amount: -250), SampleRows.Credit(amount: -1)));
        Assert.Equal([new("credited", "10.00"), new("debited", "2.51")], totals["USD"]);
    }

    [Fact]
    public void ToDictionary_SumBeyondLong_IsExact()
    {
        var row = SampleRows.Credit(amount: long.MaxValue);
        Assert.Equal("276701161105643274.21", Totals(SampleRows.Packed(row, row, row))["USD"]["credited"]);
    }

    [Fact]
    public void ToDictionary_OneCodeOfTwoPrecisions_AddsByValue()
    {
        var totals = Totals(SampleRows.Packed(
            SampleRows.Credit(amount: 5) with { Unit = new Unit("hours", 0) },
            SampleRows.Credit(amount: 250) with { Unit = new Unit("hours", 2) }));
        Assert.Equal("7.50", totals["hours"]["credited"]);
    }

    [Fact]
    public void Add_SeveralBatches_SumsAll()
    {
        var totals = new TotalsByUnit(CustomerCredits.Definition);
        totals.Add(SampleRows.Packed(SampleRows.Credit(amount: 1)));
        totals.Add(SampleRows.Packed(SampleRows.Credit(amount: 2)));
        Assert.Equal("0.03", totals.ToDictionary()["USD"]["credited"]);
    }

    private static IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Totals(PackedRows rows)
    {
        var totals = new TotalsByUnit(rows.Report);
        totals.Add(rows);
        return totals.ToDictionary();
    }
}
