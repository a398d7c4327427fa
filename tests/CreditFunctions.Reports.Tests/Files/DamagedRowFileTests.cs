namespace CreditFunctions.Reports.Tests;

public sealed class DamagedRowFileTests
{
    [Theory]
    [InlineData(0x01)]
    [InlineData(0x80)]
    [InlineData(0xFF)]
    public async Task Read_AnyChangedByte_GivesTheRowsOrIsRefused(int flip)
    {
        var sample = await RowFileSample.OfAsync(130);
        for (var at = 0; at < sample.Content.Length; at++)
        {
            var damaged = sample with { Content = [.. sample.Content] };
            damaged.Content[at] ^= (byte)flip;
            var refused = await IsRefusedOrRightAsync(damaged);
            Assert.True(refused || at >= sample.Info.IndexOffset + (sample.Info.Blocks * sizeof(long)), $"A changed byte {at} was not noticed.");
        }
    }

    [Fact]
    public async Task Open_AnyChangedByteOfTheFooter_IsRefused()
    {
        var sample = await RowFileSample.OfAsync(130);
        for (var at = sample.Content.Length - 40; at < sample.Content.Length; at++)
        {
            byte[] damaged = [.. sample.Content];
            damaged[at] ^= 0x10;
            var refused = await Assert.ThrowsAsync<SnapshotException>(() => RowFileReader.OpenAsync("sample.rows", new MemoryFile(damaged), null, TestContext.Current.CancellationToken).AsTask());
            Assert.Equal("sample.rows", refused.File);
        }
    }

    [Fact]
    public async Task Open_FileCutAnywhere_IsRefused()
    {
        var sample = await RowFileSample.OfAsync(130);
        for (var length = 0; length < sample.Content.Length; length++)
        {
            var cut = sample.Content[..length];
            await Assert.ThrowsAsync<SnapshotException>(() => RowFileReader.OpenAsync("sample.rows", new MemoryFile(cut), null, TestContext.Current.CancellationToken).AsTask());
            await Assert.ThrowsAsync<SnapshotException>(() => RowFileReader.OpenAsync("sample.rows", new MemoryFile(cut, sample.Content.Length), null, TestContext.Current.CancellationToken).AsTask());
            Assert.Throws<SnapshotException>(() => new RowFileReader(sample.Info, new MemoryFile(cut)));
        }
    }

    [Fact]
    public async Task Read_FileCutAnywhereAfterItsLengthWasAsked_GivesTheRowsOrIsRefused()
    {
        var sample = await RowFileSample.OfAsync(130);
        for (var length = 0; length < sample.Content.Length; length++)
        {
            var cut = new MemoryFile(sample.Content[..length], sample.Content.Length);
            var refused = await IsRefusedOrRightAsync(sample, () => new(sample.Info, cut));
            Assert.True(refused || length >= sample.Info.IndexOffset + (sample.Info.Blocks * sizeof(long)), $"A cut after byte {length} was not noticed.");
        }
    }

    [Fact]
    public async Task Read_OffsetsOfAnySort_GivesTheRowsOrIsRefused()
    {
        var sample = await RowFileSample.OfAsync(1000);
        var random = new Random(5);
        for (var i = 0; i < 2000; i++)
        {
            var damaged = sample with { Content = [.. sample.Content] };
            var offsets = damaged.Content.AsSpan((int)sample.Info.IndexOffset, (int)sample.Info.Blocks * sizeof(long));
            var offset = i % 2 == 0 ? random.NextInt64(sample.Info.IndexOffset) : random.NextInt64(long.MinValue, long.MaxValue);
            BitConverter.TryWriteBytes(offsets[(random.Next((int)sample.Info.Blocks) * sizeof(long))..], offset);
            await IsRefusedOrRightAsync(damaged);
        }
    }

    [Fact]
    public async Task Read_BlockOfAnotherFile_IsRefused()
    {
        var rows = (await RowFileSample.OfAsync(200)).Rows;
        var sample = await RowFileSample.OfAsync(rows);
        var other = await RowFileSample.OfAsync(rows, id: 7);
        var content = sample.Content;
        other.Content.AsSpan(0, (int)sample.Info.IndexOffset / 2).CopyTo(content);
        await AssertRefusedAsync(sample, "sample.rows: block 0 at byte 0 is of file 0000000000000007, not 0123456789abcdef.");
    }

    [Fact]
    public async Task Read_BlocksThatChangedPlaces_IsRefused()
    {
        var sample = await RowFileSample.OfAsync([.. Enumerable.Range(0, 128).Select(row => new[] { (byte)row })]);
        var half = (int)sample.Info.IndexOffset / 2;
        var first = sample.Content[..half];
        sample.Content.AsSpan(half, half).CopyTo(sample.Content);
        first.CopyTo(sample.Content, half);
        await AssertRefusedAsync(sample, "sample.rows: block 0 at byte 0 says it is block 1.");
    }

    [Fact]
    public async Task Read_ChangedRow_SaysWhereAndBothChecksums()
    {
        var sample = await RowFileSample.OfAsync([[1], [2]]);
        sample.Content[33] = 9;
        await AssertRefusedAsync(sample, "sample.rows: block 0 at byte 0 says its CRC-32C is 6738ed6b; it is 5f69d3ae.");
    }

    [Fact]
    public async Task Read_RowsThatAreMoreThanTheirBlock_IsRefused()
    {
        var sample = await RowFileSample.OfAsync([[1], [2]]);
        sample.Content[34] = 200;
        RowFileFormat.Seal(sample.Content.AsSpan(0, (int)sample.Info.IndexOffset), RowFileSample.Id, 0, 2);
        await AssertRefusedAsync(sample, "sample.rows: block 0 at byte 0 is not rows after its first 1.");
    }

    [Fact]
    public async Task Read_OffsetsThatWereDamagedOnce_AreReadAnew()
    {
        var sample = await RowFileSample.OfAsync(200);
        var reader = sample.Reader();
        sample.Content[sample.Info.IndexOffset + 8] ^= 1;
        await Assert.ThrowsAsync<SnapshotException>(() => RowFileSample.ReadAsync(reader, 70, 80));
        sample.Content[sample.Info.IndexOffset + 8] ^= 1;
        Assert.Equal(sample.Range(70, 80), await RowFileSample.ReadAsync(reader, 70, 80));
    }

    [Theory]
    [InlineData(-1, 0, 40)]
    [InlineData(1, 0, 48)]
    [InlineData(long.MaxValue, 0, 48)]
    [InlineData(1, -8, 40)]
    [InlineData(64, 100, 147)]
    [InlineData(64, long.MaxValue, 148)]
    public void Reader_OfAFileThatCannotBe_IsRefused(long rows, long indexOffset, long bytes) =>
        Assert.Throws<SnapshotException>(() => new RowFileReader(new("x.rows", 1, rows, indexOffset, bytes), new MemoryFile(new byte[bytes])));

    [Fact]
    public async Task Find_RowsOfAnotherReport_IsRefused()
    {
        var sample = await RowFileSample.OfAsync([[1]]);
        var refused = await Assert.ThrowsAsync<SnapshotException>(() => sample.Reader().FindAsync(new(CreditBalances.Definition, CreditBalances.Definition.DefaultSort), new byte[] { 1 }, TestContext.Current.CancellationToken).AsTask());
        Assert.Equal("sample.rows: row 0 is not a row of credit-balances.", refused.Message);
    }

    private static Task<bool> IsRefusedOrRightAsync(RowFileSample sample) => IsRefusedOrRightAsync(sample, () => sample.Reader(partBytes: 1000));

    /// <summary>Reads all rows in every way; were they refused every time?</summary>
    private static async Task<bool> IsRefusedOrRightAsync(RowFileSample sample, Func<RowFileReader> reader)
    {
        var rows = sample.Info.Rows;
        var read = await RefusedOr(() => RowFileSample.ReadAsync(reader(), 0, rows));
        var ascending = await RefusedOr(() => RowFileSample.ScanAsync(reader(), 0, rows, descending: false));
        var descending = await RefusedOr(() => RowFileSample.ScanAsync(reader(), 0, rows, descending: true));
        Assert.Equal(sample.Range(0, rows), read ?? sample.Range(0, rows));
        Assert.Equal(sample.Range(0, rows), ascending ?? sample.Range(0, rows));
        Assert.Equal(sample.Range(0, rows).Reverse(), descending ?? sample.Range(0, rows).Reverse());
        return (read, ascending, descending) is (null, null, null);
    }

    private static async Task<List<string>?> RefusedOr(Func<Task<List<string>>> read)
    {
        try
        {
            return await read();
        }
        catch (SnapshotException)
        {
            return null;
        }
    }

    private static async Task AssertRefusedAsync(RowFileSample sample, string message) =>
        Assert.Equal(message, (await Assert.ThrowsAsync<SnapshotException>(() => RowFileSample.ReadAsync(sample.Reader(), 0, sample.Info.Rows))).Message);
}
