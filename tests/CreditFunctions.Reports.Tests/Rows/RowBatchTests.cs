namespace CreditFunctions.Reports.Tests.Rows;

public sealed class RowBatchTests
{
    [Fact]
    public void Add_ManyRows_EachIsReadBack()
    {
        var batch = new RowBatch();
        for (var row = 0; row < 1_000; row++)
        {
            batch.Add(Bytes(row));
        }

        Assert.Equal(1_000, batch.Count);
        Assert.Equal(Enumerable.Range(0, 1_000).Sum(row => Bytes(row).Length), batch.Bytes);
        for (var row = 0; row < 1_000; row++)
        {
            Assert.Equal(Bytes(row), batch[row]);
        }
    }

    [Fact]
    public void Add_RowLargerThanAllSoFar_IsReadBack()
    {
        var batch = new RowBatch();
        batch.Add(Bytes(1));
        batch.Add(new byte[1_000_000]);
        Assert.Equal(1_000_000, batch[1].Length);
        Assert.Equal(Bytes(1), batch[0]);
    }

    [Fact]
    public void Clear_ThenAdd_KeepsTheMemoryAndForgetsTheRows()
    {
        var batch = new RowBatch();
        batch.Add(new byte[100_000]);
        var held = batch.BytesHeld;
        batch.Clear();
        Assert.Equal(0, batch.Bytes);
        batch.Add(Bytes(7));
        Assert.Equal(Bytes(7), batch[0]);
        Assert.Equal(held, batch.BytesHeld);
    }

    private static byte[] Bytes(int row) => [.. Enumerable.Repeat((byte)(row % 251), row % 77)];
}
