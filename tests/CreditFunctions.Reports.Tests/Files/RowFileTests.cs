namespace CreditFunctions.Reports.Tests;

public sealed class RowFileTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(63, 1)]
    [InlineData(64, 1)]
    [InlineData(65, 2)]
    [InlineData(127, 2)]
    [InlineData(128, 2)]
    [InlineData(129, 3)]
    [InlineData(5000, 79)]
    public async Task ReadAndScan_AllRows_GiveWhatWasWritten(int rows, int blocks)
    {
        var sample = await RowFileSample.OfAsync(rows);
        Assert.Equal(blocks, sample.Info.Blocks);
        Assert.Equal(new("sample.rows", RowFileSample.Id, rows, sample.Info.IndexOffset, sample.Content.Length), sample.Info);
        Assert.Equal(sample.Range(0, rows), await RowFileSample.ReadAsync(sample.Reader(), 0, rows));
        Assert.Equal(sample.Range(0, rows), await RowFileSample.ScanAsync(sample.Reader(), 0, rows, descending: false));
        Assert.Equal(sample.Range(0, rows).Reverse(), await RowFileSample.ScanAsync(sample.Reader(), 0, rows, descending: true));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3000)]
    [InlineData(RowFileReader.PartBytes)]
    public async Task ReadAndScan_AnyRange_GiveItsRows(int partBytes)
    {
        var sample = await RowFileSample.OfAsync(1000);
        var reader = sample.Reader(partBytes);
        var random = new Random(2);
        for (var i = 0; i < 300; i++)
        {
            var from = random.Next(1001);
            var to = random.Next(from, 1001);
            Assert.Equal(sample.Range(from, to), await RowFileSample.ReadAsync(reader, from, to));
            Assert.Equal(sample.Range(from, to), await RowFileSample.ScanAsync(reader, from, to, descending: false));
            Assert.Equal(sample.Range(from, to).Reverse(), await RowFileSample.ScanAsync(reader, from, to, descending: true));
        }
    }

    /// <summary>What is stored is a format: it changes only with its version.</summary>
    [Fact]
    public async Task Write_SomeRows_WritesTheseBytes()
    {
        var sample = await RowFileSample.OfAsync([[1, 2], [], new byte[200]]);
        var written = Convert.ToHexStringLower(sample.Content);
        Assert.Equal(
            "4346524203000000efcdab89674523010000000000000000ce000000e6c17fac02010200c801" + new string('0', 400)
                + "00000000000000004346524601000000efcdab89674523010300000000000000ee000000000000004000000094ae8b72",
            written);
    }

    [Fact]
    public async Task Open_ByTheFooterAlone_KnowsTheFile()
    {
        var sample = await RowFileSample.OfAsync(100);
        var file = new MemoryFile(sample.Content);
        var reader = await RowFileReader.OpenAsync("sample.rows", file, null, TestContext.Current.CancellationToken);
        Assert.Equal(sample.Info, reader.Info);
        Assert.Equal(1, file.Reads);
    }

    [Fact]
    public async Task Read_LongestRows_GivesThem()
    {
        var random = new Random(3);
        var sample = await RowFileSample.OfAsync([.. Enumerable.Range(0, 70).Select(_ => RowFileSample.Bytes(random, RowFileInfo.MaxRowBytes))]);
        Assert.Equal(sample.Range(60, 70), await RowFileSample.ReadAsync(sample.Reader(), 60, 70));
    }

    [Fact]
    public async Task Append_LongerRow_IsRefused()
    {
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => RowFileSample.OfAsync([[1], new byte[RowFileInfo.MaxRowBytes + 1]]));
        Assert.StartsWith("Row 1 of sample.rows has 262145 bytes; at most 262144 are allowed.", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 11)]
    [InlineData(11, 0)]
    public async Task Read_RowsThatAreNotThere_IsRefused(long from, int count)
    {
        var reader = (await RowFileSample.OfAsync(10)).Reader();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => reader.ReadAsync(from, count, new(), TestContext.Current.CancellationToken).AsTask());
    }

    [Fact]
    public async Task LocalFile_AnyPart_GivesItsBytes()
    {
        var path = Path.GetTempFileName();
        try
        {
            var sample = await RowFileSample.OfAsync(500);
            await File.WriteAllBytesAsync(path, sample.Content, TestContext.Current.CancellationToken);
            await using var file = LocalFile.Open(path);
            var reader = await RowFileReader.OpenAsync("sample.rows", file, null, TestContext.Current.CancellationToken);
            Assert.Equal(sample.Range(100, 300), await RowFileSample.ReadAsync(reader, 100, 300));
            await Assert.ThrowsAsync<EndOfStreamException>(() => file.ReadAsync(file.Length - 1, new byte[2], TestContext.Current.CancellationToken).AsTask());
        }
        finally
        {
            File.Delete(path);
        }
    }
}
