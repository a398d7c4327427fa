namespace CreditFunctions.Reports.Tests;

public sealed class SnapshotReadTests
{
    [Fact]
    public async Task Read_BalancesFile_GivesTheRowsInTheReportsOrder()
    {
        var rows = SampleRows.Packed(SampleRows.RandomBalances(seed: 51, count: 3000));
        var read = await (await SnapshotSample.OfAsync(rows)).ReadAsync();
        Assert.Equal(ReportExecution.DefaultOrder(rows).Select(rows.CreditBalance), Enumerable.Range(0, read!.Count).Select(read.CreditBalance));
    }

    [Fact]
    public async Task Read_CreditsFile_GivesTheRowsInTheReportsOrder()
    {
        var rows = SampleRows.Packed(SampleRows.RandomCredits(seed: 52, count: 3000));
        var read = await (await SnapshotSample.OfAsync(rows)).ReadAsync();
        Assert.Equal(ReportExecution.DefaultOrder(rows).Select(rows.CustomerCredit), Enumerable.Range(0, read!.Count).Select(read.CustomerCredit));
    }

    [Fact]
    public async Task Read_OneByteAtATime_GivesTheSameRows()
    {
        var rows = SampleRows.Packed(SampleRows.RandomCredits(seed: 53, count: 60));
        var read = await (await SnapshotSample.OfAsync(rows)).ReadAsync(stream => new TrickleStream(stream));
        Assert.Equal(ReportExecution.DefaultOrder(rows).Select(rows.CustomerCredit), Enumerable.Range(0, read!.Count).Select(read.CustomerCredit));
    }

    [Fact]
    public async Task Read_CellLongerThanThePart_GivesItWhole()
    {
        var row = SampleRows.Credit(memo: new string('é', SnapshotFileReader.PartBytes * 2));
        var read = await (await SnapshotSample.OfAsync(SampleRows.Packed(row))).ReadAsync();
        Assert.Equal(row, read!.CustomerCredit(0));
    }

    [Fact]
    public async Task Read_LargestAmounts_AreExact()
    {
        var row = SampleRows.Credit() with { Amount = -long.MaxValue, Balance = long.MaxValue, Unit = SampleRows.Hours };
        var read = await (await SnapshotSample.OfAsync(SampleRows.Packed(row))).ReadAsync();
        Assert.Equal(row, read!.CustomerCredit(0));
    }

    [Fact]
    public async Task Read_NoRows_GivesNone()
    {
        var sample = await SnapshotSample.OfAsync(new PackedRows(CreditBalances.Definition));
        Assert.Equal("[]"u8.ToArray(), sample.Json);
        Assert.Equal(0, (await sample.ReadAsync())!.Count);
    }

    [Fact]
    public async Task Read_CutFile_SaysWhereItEnds()
    {
        var sample = await SampleAsync();
        var cut = sample with { Json = sample.Json[..^10] };
        await AssertRefusedAsync(cut, $"customer-credits.json: ends after {cut.Json.Length} of the {sample.Json.Length} bytes the manifest says.");
    }

    [Fact]
    public async Task Read_CutAtAPartsEnd_SaysWhereItEnds()
    {
        var sample = await SnapshotSample.OfAsync(SampleRows.Packed(SampleRows.RandomCredits(seed: 54, count: 2000)));
        var cut = sample with { Json = sample.Json[..SnapshotFileReader.PartBytes] };
        await AssertRefusedAsync(cut, $"customer-credits.json: ends after 65536 of the {sample.Json.Length} bytes the manifest says.");
    }

    [Fact]
    public async Task Read_LongerFile_SaysSo()
    {
        var sample = await SampleAsync();
        await AssertRefusedAsync(sample with { Json = [.. sample.Json, (byte)' '] }, $"customer-credits.json: is longer than the {sample.Json.Length} bytes the manifest says.");
    }

    [Fact]
    public async Task Read_OneChangedDigit_SaysBothHashes()
    {
        var sample = await SampleAsync();
        var json = sample.Json.ToArray();
        json[json.AsSpan().IndexOf("-5.00"u8) + 1] = (byte)'6';
        var problem = (await Assert.ThrowsAsync<SnapshotException>(() => (sample with { Json = json }).ReadAsync())).Message;
        Assert.Matches($"^customer-credits.json: has SHA-256 [0-9a-f]{{64}}; the manifest says {sample.Manifest.Files[0].Sha256}.$", problem);
    }

    [Fact]
    public async Task Read_TextThatIsNotUtf8_IsRefused()
    {
        var sample = await SampleAsync();
        var json = sample.Json.ToArray();
        json[json.AsSpan().IndexOf("Lane"u8)] = 0xFF;
        await Assert.ThrowsAsync<SnapshotException>(() => (sample with { Json = json }).ReadAsync());
    }

    [Fact]
    public async Task Read_ManifestOfMoreRows_IsRefused()
    {
        var sample = await SampleAsync();
        await AssertRefusedAsync(sample with { Manifest = sample.Manifest with { Rows = 2 } }, "customer-credits.json: has 1 rows; the manifest says 2.");
    }

    [Fact]
    public async Task Read_ManifestWithoutTheFile_IsRefused()
    {
        var sample = await SampleAsync();
        await AssertRefusedAsync(sample with { Manifest = sample.Manifest with { Files = [] } }, "manifest.json: names no file customer-credits.json.");
    }

    [Fact]
    public async Task Read_ManifestOfAnUnknownReport_IsRefused()
    {
        var sample = await SampleAsync();
        await AssertRefusedAsync(
            sample with { Manifest = sample.Manifest with { Report = "x" } }, "manifest.json: is of a report 'x', which this program does not have.");
    }

    [Theory]
    [InlineData("\"type\":\"apply\",", "", "'amount' is not the column that comes next.")]
    [InlineData(",\"entry_number\":1", "", "EndObject stands where a row, a cell or the end must be.")]
    [InlineData("\"entry_number\":1", "\"entry_number\":1,\"x\":1", "'x' is not the column that comes next.")]
    [InlineData("\"entry_number\":1", "\"entry_number\":\"1\"", "String cannot be a cell of entry_number.")]
    [InlineData("\"entry_number\":1", "\"entry_number\":1.5", "Number cannot be a cell of entry_number.")]
    [InlineData("\"entry_number\":1", "\"entry_number\":true", "True stands where a row, a cell or the end must be.")]
    [InlineData("\"memo\":\"Lane hire\"", "\"memo\":{}", "StartObject stands where a row, a cell or the end must be.")]
    [InlineData("\"memo\":\"Lane hire\"", "\"memo\":[]", "StartArray stands where a row, a cell or the end must be.")]
    [InlineData("\"-5.00\"", "-5.00", "Number cannot be a cell of amount.")]
    [InlineData("\"-5.00\"", "\"-5.000\"", "The amounts of one row have 3 and 2 decimals.")]
    [InlineData("\"-5.00\"", "\"--5.00\"", "A cell of amount is not an amount.")]
    [InlineData("\"-5.00\"", "\"5e2\"", "A cell of amount is not an amount.")]
    [InlineData("\"2026-11-21T12:00:00Z\"", "\"2026-11-21\"", "A cell of created_at is not a time.")]
    [InlineData("\"2026-11-21T12:00:00Z\"", "null", "Null cannot be a cell of created_at.")]
    [InlineData("[{", "{", "StartObject stands where a row, a cell or the end must be.")]
    public async Task Read_WellHashedFileOfAnotherShape_SaysWhatIsWrong(string written, string instead, string problem)
    {
        var sample = (await SampleAsync()).Rewritten(json => json.Replace(written, instead, StringComparison.Ordinal));
        var refused = await Assert.ThrowsAsync<SnapshotException>(() => sample.ReadAsync());
        Assert.EndsWith(problem, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_MoreRowsThanMemoryHolds_GivesNull()
    {
        var sample = await SampleAsync();
        Assert.Null(await (sample with { Manifest = sample.Manifest with { Rows = PackedRows.MaxRows + 1 } }).ReadAsync());
    }

    private static Task<SnapshotSample> SampleAsync() => SnapshotSample.OfAsync(SampleRows.Packed(SampleRows.Credit()));

    private static async Task AssertRefusedAsync(SnapshotSample sample, string message) =>
        Assert.Equal(message, (await Assert.ThrowsAsync<SnapshotException>(() => sample.ReadAsync())).Message);

    /// <summary>Gives one byte at a time, as a bad network may.</summary>
    private sealed class TrickleStream(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer[..1], cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
