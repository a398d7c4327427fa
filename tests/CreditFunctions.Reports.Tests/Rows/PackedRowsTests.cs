using System.Globalization;
using CreditFunctions.Ledger;

namespace CreditFunctions.Reports.Tests;

public sealed class PackedRowsTests
{
    [Fact]
    public void CreditBalance_AfterAppend_IsTheRowAppended()
    {
        var rows = SampleRows.RandomBalances(seed: 1, count: 500);
        var packed = SampleRows.Packed(rows);
        Assert.Equal(rows, Enumerable.Range(0, packed.Count).Select(packed.CreditBalance));
    }

    [Fact]
    public void CustomerCredit_AfterAppend_IsTheRowAppended()
    {
        var rows = SampleRows.RandomCredits(seed: 2, count: 500);
        var packed = SampleRows.Packed(rows);
        Assert.Equal(rows, Enumerable.Range(0, packed.Count).Select(packed.CustomerCredit));
    }

    [Fact]
    public void Append_RowOfAnotherReport_Throws()
    {
        var packed = new PackedRows(CustomerCredits.Definition);
        Assert.Throws<InvalidOperationException>(() => packed.Append(SampleRows.Balance()));
    }

    [Fact]
    public void Append_TotalsBeyondLong_ThrowsAndHoldsNothing()
    {
        var packed = new PackedRows(CreditBalances.Definition);
        Assert.Throws<OverflowException>(() => packed.Append(SampleRows.Balance(available: long.MaxValue)));
        Assert.Equal(0, packed.Count);
    }

    [Fact]
    public void Append_TextWithHalfASurrogatePair_KeepsAReplacementCharacter()
    {
        var packed = SampleRows.Packed(SampleRows.Balance(name: "a\ud83cz"));
        Assert.Equal("a\ufffdz", packed.CreditBalance(0).CustomerName);
    }

    [Fact]
    public void Append_OneAboveMaxRows_IsFullAndKeepsTheRest()
    {
        var packed = new PackedRows(CreditBalances.Definition);
        var row = SampleRows.Balance();
        for (var i = 0; i < PackedRows.MaxRows; i++)
        {
            Assert.Equal(AppendOutcome.Appended, packed.Append(row));
        }

        Assert.Equal(AppendOutcome.Full, packed.Append(row));
        Assert.Equal(PackedRows.MaxRows, packed.Count);
        Assert.Equal(row, packed.CreditBalance(PackedRows.MaxRows - 1));
    }

    [Fact]
    public void BytesHeld_AccountsOfDistinctCustomers_StaysNearTheData()
    {
        const int count = 50_000;
        var packed = new PackedRows(CreditBalances.Definition, count);
        var text = 0L;
        for (var i = 0; i < count; i++)
        {
            var id = i.ToString("D8", CultureInfo.InvariantCulture);
            var row = SampleRows.Balance("cus_" + id, "Customer " + id) with { CustomerEmail = id + "@example.com" };
            text += row.CustomerId.Length + row.CustomerName!.Length + row.CustomerEmail.Length;
            packed.Append(row);
        }

        // 11 numbers of 8 bytes and the precision; ids and slots of texts, and growth, may take as much again.
        var data = text + (count * ((11 * 8) + 1L));
        Assert.InRange(packed.BytesHeld, data, 2 * data);
    }

    [Fact]
    public void BytesHeld_EntriesOfOneCustomer_KeepsItsTextsOnce()
    {
        const int count = 20_000;
        var packed = new PackedRows(CustomerCredits.Definition, count);
        for (var i = 0; i < count; i++)
        {
            packed.Append(SampleRows.Credit(memo: null, number: i) with { CustomerName = new string('n', 1000) });
        }

        Assert.InRange(packed.BytesHeld, 0, count * 200L);
    }

    [Fact]
    public void Append_UnitOfTooManyDecimals_Throws()
    {
        var packed = new PackedRows(CreditBalances.Definition);
        Assert.Throws<ArgumentOutOfRangeException>(() => packed.Append(SampleRows.Balance(unit: new Unit("x", 11))));
    }
}
