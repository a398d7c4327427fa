using System.Text;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Imports;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Tests.Clock;
using FsCheck;
using FsCheck.Fluent;

namespace CreditFunctions.Storage.Tests.Imports;

/// <summary>Lines of a body, from any line on.</summary>
public sealed class BodyReaderTests
{
    private const string Blob = "b/i/body";

    [Theory]
    [InlineData(ImportFormat.Ndjson, "{}\n{}", "1:{} 2:{}")]
    [InlineData(ImportFormat.Ndjson, "{}\r\n{}\r\n", "1:{} 2:{}")]
    [InlineData(ImportFormat.Ndjson, "\uFEFF{}\n", "1:{}")]
    [InlineData(ImportFormat.Ndjson, "\n\r\n  \n{}\n\n", "4:{}")]
    [InlineData(ImportFormat.Ndjson, "a\"\nb", "1:a\" 2:b")]
    [InlineData(ImportFormat.Csv, "a,b\r\nc,d\r\n", "1:a,b 2:c,d")]
    [InlineData(ImportFormat.Csv, "\uFEFF\"a\",b\nc,d", "1:\"a\",b 2:c,d")]
    [InlineData(ImportFormat.Csv, "\"x\ny\",b\nc", "1:\"x\ny\",b 3:c")]
    [InlineData(ImportFormat.Csv, "\"x\"\"\r\n\"\ny", "1:\"x\"\"\r\n\" 3:y")]
    [InlineData(ImportFormat.Csv, "a\"b\nc", "1:a\"b 2:c")]
    [InlineData(ImportFormat.Csv, "a,\"b\nc", "1:a,\"b\nc")]
    [InlineData(ImportFormat.Csv, "", "")]
    [InlineData(ImportFormat.Csv, "\n", "")]
    public async Task Next_AllLines_HaveTheirNumberAndContent(ImportFormat format, string body, string expected)
    {
        var lines = await AllAsync(Encoding.UTF8.GetBytes(body), format);

        Assert.Equal(expected, string.Join(' ', lines.Select(line => $"{line.Line.Number}:{Encoding.UTF8.GetString(line.Line.Content.Span)}")));
    }

    [Theory]
    [InlineData(BodyLine.MaxBytes, false)]
    [InlineData(BodyLine.MaxBytes + 1, true)]
    [InlineData(3 * 1024 * 1024, true)]
    public async Task Next_LongLine_IsTooLongAboveTheLimitAndTheNextIsRead(int length, bool isTooLong)
    {
        var body = Encoding.ASCII.GetBytes($"a\n{new string('x', length)}\nb\n");

        var lines = await AllAsync(body, ImportFormat.Ndjson);

        Assert.Equal([(1, false), (2, isTooLong), (3, false)], lines.Select(line => (line.Line.Number, line.Line.IsTooLong)));
        Assert.StartsWith("xxx", Encoding.ASCII.GetString(lines[1].Line.Content.Span), StringComparison.Ordinal);
        Assert.Equal(body.Length, lines[^1].End);
    }

    [Fact]
    public async Task Chunk_MoreLinesThanOneHolds_EndsWithALine()
    {
        var body = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(1, 50_500).Select(line => $"{line}\n")));
        var reader = await ReaderAsync(body, ImportFormat.Ndjson);

        var sizes = new List<int>();
        while (await reader.NextChunkAsync(TestContext.Current.CancellationToken) is { Count: > 0 } chunk)
        {
            sizes.Add(chunk.Count);
            Assert.Equal((byte)'\n', body[reader.Offset - 1]);
        }

        Assert.Equal([25_000, 25_000, 500], sizes);
    }

    [Fact]
    public void Lines_ReadFromAnyOfThemOn_AreTheRestOfThem()
    {
        var line = Gen.Elements("", "a", ",", "\"", "\"\"", "\"x\ny\"", "\r\n", "\n", " ", "é").ArrayOf().Select(string.Concat);
        Prop.ForAll(Arb.From(line.ArrayOf()), Arb.From(Gen.Elements(ImportFormat.Csv, ImportFormat.Ndjson)), (texts, format) =>
        {
            var body = Encoding.UTF8.GetBytes(string.Join('\n', texts));
            var all = AllAsync(body, format).GetAwaiter().GetResult();
            for (var from = 0; from < all.Count; from++)
            {
                var rest = AllAsync(body, format, all[from].End, all[from].NextLine).GetAwaiter().GetResult();
                Assert.Equal(all.Skip(from + 1).Select(Shown), rest.Select(Shown));
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Ends_OfTextInPieces_AreThoseOfTheWhole()
    {
        var text = Gen.Elements("a", ",", "\"", "\"\"", "\n", "\r\n").ArrayOf().Select(string.Concat);
        Prop.ForAll(Arb.From(text), Arb.From(Gen.Choose(1, 5)), (whole, size) =>
        {
            var bytes = Encoding.UTF8.GetBytes(whole);
            var (inOne, inPieces) = (new RecordEnds(ImportFormat.Csv), new RecordEnds(ImportFormat.Csv));
            var (expected, found) = (inOne.Find(bytes), -1);
            for (var at = 0; at < bytes.Length && found < 0; at += size)
            {
                found = inPieces.Find(bytes.AsSpan(at, Math.Min(size, bytes.Length - at))) is var end && end >= 0 ? at + end : -1;
            }

            Assert.Equal((expected, inOne.LineBreaks), (found, inPieces.LineBreaks));
        }).QuickCheckThrowOnFailure();
    }

    private static (long, string) Shown((BodyLine Line, long End, long NextLine) line) => (line.Line.Number, Encoding.UTF8.GetString(line.Line.Content.Span));

    private static async Task<List<(BodyLine Line, long End, long NextLine)>> AllAsync(byte[] body, ImportFormat format, long offset = 0, long line = 1)
    {
        var reader = await ReaderAsync(body, format, offset, line);
        var lines = new List<(BodyLine, long, long)>();
        while (await reader.NextAsync(CancellationToken.None) is { } next)
        {
            lines.Add((next, reader.Offset, reader.Line));
        }

        return lines;
    }

    private static async Task<BodyReader> ReaderAsync(byte[] body, ImportFormat format, long offset = 0, long line = 1)
    {
        var imports = new InMemoryBlobContainer(new ManualTime());
        await imports.CreateIfMissingAsync(CancellationToken.None);
        await imports.PutAsync(Blob, body, new("text/csv"), BlobCondition.None, CancellationToken.None);
        return new(imports, Blob, new(format, body.Length, ""), offset, line);
    }
}
