namespace CreditFunctions.Reports.Tests.Rows;

public sealed class RowTests
{
    [Fact]
    public void Row_OfRandomAccounts_ReadsBackWhatWasWritten()
    {
        var writer = new RowWriter();
        var cells = new long[Row.MaxColumns];
        foreach (var written in SampleRows.RandomBalances(seed: 1, count: 500))
        {
            written.Write(writer);
            Assert.Equal(written, CreditBalanceRow.Read(new Row(writer.Written, CreditBalances.Definition, cells)));
        }
    }

    [Fact]
    public void Row_OfRandomEntries_ReadsBackWhatWasWritten()
    {
        var writer = new RowWriter();
        var cells = new long[Row.MaxColumns];
        foreach (var written in SampleRows.RandomCredits(seed: 2, count: 500))
        {
            written.Write(writer);
            Assert.Equal(written, CustomerCreditRow.Read(new Row(writer.Written, CustomerCredits.Definition, cells)));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(-64)]
    [InlineData(-65)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Number_AnyValue_IsReadBack(long value)
    {
        var row = SampleRows.Credit(amount: value, number: value == long.MinValue ? long.MaxValue : value);
        var writer = new RowWriter();
        row.Write(writer);
        Assert.Equal(value, new Row(writer.Written, CustomerCredits.Definition, stackalloc long[Row.MaxColumns]).Number(CustomerCredits.Definition["amount"].Ordinal));
    }

    [Fact]
    public void Text_AbsentOrEmptyOrLong_IsReadBack()
    {
        var cells = new long[Row.MaxColumns];
        foreach (var memo in (string?[])[null, "", "\0", new string('x', 200), new string('é', 20_000)])
        {
            var writer = new RowWriter();
            SampleRows.Credit(memo: memo).Write(writer);
            var row = new Row(writer.Written, CustomerCredits.Definition, cells);
            Assert.Equal(memo, row.String(CustomerCredits.Definition["memo"].Ordinal));
            Assert.Equal(memo is null, row.IsAbsent(CustomerCredits.Definition["memo"].Ordinal));
        }
    }

    [Fact]
    public void Row_WithMoreBehindIt_EndsAtItsLastColumn()
    {
        var writer = new RowWriter();
        SampleRows.Balance().Write(writer);
        byte[] longer = [.. writer.Written, 1, 2, 3];
        Assert.Equal(writer.Written, new Row(longer, CreditBalances.Definition, stackalloc long[Row.MaxColumns]).Bytes);
    }

    [Fact]
    public void Row_CutShort_Throws()
    {
        var writer = new RowWriter();
        SampleRows.Balance().Write(writer);
        var cut = writer.Written[..^1].ToArray();
        Assert.Throws<IndexOutOfRangeException>(() => new Row(cut, CreditBalances.Definition, stackalloc long[Row.MaxColumns]).Length);
    }

    [Fact]
    public void Written_AfterAnotherBegin_IsOnlyTheNewRow()
    {
        var writer = new RowWriter();
        SampleRows.Balance(name: new string('x', 5_000)).Write(writer);
        SampleRows.Balance(name: "Bob").Write(writer);
        Assert.Equal("Bob", CreditBalanceRow.Read(new Row(writer.Written, CreditBalances.Definition, stackalloc long[Row.MaxColumns])).CustomerName);
    }

    [Fact]
    public void Begin_PrecisionOfMoreThanAByte_Throws() => Assert.Throws<OverflowException>(() => new RowWriter().Begin(256));
}
