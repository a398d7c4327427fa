namespace CreditFunctions.Reports.Tests.Sorting;

public sealed class DamagedRunTests
{
    private static readonly RowOrder Order = Encoded.Order(CreditBalances.Definition, "-available");
    private static readonly byte[][] Rows = SortedRows.RandomBalances(seed: 11, count: 20_000);

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(9)]
    [InlineData(40_000)]
    [InlineData(200_000)]
    public async Task Sort_WithABitFlippedInARun_Throws(int place)
    {
        await using var spill = new MemorySpill { Damage = bytes => Flip(bytes, place) };
        await Assert.ThrowsAsync<SpillException>(() => SortedRows.SortAsync(Order, SortedRows.Small, spill, Rows));
        Assert.Equal(0, spill.Left);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(RunBlock.Bytes)]
    [InlineData(3 * RunBlock.Bytes)]
    public async Task Sort_WithARunCutShort_Throws(int bytes)
    {
        await using var spill = new MemorySpill { Damage = run => run[..Math.Min(bytes, run.Length - 1)] };
        await Assert.ThrowsAsync<SpillException>(() => SortedRows.SortAsync(Order, SortedRows.Small, spill, Rows));
    }

    [Fact]
    public async Task Sort_WithBlocksOfARunExchanged_Throws()
    {
        await using var spill = new MemorySpill { Damage = run => [.. run[RunBlock.Bytes..(2 * RunBlock.Bytes)], .. run[..RunBlock.Bytes], .. run[(2 * RunBlock.Bytes)..]] };
        await Assert.ThrowsAsync<SpillException>(() => SortedRows.SortAsync(Order, SortedRows.Small, spill, Rows));
    }

    [Fact]
    public async Task Sort_ThatCannotBeWritten_ThrowsWhatTheSpillThrew()
    {
        await using var spill = new MemorySpill { OnWrite = static () => throw new SpillException("No room.") };
        var thrown = await Assert.ThrowsAsync<SpillException>(() => SortedRows.SortAsync(Order, SortedRows.Small, spill, Rows));
        Assert.Equal("No room.", thrown.Message);
    }

    private static byte[] Flip(byte[] bytes, int place)
    {
        if (place < bytes.Length)
        {
            bytes[place] ^= 1;
        }

        return bytes;
    }
}
