using System.IO.Pipelines;
using System.Text;
using System.Text.Json;

namespace CreditFunctions.Reports.Tests;

public sealed class PageTests
{
    private static readonly SnapshotId Noon = new(SampleRows.Noon);

    [Fact]
    public async Task Write_JsonPage_IsExactlyThis()
    {
        var rows = Credits(SampleRows.Credit("b", memo: null, amount: 2050), SampleRows.Credit("a", amount: -1));
        var query = QueryText.Parse(CustomerCredits.Definition, "columns=memo,amount,created_at,entry_number&sort=-amount,memo&limit=2&offset=5");
        Assert.Equal(
            """{"report":"customer-credits","as_of":"2026-11-21T12:00:00Z","source":"snapshot","snapshot":"20261121T120000Z","total":8,"limit":2,"offset":5,"plan":"scan","next_cursor":"abc","columns":[""" +
            """{"key":"memo","label":"Memo","kind":"text","sorted":{"order":"asc","priority":1}},""" +
            """{"key":"amount","label":"Amount","kind":"amount","sorted":{"order":"desc","priority":0}},""" +
            """{"key":"created_at","label":"Created At","kind":"instant"},{"key":"entry_number","label":"Entry Number","kind":"integer"}],"rows":[""" +
            """{"memo":null,"amount":"20.50","created_at":"2026-11-21T12:00:00Z","entry_number":1},""" +
            """{"memo":"Lane hire","amount":"-0.01","created_at":"2026-11-21T12:00:00Z","entry_number":1}]}""",
            await WriteAsync(new(query, new(8, rows, ReportPlan.Scan), SampleRows.Noon, Noon, "abc")));
    }

    [Fact]
    public async Task Write_LivePageWithoutRows_HasNoSnapshotAndNoCursor()
    {
        var query = QueryText.Parse(CreditBalances.Definition, "");
        using var answer = JsonDocument.Parse(await WriteAsync(new(query, new(0, new RowBatch(), ReportPlan.Index), SampleRows.Noon, null, null)));
        Assert.Equal("live", answer.RootElement.GetProperty("source").GetString());
        Assert.Equal(JsonValueKind.Null, answer.RootElement.GetProperty("snapshot").ValueKind);
        Assert.Equal(JsonValueKind.Null, answer.RootElement.GetProperty("next_cursor").ValueKind);
        Assert.Equal("index", answer.RootElement.GetProperty("plan").GetString());
        Assert.Equal(0, answer.RootElement.GetProperty("rows").GetArrayLength());
    }

    [Fact]
    public async Task Write_LargePage_HoldsEveryRow()
    {
        using var answer = JsonDocument.Parse(await WriteAsync(Large("")));
        Assert.Equal(5000, answer.RootElement.GetProperty("rows").GetArrayLength());
    }

    [Theory]
    [InlineData(ReportFormat.Csv, "memo,unit\r\nLane hire,USD\r\n,USD\r\n")]
    [InlineData(ReportFormat.NdJson, "{\"memo\":\"Lane hire\",\"unit\":\"USD\"}\n{\"memo\":null,\"unit\":\"USD\"}\n")]
    public async Task Write_OtherFormat_IsTheRowsAlone(ReportFormat format, string written)
    {
        var query = QueryText.Parse(CustomerCredits.Definition, "columns=memo,unit") with { Format = format };
        Assert.Equal(written, await WriteAsync(new(query, new(2, Credits(SampleRows.Credit(), SampleRows.Credit(memo: null)), ReportPlan.Index), SampleRows.Noon, Noon, null)));
    }

    [Fact]
    public async Task Write_ReaderGone_Ends()
    {
        var pipe = new Pipe();
        await pipe.Reader.CompleteAsync();
        await PageWriter.WriteAsync(pipe.Writer, Large(""), TestContext.Current.CancellationToken);
        Assert.Equal(0, pipe.Writer.UnflushedBytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("format=csv")]
    public async Task Write_SlowReader_WaitsInsteadOfBuffering(string text)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024));
        var writing = PageWriter.WriteAsync(pipe.Writer, Large(text), TestContext.Current.CancellationToken).AsTask();
        var read = await pipe.Reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.InRange(read.Buffer.Length, 1, 128 * 1024);
        Assert.False(writing.IsCompleted);
        await pipe.Reader.CompleteAsync();
        await writing;
    }

    private static ReportPageAnswer Large(string text)
    {
        var report = CreditBalances.Definition;
        var rows = AnyRows.Batch(report, AnyRows.Random(report, seed: 43, count: 5000));
        return new(QueryText.Parse(report, text), new(5000, rows, ReportPlan.Index), SampleRows.Noon, null, null);
    }

    private static RowBatch Credits(params ReadOnlySpan<CustomerCreditRow> rows)
    {
        var batch = new RowBatch();
        var writer = new RowWriter();
        foreach (var row in rows)
        {
            row.Write(writer);
            batch.Add(writer.Written);
        }

        return batch;
    }

    private static async Task<string> WriteAsync(ReportPageAnswer answer)
    {
        using var stream = new MemoryStream();
        var output = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        await PageWriter.WriteAsync(output, answer, TestContext.Current.CancellationToken);
        await output.CompleteAsync();
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
