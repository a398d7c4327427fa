namespace CreditFunctions.Reports.Tests;

/// <summary>A row file in memory, and the rows it was written from.</summary>
internal sealed record RowFileSample(RowFileInfo Info, byte[] Content, IReadOnlyList<byte[]> Rows)
{
    public const long Id = 0x0123456789abcdef;

    /// <summary>A file of that many rows, each of 0 to 40 bytes.</summary>
    public static Task<RowFileSample> OfAsync(int rows, int seed = 1, long id = Id)
    {
        var random = new Random(seed);
        return OfAsync([.. Enumerable.Range(0, rows).Select(_ => Bytes(random, random.Next(41)))], id);
    }

    /// <summary>A file of those rows, appended in batches of many sizes.</summary>
    public static async Task<RowFileSample> OfAsync(IReadOnlyList<byte[]> rows, long id = Id)
    {
        using var content = new MemoryStream();
        var writer = new RowFileWriter("sample.rows", id, (bytes, cancellationToken) => content.WriteAsync(bytes, cancellationToken));
        var batch = new RowBatch();
        for (var (at, size) = (0, 0); at < rows.Count; size = (size * 3) + 1)
        {
            batch.Clear();
            foreach (var row in rows.Skip(at).Take(size))
            {
                batch.Add(row);
            }

            at += batch.Count;
            await writer.AppendAsync(batch, default);
        }

        return new(await writer.FinishAsync(default), content.ToArray(), rows);
    }

    public static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    public RowFileReader Reader(int partBytes = RowFileReader.PartBytes) => new(Info, new MemoryFile(Content), partBytes: partBytes);

    /// <summary>The rows of a range, as text that can be compared.</summary>
    public IEnumerable<string> Range(long from, long to) => Rows.Skip((int)from).Take((int)(to - from)).Select(Convert.ToHexString);

    public static IEnumerable<string> TextOf(RowBatch rows) => Enumerable.Range(0, rows.Count).Select(row => Convert.ToHexString(rows[row])).ToList();

    public static async Task<List<string>> ReadAsync(RowFileReader reader, long from, long to)
    {
        var rows = new RowBatch();
        await reader.ReadAsync(from, (int)(to - from), rows, default);
        return [.. TextOf(rows)];
    }

    public static async Task<List<string>> ScanAsync(RowFileReader reader, long from, long to, bool descending)
    {
        var rows = new List<string>();
        await foreach (var part in reader.ScanAsync(from, to, descending, default))
        {
            rows.AddRange(TextOf(part));
        }

        return rows;
    }
}
