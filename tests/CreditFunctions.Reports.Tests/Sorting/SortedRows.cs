namespace CreditFunctions.Reports.Tests.Sorting;

/// <summary>Rows through a sorter, and the same through LINQ.</summary>
internal static class SortedRows
{
    /// <summary>So little that 10,000 rows of random accounts are several runs.</summary>
    public static readonly SortLimits Small = new(SortLimits.MinMemoryBytes, 1);

    public static byte[][] RandomBalances(int seed, int count) => [.. SampleRows.RandomBalances(seed, count).Select(row => Encoded.Of(row).Bytes)];

    public static byte[][] Expected(RowOrder order, IEnumerable<byte[]> rows, long keep = long.MaxValue) =>
        [.. rows.OrderBy(row => new Encoded(order.Report, row).Key(order), Encoded.ByBytes).Take((int)Math.Min(keep, int.MaxValue))];

    public static async Task<byte[][]> SortAsync(RowOrder order, SortLimits limits, ISpill spill, byte[][] rows, long keep = long.MaxValue)
    {
        await using var sorter = new RowSorter(order, limits, spill, keep);
        await AddAsync(sorter, rows);
        Assert.Equal(rows.Length, sorter.Rows);
        return await ReadAsync(sorter);
    }

    public static async Task AddAsync(RowSorter sorter, byte[][] rows)
    {
        var batch = new RowBatch();
        foreach (var part in rows.Chunk(77))
        {
            batch.Clear();
            foreach (var row in part)
            {
                batch.Add(row);
            }

            await sorter.AddAsync(batch, TestContext.Current.CancellationToken);
        }
    }

    public static async Task<byte[][]> ReadAsync(RowSorter sorter)
    {
        var sorted = new List<byte[]>();
        await foreach (var batch in sorter.SortedAsync(TestContext.Current.CancellationToken))
        {
            for (var row = 0; row < batch.Count; row++)
            {
                sorted.Add(batch[row].ToArray());
            }
        }

        return [.. sorted];
    }
}
