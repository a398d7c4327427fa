using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CreditFunctions.Reports.Tests;

public sealed class ReportFileTests
{
    [Theory]
    [InlineData(ReportFormat.Json, false, "credit-balances.json", "application/json", null)]
    [InlineData(ReportFormat.Csv, false, "credit-balances.csv", "text/csv; charset=utf-8; header=present", null)]
    [InlineData(ReportFormat.NdJson, false, "credit-balances.ndjson", "application/x-ndjson", null)]
    [InlineData(ReportFormat.Csv, true, "credit-balances.csv.gz", "text/csv; charset=utf-8; header=present", "gzip")]
    [InlineData(ReportFormat.Json, true, "credit-balances.json.gz", "application/json", "gzip")]
    public async Task Finish_File_IsCountedHashedAndNamed(ReportFormat format, bool isGzip, string name, string contentType, string? encoding)
    {
        var parts = new List<byte[]>();
        await using var writer = new ReportFileWriter(CreditBalances.Definition, new(format, isGzip), (part, _) =>
        {
            parts.Add(part.ToArray());
            return ValueTask.CompletedTask;
        });
        await writer.AppendAsync(Random(seed: 61, count: 4000), TestContext.Current.CancellationToken);
        var file = await writer.FinishAsync(TestContext.Current.CancellationToken);

        byte[] content = [.. parts.SelectMany(part => part)];
        Assert.Equal(new SnapshotFile(name, content.Length, Convert.ToHexStringLower(SHA256.HashData(content)), contentType, encoding), file);
        Assert.Equal(4000, writer.Rows);
        Assert.True(parts.Count > 2);
        Assert.All(parts, part => Assert.InRange(part.Length, 1, ReportFileWriter.PartBytes + 16384));
    }

    [Theory]
    [InlineData(ReportFormat.Json)]
    [InlineData(ReportFormat.Csv)]
    [InlineData(ReportFormat.NdJson)]
    public async Task Append_InBatches_WritesTheSameFile(ReportFormat format)
    {
        var rows = AnyRows.Random(CreditBalances.Definition, seed: 62, count: 100);
        Assert.Equal(await WriteAsync(new(format), Batch(rows)), await WriteAsync(new(format), Batch(rows.AsSpan(0, 33)), Batch(), Batch(rows.AsSpan(33, 1)), Batch(rows.AsSpan(34))));
    }

    [Theory]
    [InlineData(ReportFormat.Json)]
    [InlineData(ReportFormat.Csv)]
    [InlineData(ReportFormat.NdJson)]
    public async Task Gzip_Unpacked_IsTheSameFile(ReportFormat format)
    {
        var rows = Random(seed: 63, count: 3000);
        using var packed = new MemoryStream(await WriteAsync(new(format, IsGzip: true), rows));
        using var unpacked = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionMode.Decompress))
        {
            await gzip.CopyToAsync(unpacked, TestContext.Current.CancellationToken);
        }

        Assert.Equal(await WriteAsync(new(format), rows), unpacked.ToArray());
    }

    [Fact]
    public async Task Json_File_IsOneArrayOfAllRows()
    {
        using var json = JsonDocument.Parse(await WriteAsync(new(ReportFormat.Json), Random(seed: 64, count: 1000), Random(seed: 65, count: 7)));
        Assert.Equal(1007, json.RootElement.GetArrayLength());
    }

    [Fact]
    public async Task NdJson_File_IsALineARow()
    {
        var lines = Encoding.UTF8.GetString(await WriteAsync(new(ReportFormat.NdJson), Random(seed: 66, count: 50))).Split('\n');
        Assert.Equal(51, lines.Length);
        Assert.Equal("", lines[^1]);
        Assert.All(lines[..^1], line => JsonDocument.Parse(line).Dispose());
    }

    [Theory]
    [InlineData(ReportFormat.Json, "[]")]
    [InlineData(ReportFormat.NdJson, "")]
    [InlineData(ReportFormat.Csv, "customer_id,customer_number,customer_name,customer_email,entitlement,unit,granted,pending,available,reserved,applied,expired,voided,overage,created_at,updated_at\r\n")]
    public async Task Finish_NoRows_IsExactlyThis(ReportFormat format, string content) => Assert.Equal(content, Encoding.UTF8.GetString(await WriteAsync(new(format))));

    [Theory]
    [InlineData(ReportFormat.Csv, true)]
    [InlineData(ReportFormat.Json, false)]
    [InlineData(ReportFormat.NdJson, false)]
    public async Task ByteOrderMark_AskedFor_BeginsCsvAlone(ReportFormat format, bool has)
    {
        var plain = await WriteAsync(new(format), Random(seed: 67, count: 1));
        byte[] expected = has ? [0xEF, 0xBB, 0xBF, .. plain] : plain;
        Assert.Equal(expected, await WriteAsync(new(format, HasByteOrderMark: true), Random(seed: 67, count: 1)));
    }

    [Fact]
    public async Task Finish_Twice_Throws()
    {
        await using var writer = new ReportFileWriter(CreditBalances.Definition, new(ReportFormat.Csv), (_, _) => ValueTask.CompletedTask);
        await writer.FinishAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await writer.FinishAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Finish_AfterTheSinkFailed_Throws()
    {
        await using var writer = new ReportFileWriter(CreditBalances.Definition, new(ReportFormat.Json), (_, _) => throw new IOException("gone"));
        await Assert.ThrowsAsync<IOException>(async () => await writer.AppendAsync(Random(seed: 68, count: 2000), TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await writer.FinishAsync(TestContext.Current.CancellationToken));
    }

    private static RowBatch Random(int seed, int count) => Batch(AnyRows.Random(CreditBalances.Definition, seed, count));

    private static RowBatch Batch(params ReadOnlySpan<AnyRow> rows) => AnyRows.Batch(CreditBalances.Definition, rows);

    private static async Task<byte[]> WriteAsync(ReportFileForm form, params RowBatch[] batches)
    {
        using var stream = new MemoryStream();
        await using var writer = new ReportFileWriter(CreditBalances.Definition, form, stream.WriteAsync);
        foreach (var batch in batches)
        {
            await writer.AppendAsync(batch, TestContext.Current.CancellationToken);
        }

        await writer.FinishAsync(TestContext.Current.CancellationToken);
        return stream.ToArray();
    }
}
