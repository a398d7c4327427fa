namespace CreditFunctions.Reports.Tests;

public sealed class RowFileReadsTests
{
    // Of one byte each: more blocks than a chunk of offsets has.
    private const int ManyRows = 1_200_000;

    private static readonly byte[][] OneByteRows = [.. Enumerable.Range(0, 256).Select(static value => new[] { (byte)value })];

    [Fact]
    public async Task Read_FirstPage_TakesTwoReadsAndTheNextOne()
    {
        var sample = await RowFileSample.OfAsync(5000);
        var file = new MemoryFile(sample.Content);
        var reader = new RowFileReader(sample.Info, file);
        await RowFileSample.ReadAsync(reader, 1234, 1334);
        Assert.Equal(2, file.Reads);
        await RowFileSample.ReadAsync(reader, 4900, 5000);
        Assert.Equal(3, file.Reads);
    }

    [Fact]
    public async Task Read_NoRows_TakesNone()
    {
        var sample = await RowFileSample.OfAsync(10);
        var file = new MemoryFile(sample.Content);
        await RowFileSample.ReadAsync(new(sample.Info, file), 10, 10);
        Assert.Equal(0, file.Reads);
    }

    [Fact]
    public async Task Read_AnyPageOfManyRows_TakesTwoReadsAtMost()
    {
        var sample = await ManyAsync();
        const int Border = OffsetsCache.ChunkBlocks * RowFileInfo.BlockRows;
        foreach (var from in new long[] { 0, 1, Border - 10_000, Border - 1, Border, (2 * Border) - 5000, ManyRows - 10_000 })
        {
            var file = new MemoryFile(sample.Content);
            Assert.Equal(sample.Range(from, from + 10_000), await RowFileSample.ReadAsync(new(sample.Info, file), from, from + 10_000));
            Assert.Equal(2, file.Reads);
        }
    }

    [Fact]
    public async Task Read_ReadersWithOneCache_ReadOffsetsOnce()
    {
        var (sample, cache) = (await RowFileSample.OfAsync(5000), new OffsetsCache());
        await RowFileSample.ReadAsync(new(sample.Info, new MemoryFile(sample.Content), cache), 0, 100);
        var file = new MemoryFile(sample.Content);
        await RowFileSample.ReadAsync(new(sample.Info, file, cache), 2000, 2100);
        Assert.Equal(1, file.Reads);
    }

    [Fact]
    public async Task Read_FilesOfOneNameAndCache_DoNotMixTheirOffsets()
    {
        var (one, other, cache) = (await RowFileSample.OfAsync(500, seed: 8), await RowFileSample.OfAsync(500, seed: 9, id: 9), new OffsetsCache());
        Assert.Equal(one.Range(0, 500), await RowFileSample.ReadAsync(new(one.Info, new MemoryFile(one.Content), cache), 0, 500));
        Assert.Equal(other.Range(0, 500), await RowFileSample.ReadAsync(new(other.Info, new MemoryFile(other.Content), cache), 0, 500));
    }

    [Fact]
    public async Task Cache_FullOfOffsets_DropsWhatWasNotUsedForLongest()
    {
        var samples = await Task.WhenAll(Enumerable.Range(1, 3).Select(id => RowFileSample.OfAsync(640, id: id)));
        var cache = new OffsetsCache(maxBytes: 200);
        var files = samples.Select(sample => new MemoryFile(sample.Content)).ToArray();
        foreach (var use in new[] { 0, 1, 0, 2, 0, 1 })
        {
            await RowFileSample.ReadAsync(new(samples[use].Info, files[use], cache), 0, 1);
        }

        Assert.Equal([4, 4, 2], files.Select(file => file.Reads));
        Assert.Equal(2 * 11 * sizeof(long), cache.Bytes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Scan_ManyRows_HoldsNoMoreThanItsParts(bool descending)
    {
        var sample = await ManyAsync();
        var reader = sample.Reader(partBytes: 64 * 1024);
        await RowFileSample.ScanAsync(reader, 0, 100_000, descending);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var rows = 0L;
        await foreach (var part in reader.ScanAsync(0, ManyRows, descending, TestContext.Current.CancellationToken))
        {
            Assert.True(part.Bytes <= 64 * 1024);
            rows += part.Count;
        }

        Assert.Equal(ManyRows, rows);

        // The file has 3 MB; a batch of 64 KiB, its ends and the offsets of three chunks are what a scan may take.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024 * 1024);
    }

    [Fact]
    public async Task Scan_ThatIsLeft_WaitsForTheReadAhead()
    {
        var sample = await RowFileSample.OfAsync(5000);
        var file = new HeldFile(new MemoryFile(sample.Content));
        var parts = new RowFileReader(sample.Info, file, partBytes: 1000).ScanAsync(0, 5000, descending: false, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await parts.MoveNextAsync());
        file.Hold();
        Assert.True(await parts.MoveNextAsync());
        var leaving = parts.DisposeAsync().AsTask();
        Assert.False(leaving.IsCompleted);
        file.Release();
        await leaving;
    }

    [Fact]
    public async Task Scan_Cancelled_Stops()
    {
        var sample = await RowFileSample.OfAsync(5000);
        using var source = new CancellationTokenSource();
        await using var parts = sample.Reader(partBytes: 1000).ScanAsync(0, 5000, descending: false, source.Token).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await parts.MoveNextAsync());
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            while (await parts.MoveNextAsync())
            {
            }
        });
    }

    private static Task<RowFileSample> ManyAsync() => RowFileSample.OfAsync([.. Enumerable.Range(0, ManyRows).Select(static row => OneByteRows[row % 251])]);

    /// <summary>A file whose reads wait until they are let go.</summary>
    private sealed class HeldFile(MemoryFile file) : IRangedFile
    {
        private TaskCompletionSource gate = Open();

        public long Length => file.Length;

        public void Hold() => gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => gate.SetResult();

        public async ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
        {
            await gate.Task;
            await file.ReadAsync(offset, buffer, cancellationToken);
        }

        public ValueTask DisposeAsync() => default;

        private static TaskCompletionSource Open()
        {
            var open = new TaskCompletionSource();
            open.SetResult();
            return open;
        }
    }
}
