using System.Security.Cryptography;
using System.Text;

namespace CreditFunctions.Reports.Tests;

public sealed class SnapshotWriteTests
{
    [Theory]
    [InlineData(ReportFormat.Json, "credit-balances.json", "application/json")]
    [InlineData(ReportFormat.Csv, "credit-balances.csv", "text/csv; charset=utf-8; header=present")]
    public async Task Finish_File_IsCountedHashedAndNamed(ReportFormat format, string name, string contentType)
    {
        var rows = SampleRows.Packed(SampleRows.RandomBalances(seed: 61, count: 4000));
        var parts = new List<byte[]>();
        using var writer = new SnapshotFileWriter(rows.Report, format, (part, _) =>
        {
            parts.Add(part.ToArray());
            return ValueTask.CompletedTask;
        });
        await writer.AppendAsync(rows, ReportExecution.DefaultOrder(rows), TestContext.Current.CancellationToken);
        var file = await writer.FinishAsync(TestContext.Current.CancellationToken);

        byte[] content = [.. parts.SelectMany(part => part)];
        Assert.Equal(new SnapshotFile(name, content.Length, Convert.ToHexStringLower(SHA256.HashData(content)), contentType), file);
        Assert.Equal(4000, writer.Rows);
        Assert.True(parts.Count > 2);
        Assert.All(parts, part => Assert.InRange(part.Length, 0, SnapshotFileWriter.PartBytes + 4096));
    }

    [Theory]
    [InlineData(ReportFormat.Json)]
    [InlineData(ReportFormat.Csv)]
    public async Task Append_InBatches_WritesTheSameFile(ReportFormat format)
    {
        var all = SampleRows.RandomBalances(seed: 62, count: 100);
        Assert.Equal(
            await WriteAsync(format, SampleRows.Packed(all)),
            await WriteAsync(format, SampleRows.Packed(all.AsSpan(0, 33)), SampleRows.Packed(all.AsSpan(33))));
    }

    [Fact]
    public async Task Append_RowsOfAnotherReport_Throws()
    {
        using var writer = SnapshotFileWriter.ToStream(CreditBalances.Definition, ReportFormat.Csv, Stream.Null);
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await writer.AppendAsync(new PackedRows(CustomerCredits.Definition), [], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Finish_Twice_Throws()
    {
        using var writer = SnapshotFileWriter.ToStream(CreditBalances.Definition, ReportFormat.Csv, Stream.Null);
        await writer.FinishAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await writer.FinishAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Finish_AfterTheSinkFailed_Throws()
    {
        var rows = SampleRows.Packed(SampleRows.RandomBalances(seed: 63, count: 2000));
        using var writer = new SnapshotFileWriter(rows.Report, ReportFormat.Json, (_, _) => throw new IOException("gone"));
        await Assert.ThrowsAsync<IOException>(async () =>
            await writer.AppendAsync(rows, ReportExecution.DefaultOrder(rows), TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await writer.FinishAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<string> WriteAsync(ReportFormat format, params PackedRows[] batches)
    {
        using var stream = new MemoryStream();
        using var writer = SnapshotFileWriter.ToStream(batches[0].Report, format, stream);
        foreach (var batch in batches)
        {
            await writer.AppendAsync(batch, [.. Enumerable.Range(0, batch.Count)], TestContext.Current.CancellationToken);
        }

        await writer.FinishAsync(TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
