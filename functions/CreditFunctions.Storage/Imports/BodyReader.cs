using CreditFunctions.Storage.Blobs;

namespace CreditFunctions.Storage.Imports;

/// <summary>Reads a body line by line from any line on, by ranged gets, holding no more than one block of it.</summary>
/// <param name="imports">The container.</param>
/// <param name="blob">The body's name.</param>
/// <param name="body">Its form and length.</param>
/// <param name="offset">Where to begin: the first byte of a line.</param>
/// <param name="line">Which line that is.</param>
internal sealed class BodyReader(IBlobContainer imports, string blob, ImportBody body, long offset, long line)
{
    /// <summary>The most lines that are worked on together: the more there are, the more of one account fit into a commit.</summary>
    public const int ChunkLines = 25_000;

    /// <summary>About how many bytes are worked on together.</summary>
    public const int ChunkBytes = 16 * 1024 * 1024;

    private const int BlockBytes = 1024 * 1024;
    private const int KeptOfTooLong = 4096;
    private static readonly byte[] ByteOrderMark = [0xef, 0xbb, 0xbf];

    private readonly byte[] buffer = new byte[BlockBytes];
    private int from;
    private int to;

    /// <summary>Where the next line begins.</summary>
    public long Offset { get; private set; } = offset;

    /// <summary>The number of the next line.</summary>
    public long Line { get; private set; } = line;

    /// <summary>The next lines, blank ones left out; none: the body ended.</summary>
    public async Task<IReadOnlyList<BodyLine>> NextChunkAsync(CancellationToken cancellationToken)
    {
        var (lines, bytes) = (new List<BodyLine>(), 0);
        while (lines.Count < ChunkLines && bytes < ChunkBytes && await NextAsync(cancellationToken) is { } next)
        {
            lines.Add(next);
            bytes += next.Content.Length;
        }

        return lines;
    }

    /// <summary>The next line that is not blank; null: the body ended.</summary>
    public async Task<BodyLine?> NextAsync(CancellationToken cancellationToken)
    {
        while (await NextOrBlankAsync(cancellationToken) is { } next)
        {
            if (next.IsTooLong || next.Content.Span.ContainsAnyExcept(" \t\r"u8))
            {
                return next;
            }
        }

        return null;
    }

    private async Task<BodyLine?> NextOrBlankAsync(CancellationToken cancellationToken)
    {
        if (Offset == 0 && await FillAsync(cancellationToken) && buffer.AsSpan(from, to - from).StartsWith(ByteOrderMark))
        {
            from += ByteOrderMark.Length;
            Offset = ByteOrderMark.Length;
        }

        var ends = new RecordEnds(body.Format);
        var (number, scanned) = (Line, 0);
        byte[]? beginning = null;
        while (true)
        {
            var end = ends.Find(buffer.AsSpan(from + scanned, to - from - scanned));
            if (end >= 0)
            {
                Line += ends.LineBreaks;
                return Take(scanned + end, number, beginning);
            }

            scanned = to - from;
            if (scanned > BodyLine.MaxBytes)
            {
                // Of a line that is too long the beginning is kept, and its end is looked for.
                beginning ??= buffer.AsSpan(from, KeptOfTooLong).ToArray();
                Skip(scanned);
                scanned = 0;
            }

            if (!await FillAsync(cancellationToken))
            {
                Line += ends.LineBreaks;
                return scanned == 0 && beginning is null ? null : Take(scanned, number, beginning);
            }
        }
    }

    private BodyLine Take(int length, long number, byte[]? beginning)
    {
        var content = buffer.AsSpan(from, length);
        content = content.EndsWith("\r\n"u8) ? content[..^2] : content.EndsWith("\n"u8) ? content[..^1] : content;
        var isTooLong = beginning is not null || content.Length > BodyLine.MaxBytes;
        var taken = new BodyLine(number, beginning ?? (isTooLong ? content[..KeptOfTooLong] : content).ToArray(), isTooLong);
        Skip(length);
        return taken;
    }

    private void Skip(int length)
    {
        from += length;
        Offset += length;
    }

    /// <summary>Reads on behind what is held; false: there is no more.</summary>
    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        buffer.AsSpan(from, to - from).CopyTo(buffer);
        (from, to) = (0, to - from);
        var next = Math.Min(buffer.Length - to, body.Bytes - Offset - to);
        if (next == 0)
        {
            return false;
        }

        await using var download = await imports.GetAsync(blob, new BlobRange(Offset + to, next), cancellationToken)
            ?? throw new StorageException("What was sent is not there any more.", false);
        await download.Content.ReadExactlyAsync(buffer.AsMemory(to, (int)next), cancellationToken);
        to += (int)next;
        return true;
    }
}
