using System.Buffers.Binary;

namespace CreditFunctions.Reports;

/// <summary>Reads neighbouring blocks of a row file: one ranged read of offsets that are not in the cache, one of the blocks.</summary>
internal sealed class BlockReader(RowFileInfo info, IRangedFile file, OffsetsCache cache)
{
    private const int ChunkBlocks = OffsetsCache.ChunkBlocks;

    /// <summary>Reads the blocks from <paramref name="first"/> to <paramref name="last"/> (inclusive), or the first of them that fit into so many bytes; <paramref name="fromEnd"/>: the last of them.</summary>
    /// <exception cref="SnapshotException">The file is damaged there.</exception>
    public async ValueTask ReadAsync(BlockRun into, long first, long last, bool fromEnd, int maxBytes, CancellationToken cancellationToken)
    {
        try
        {
            into.Choose(first, await OffsetsAsync(first, last, cancellationToken), fromEnd, maxBytes);
            await ReadBytesAsync(into.Offset, into.Bytes, cancellationToken);
            into.Check();
        }
        catch (SnapshotException)
        {
            cache.Forget(info, first / ChunkBlocks);
            throw;
        }
    }

    /// <summary>Where the blocks begin, and where the last ends.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> OffsetsAsync(long first, long last, CancellationToken cancellationToken)
    {
        var chunk = first / ChunkBlocks;
        if (last / ChunkBlocks != chunk)
        {
            // Of two chunks: rare, and not worth more reads than of all others.
            return await ReadOffsetsAsync(first, last - first + 1, cancellationToken);
        }

        if (!cache.TryGet(info, chunk, out var offsets))
        {
            offsets = await ReadOffsetsAsync(chunk * ChunkBlocks, Math.Min(ChunkBlocks, info.Blocks - (chunk * ChunkBlocks)), cancellationToken);
            cache.Put(info, chunk, offsets);
        }

        return offsets.AsMemory((int)(first % ChunkBlocks * RowFileFormat.OffsetBytes), (int)((last - first + 2) * RowFileFormat.OffsetBytes));
    }

    private async ValueTask<byte[]> ReadOffsetsAsync(long first, long count, CancellationToken cancellationToken)
    {
        var offsets = new byte[(count + 1) * RowFileFormat.OffsetBytes];
        var isEnd = first + count == info.Blocks;
        await ReadBytesAsync(info.IndexOffset + (first * RowFileFormat.OffsetBytes), offsets.AsMemory(0, offsets.Length - (isEnd ? RowFileFormat.OffsetBytes : 0)), cancellationToken);
        if (isEnd)
        {
            BinaryPrimitives.WriteInt64LittleEndian(offsets.AsSpan(^RowFileFormat.OffsetBytes..), info.IndexOffset);
        }

        return offsets;
    }

    private async ValueTask ReadBytesAsync(long offset, Memory<byte> into, CancellationToken cancellationToken)
    {
        try
        {
            await file.ReadAsync(offset, into, cancellationToken);
        }
        catch (EndOfStreamException end)
        {
            throw new SnapshotException(info.Name, $"ends within the {into.Length} bytes from byte {offset} on.", end);
        }
    }
}
