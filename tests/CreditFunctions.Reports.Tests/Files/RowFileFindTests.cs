namespace CreditFunctions.Reports.Tests;

public sealed class RowFileFindTests
{
    private static readonly ReportDefinition Report = CreditBalances.Definition;

    [Theory]
    [InlineData("available", 0)]
    [InlineData("available", 1)]
    [InlineData("available", 64)]
    [InlineData("available", 1000)]
    [InlineData("customer_name", 1000)]
    [InlineData("created_at", 1000)]
    [InlineData("customer_number", 700)]
    public async Task Find_KeyOfAnyRow_GivesTheFirstNotBelow(string column, int rows)
    {
        var order = new RowOrder(Report, [new(Report[column], false)]);
        var (sample, keys) = await SortedAsync(order, SampleRows.RandomBalances(seed: 11, rows));
        var others = await SortedAsync(order, SampleRows.RandomBalances(seed: 12, 200));
        foreach (var key in keys.Concat(others.Keys).Append([]).Append([0xFF]))
        {
            Assert.Equal(keys.Count(other => other.AsSpan().SequenceCompareTo(key) < 0), await sample.Reader().FindAsync(order, key, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Find_PrefixesOfAmounts_BoundTheRowsOfThatAmount()
    {
        var order = new RowOrder(Report, [new(Report["available"], false)]);
        var (sample, _) = await SortedAsync(order, [.. Enumerable.Range(0, 300).Select(i => SampleRows.Balance("c" + i, available: i / 100 * 500))]);
        var places = await Task.WhenAll(
            sample.Reader().FindAsync(order, order.PrefixOf(500, 2), TestContext.Current.CancellationToken).AsTask(),
            sample.Reader().FindAsync(order, order.PrefixOf(501, 2), TestContext.Current.CancellationToken).AsTask(),
            sample.Reader().FindAsync(order, order.PrefixOf(50_000_000_000, 10), TestContext.Current.CancellationToken).AsTask(),
            sample.Reader().FindAsync(order, order.PrefixOf(long.MaxValue, 0), TestContext.Current.CancellationToken).AsTask());
        Assert.Equal([100, 200, 100, 300], places);
    }

    [Fact]
    public async Task Find_PrefixesOfTexts_BoundTheRowsOfThatText()
    {
        var order = new RowOrder(Report, [new(Report["customer_name"], false)]);
        var (sample, _) = await SortedAsync(order, [.. Enumerable.Range(0, 300).Select(i => SampleRows.Balance("c" + i, name: i < 100 ? null : i < 200 ? "Ann" : "Anna"))]);
        var places = await Task.WhenAll(
            sample.Reader().FindAsync(order, order.PrefixOf(""u8), TestContext.Current.CancellationToken).AsTask(),
            sample.Reader().FindAsync(order, order.PrefixOf("Ann"u8), TestContext.Current.CancellationToken).AsTask(),
            sample.Reader().FindAsync(order, order.PrefixOf("Anna"u8), TestContext.Current.CancellationToken).AsTask());
        Assert.Equal([0, 100, 200], places);
    }

    [Fact]
    public async Task Find_InManyBlocks_ReadsTheirLogarithm()
    {
        var order = new RowOrder(Report, [new(Report["customer_number"], false)]);
        var (sample, keys) = await SortedAsync(order, SampleRows.RandomBalances(seed: 13, count: 64 * 256));
        var file = new MemoryFile(sample.Content);
        await new RowFileReader(sample.Info, file).FindAsync(order, keys[5000], TestContext.Current.CancellationToken);
        Assert.InRange(file.Reads, 2, 1 + 9);
    }

    private static async Task<(RowFileSample Sample, List<byte[]> Keys)> SortedAsync(RowOrder order, CreditBalanceRow[] rows)
    {
        var sorted = rows.Select(row => (Key: KeyOf(order, row), Row: Written(row))).OrderBy(row => Convert.ToHexString(row.Key), StringComparer.Ordinal).ToList();
        return (await RowFileSample.OfAsync([.. sorted.Select(row => row.Row)]), [.. sorted.Select(row => row.Key)]);
    }

    private static byte[] KeyOf(RowOrder order, CreditBalanceRow row)
    {
        var read = new Row(Written(row), Report, new long[Row.MaxColumns]);
        var key = new byte[order.MaxKeyBytes(read)];
        return key[..order.WriteKey(read, key)];
    }

    private static byte[] Written(CreditBalanceRow row)
    {
        var writer = new RowWriter();
        row.Write(writer);
        return writer.Written.ToArray();
    }
}
