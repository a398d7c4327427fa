namespace CreditFunctions.Reports.Tests.Sorting;

public sealed class RowSorterTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("-available", 0)]
    [InlineData("-available", 1)]
    [InlineData("customer_name", 3_000)]
    [InlineData("unit,-updated_at", 3_000)]
    public async Task Sort_OfWhatMemoryHolds_GivesTheOrderWithoutSpilling(string sort, int count)
    {
        var (order, rows) = (Encoded.Order(CreditBalances.Definition, sort), SortedRows.RandomBalances(seed: 1, count));
        await using var spill = new MemorySpill();
        Assert.Equal(SortedRows.Expected(order, rows), await SortedRows.SortAsync(order, SortedRows.Small, spill, rows));
        Assert.Empty(spill.Files);
    }

    [Theory]
    [InlineData("-available", 1)]
    [InlineData("customer_name", 2)]
    [InlineData("unit,-updated_at", 3)]
    [InlineData("overage", 2)]
    [InlineData("-customer_id", 1)]
    public async Task Sort_OfMoreThanMemoryHolds_GivesTheOrderOfAll(string sort, int workers)
    {
        var (order, rows) = (Encoded.Order(CreditBalances.Definition, sort), SortedRows.RandomBalances(seed: 2, count: 40_000));
        await using var spill = new MemorySpill();
        var limits = new SortLimits(SortLimits.MinMemoryBytes * workers, workers);
        Assert.Equal(SortedRows.Expected(order, rows), await SortedRows.SortAsync(order, limits, spill, rows));
        Assert.True(spill.Files.Count > 2);
        Assert.Equal(0, spill.Left);
    }

    [Fact]
    public async Task Sort_OfMoreRunsThanCanBeReadAtOnce_MergesInPasses()
    {
        var (order, rows) = (Encoded.Order(CreditBalances.Definition, "-available"), SortedRows.RandomBalances(seed: 3, count: 70_000));
        await using var spill = new MemorySpill();
        Assert.Equal(SortedRows.Expected(order, rows), await SortedRows.SortAsync(order, SortedRows.Small, spill, rows));

        // A run of runs is larger than the buffer.
        Assert.Contains(spill.Files, file => file.Length > SortedRows.Small.MemoryBytes);
        Assert.Equal(0, spill.Left);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(500)]
    [InlineData(5_000)]
    [InlineData(20_000)]
    [InlineData(1_000_000)]
    public async Task Sort_ThatKeepsSome_GivesTheFirstOfAll(int keep)
    {
        var (order, rows) = (Encoded.Order(CreditBalances.Definition, "-available"), SortedRows.RandomBalances(seed: 4, count: 40_000));
        await using var spill = new MemorySpill();
        Assert.Equal(SortedRows.Expected(order, rows, keep), await SortedRows.SortAsync(order, SortedRows.Small, spill, rows, keep));
    }

    [Fact]
    public async Task Sort_ThatKeepsFew_NeverSpills()
    {
        var (order, rows) = (Encoded.Order(CreditBalances.Definition, "customer_email"), SortedRows.RandomBalances(seed: 5, count: 40_000));
        await using var spill = new MemorySpill();
        await SortedRows.SortAsync(order, SortedRows.Small, spill, rows, keep: 1_000);
        Assert.Empty(spill.Files);
    }

    [Fact]
    public async Task Sort_OfRowsThatKeepMany_CutsEachRun()
    {
        var (order, rows) = (Encoded.Order(CreditBalances.Definition, "-available"), SortedRows.RandomBalances(seed: 6, count: 40_000));
        await using var spill = new MemorySpill();
        await SortedRows.SortAsync(order, SortedRows.Small, spill, rows, keep: 4_000);
        Assert.True(spill.Files.Sum(file => file.Length) < rows.Sum(row => row.Length));
    }

    [Fact]
    public async Task Sort_OfLongTextsThatBeginAlike_GivesTheOrder()
    {
        var random = new Random(7);
        var order = Encoded.Order(CustomerCredits.Definition, "memo");
        byte[][] rows = [.. Enumerable.Range(0, 2_000).Select(i => Encoded.Of(SampleRows.Credit(memo: new string('x', 200 + (100 * random.Next(4))) + random.Next(50), number: i)).Bytes)];
        await using var spill = new MemorySpill();
        Assert.Equal(SortedRows.Expected(order, rows), await SortedRows.SortAsync(order, SortedRows.Small, spill, rows));
    }

    [Fact]
    public async Task Sort_OfTheSameRowTwice_GivesItTwice()
    {
        var order = Encoded.Order(CreditBalances.Definition, "unit");
        byte[][] rows = [.. Enumerable.Repeat(Encoded.Of(SampleRows.Balance()).Bytes, 15_000)];
        await using var spill = new MemorySpill();
        Assert.Equal(rows, await SortedRows.SortAsync(order, SortedRows.Small, spill, rows));
    }

    [Fact]
    public async Task Sort_OfRowsWithMoreBehindThem_GivesTheReportsRows()
    {
        var order = Encoded.Order(CreditBalances.Definition, "unit");
        var row = Encoded.Of(SampleRows.Balance()).Bytes;
        await using var spill = new MemorySpill();
        Assert.Equal([row], await SortedRows.SortAsync(order, SortedRows.Small, spill, [[.. row, 1, 2, 3]]));
    }

    [Fact]
    public async Task Add_RowOfTheLongestMemo_IsSortedByIt()
    {
        var order = Encoded.Order(CustomerCredits.Definition, "memo");
        byte[][] rows = [.. Enumerable.Range(0, 40).Select(i => Encoded.Of(SampleRows.Credit(memo: new string('é', 16_000) + (char)('z' - (i % 20)), number: i)).Bytes)];
        await using var spill = new MemorySpill();
        Assert.Equal(SortedRows.Expected(order, rows), await SortedRows.SortAsync(order, SortedRows.Small, spill, rows));
    }

    [Theory]
    [InlineData(40_000)]
    [InlineData(70_000)]
    public async Task Add_RowLongerThanABlock_SaysWhatIsAllowed(int memo)
    {
        var order = Encoded.Order(CustomerCredits.Definition, "memo");
        var row = Encoded.Of(SampleRows.Credit(memo: new string('x', memo))).Bytes;
        await using var spill = new MemorySpill();
        var thrown = await Assert.ThrowsAsync<ArgumentException>(() => SortedRows.SortAsync(order, SortedRows.Small, spill, [row]));
        Assert.Contains("at most 65516 bytes", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sort_StoppedWhileReading_LeavesNoRuns()
    {
        await using var spill = new MemorySpill();
        await using (var sorter = new RowSorter(Encoded.Order(CreditBalances.Definition, "unit"), SortedRows.Small, spill))
        {
            await SortedRows.AddAsync(sorter, SortedRows.RandomBalances(seed: 8, count: 40_000));
            await foreach (var batch in sorter.SortedAsync(Stop))
            {
                Assert.NotEqual(0, batch.Count);
                break;
            }
        }

        Assert.NotEmpty(spill.Files);
        Assert.Equal(0, spill.Left);
    }

    [Fact]
    public async Task Sort_CancelledWhileReading_ThrowsAndLeavesNoRuns()
    {
        using var stop = new CancellationTokenSource();
        await using var spill = new MemorySpill();
        await using (var sorter = new RowSorter(Encoded.Order(CreditBalances.Definition, "unit"), SortedRows.Small, spill))
        {
            await SortedRows.AddAsync(sorter, SortedRows.RandomBalances(seed: 9, count: 40_000));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            {
                await foreach (var batch in sorter.SortedAsync(stop.Token))
                {
                    await stop.CancelAsync();
                }
            });
        }

        Assert.Equal(0, spill.Left);
    }

    [Fact]
    public async Task Sort_DisposedBeforeItIsRead_LeavesNoRuns()
    {
        await using var spill = new MemorySpill();
        await using (var sorter = new RowSorter(Encoded.Order(CreditBalances.Definition, "unit"), SortedRows.Small, spill))
        {
            await SortedRows.AddAsync(sorter, SortedRows.RandomBalances(seed: 10, count: 40_000));
        }

        Assert.Equal(0, spill.Left);
    }

    [Fact]
    public async Task Add_Cancelled_Throws()
    {
        await using var spill = new MemorySpill();
        await using var sorter = new RowSorter(Encoded.Order(CreditBalances.Definition, "unit"), SortedRows.Small, spill);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await sorter.AddAsync(new RowBatch(), new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Sort_ReadTwice_Throws()
    {
        await using var spill = new MemorySpill();
        await using var sorter = new RowSorter(Encoded.Order(CreditBalances.Definition, "unit"), SortedRows.Small, spill);
        await SortedRows.ReadAsync(sorter);
        await Assert.ThrowsAsync<InvalidOperationException>(() => SortedRows.ReadAsync(sorter));
    }

    [Theory]
    [InlineData(SortLimits.MinMemoryBytes - 1, 1)]
    [InlineData(SortLimits.MinMemoryBytes, 2)]
    [InlineData(SortLimits.MinMemoryBytes, 0)]
    public async Task Sorter_WithTooLittle_SaysWhatIsNeeded(int memory, int workers)
    {
        await using var spill = new MemorySpill();
        var thrown = Assert.Throws<InvalidOperationException>(() => new RowSorter(Encoded.Order(CreditBalances.Definition, "unit"), new(memory, workers), spill));
        Assert.Contains(" 1048576 bytes for each", thrown.Message, StringComparison.Ordinal);
    }
}
