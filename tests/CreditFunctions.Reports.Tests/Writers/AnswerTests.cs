using System.IO.Pipelines;
using System.Text;
using System.Text.Json;

namespace CreditFunctions.Reports.Tests;

public sealed class AnswerTests
{
    [Fact]
    public async Task Write_JsonPage_IsExactlyThis()
    {
        var rows = SampleRows.Packed(SampleRows.Credit("a"), SampleRows.Credit("b", memo: null, amount: 2050), SampleRows.Credit("c"));
        var text = await WriteAsync(rows, "columns=memo,amount,created_at,entry_number&sort=-amount,memo&limit=1", new SnapshotId(SampleRows.Noon));
        Assert.Equal(
            """{"report":"customer-credits","as_of":"2026-11-21T12:00:00Z","source":"snapshot","snapshot":"20261121T120000Z","total":3,"limit":1,"offset":0,"columns":[""" +
            """{"key":"memo","label":"Memo","kind":"text","sorted":{"order":"asc","priority":1}},""" +
            """{"key":"amount","label":"Amount","kind":"amount","sorted":{"order":"desc","priority":0}},""" +
            """{"key":"created_at","label":"Created At","kind":"instant"},{"key":"entry_number","label":"Entry Number","kind":"integer"}],"rows":[""" +
            """{"memo":null,"amount":"20.50","created_at":"2026-11-21T12:00:00Z","entry_number":1}]}""",
            text);
    }

    [Fact]
    public async Task Write_LiveAnswer_HasNoSnapshot()
    {
        using var answer = JsonDocument.Parse(await WriteAsync(new PackedRows(CreditBalances.Definition), "", snapshot: null));
        Assert.Equal("live", answer.RootElement.GetProperty("source").GetString());
        Assert.Equal(JsonValueKind.Null, answer.RootElement.GetProperty("snapshot").ValueKind);
        Assert.Equal(0, answer.RootElement.GetProperty("rows").GetArrayLength());
    }

    [Fact]
    public async Task Write_LargeJsonPage_HoldsEveryCell()
    {
        var rows = SampleRows.RandomCredits(seed: 41, count: 3000);
        using var answer = JsonDocument.Parse(await WriteAsync(SampleRows.Packed(rows), "sort=entry_number&limit=10000", snapshot: null));
        // The natural key decides last, entry_number first: rows come by number.
        var expected = rows.OrderBy(row => row.EntryNumber).Select(row => (row.CustomerName, row.Memo, row.EntryNumber));
        Assert.Equal(expected, answer.RootElement.GetProperty("rows").EnumerateArray().Select(row => (
            row.GetProperty("customer_name").GetString(), row.GetProperty("memo").GetString(), row.GetProperty("entry_number").GetInt64())));
    }

    [Fact]
    public async Task Write_CsvPage_HasTheAskedColumnsAndRowsOnly() =>
        Assert.Equal(
            "unit,customer_id\r\nUSD,b\r\n",
            await WriteAsync(SampleRows.Packed(SampleRows.Balance("a"), SampleRows.Balance("b")), "format=csv&columns=unit,customer_id&offset=1", null));

    [Fact]
    public async Task Write_ReaderGone_Ends()
    {
        var rows = SampleRows.Packed(SampleRows.RandomBalances(seed: 42, count: 5000));
        var pipe = new Pipe();
        await pipe.Reader.CompleteAsync();
        await ReportAnswerWriter.WriteAsync(pipe.Writer, Answer(rows, "limit=5000", null), TestContext.Current.CancellationToken);
        Assert.InRange(pipe.Writer.UnflushedBytes, 0, 0);
    }

    [Fact]
    public async Task Write_SlowReader_WaitsInsteadOfBuffering()
    {
        var rows = SampleRows.Packed(SampleRows.RandomBalances(seed: 43, count: 5000));
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024));
        var writing = ReportAnswerWriter.WriteAsync(pipe.Writer, Answer(rows, "limit=5000", null), TestContext.Current.CancellationToken).AsTask();
        var read = await pipe.Reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.InRange(read.Buffer.Length, 1, 128 * 1024);
        Assert.False(writing.IsCompleted);
        await pipe.Reader.CompleteAsync();
        await writing;
    }

    private static ReportAnswer Answer(PackedRows rows, string text, SnapshotId? snapshot)
    {
        var query = QueryText.Parse(rows.Report, text);
        return new(query, rows, ReportExecution.Run(rows, query), SampleRows.Noon, snapshot);
    }

    private static async Task<string> WriteAsync(PackedRows rows, string text, SnapshotId? snapshot)
    {
        using var stream = new MemoryStream();
        var output = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        await ReportAnswerWriter.WriteAsync(output, Answer(rows, text, snapshot), TestContext.Current.CancellationToken);
        await output.CompleteAsync();
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
