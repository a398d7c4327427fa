using System.Buffers.Binary;

namespace CreditFunctions.Reports;

/// <summary>Writes a row file, a part at a time. Of all that went before it holds the lengths of the blocks: 4 bytes for 64 rows, 3 MB for 50 million.</summary>
/// <param name="name">Its name.</param>
/// <param name="id">What its blocks bear.</param>
/// <param name="sink">Takes its bytes in order; they are only valid until it completes.</param>
public sealed class RowFileWriter(string name, long id, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink)
{
    private const int PartBytes = 256 * 1024;
    private const int LengthsOfAPart = 16 * 1024;

    private readonly List<int[]> blockLengths = [];
    private byte[] buffer = new byte[PartBytes];

    // The buffer begins with finished blocks, then comes the room for the next one's header, then its rows.
    private int blockAt;
    private int length = RowFileFormat.HeaderBytes;
    private int blockRows;
    private long blocks;
    private long rows;
    private long sent;
    private bool finished;

    /// <summary>Appends rows in the order of the file.</summary>
    /// <exception cref="ArgumentException">A row has more than <see cref="RowFileInfo.MaxRowBytes"/>.</exception>
    public async ValueTask AppendAsync(RowBatch rows, CancellationToken cancellationToken)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            var bytes = rows[row].Length;
            if (bytes > RowFileInfo.MaxRowBytes)
            {
                throw new ArgumentException($"Row {this.rows} of {name} has {bytes} bytes; at most {RowFileInfo.MaxRowBytes} are allowed.", nameof(rows));
            }

            // Room for the next block's header too, so that a block can be ended at any time.
            await EnsureAsync(RowFileFormat.MaxLengthBytes + bytes + RowFileFormat.HeaderBytes, cancellationToken);
            Append(rows[row]);
        }
    }

    /// <summary>Writes what is left and the offsets of the blocks.</summary>
    public async ValueTask<RowFileInfo> FinishAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(finished, this);
        finished = true;
        if (blockRows > 0)
        {
            EndBlock();
        }

        await SendAsync(buffer.AsMemory(0, blockAt), cancellationToken);
        var indexOffset = sent;
        await SendOffsetsAsync(cancellationToken);
        var info = new RowFileInfo(name, id, rows, indexOffset, sent + RowFileFormat.FooterBytes);
        RowFileFormat.WriteFooter(buffer.AsSpan(0, RowFileFormat.FooterBytes), info);
        await SendAsync(buffer.AsMemory(0, RowFileFormat.FooterBytes), cancellationToken);
        return info;
    }

    private void Append(ReadOnlySpan<byte> row)
    {
        length += RowWriter.WriteVarint(buffer.AsSpan(length), (ulong)row.Length);
        row.CopyTo(buffer.AsSpan(length));
        length += row.Length;
        rows++;
        if (++blockRows == RowFileInfo.BlockRows)
        {
            EndBlock();
        }
    }

    private void EndBlock()
    {
        RowFileFormat.Seal(buffer.AsSpan(blockAt..length), id, blocks, blockRows);
        var inPart = (int)(blocks++ % LengthsOfAPart);
        if (inPart == 0)
        {
            blockLengths.Add(new int[LengthsOfAPart]);
        }

        blockLengths[^1][inPart] = length - blockAt;
        (blockAt, length, blockRows) = (length, length + RowFileFormat.HeaderBytes, 0);
    }

    private async ValueTask EnsureAsync(int more, CancellationToken cancellationToken)
    {
        if (buffer.Length - length >= more)
        {
            return;
        }

        await SendAsync(buffer.AsMemory(0, blockAt), cancellationToken);
        buffer.AsSpan(blockAt..length).CopyTo(buffer);
        (blockAt, length) = (0, length - blockAt);
        if (buffer.Length - length < more)
        {
            Array.Resize(ref buffer, Math.Max(length + more, buffer.Length * 2));
        }
    }

    private async ValueTask SendOffsetsAsync(CancellationToken cancellationToken)
    {
        var (offset, at) = (0L, 0);
        for (var block = 0L; block < blocks; block++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(at), offset);
            offset += blockLengths[(int)(block / LengthsOfAPart)][block % LengthsOfAPart];
            at += RowFileFormat.OffsetBytes;
            if (at == PartBytes)
            {
                await SendAsync(buffer.AsMemory(0, at), cancellationToken);
                at = 0;
            }
        }

        await SendAsync(buffer.AsMemory(0, at), cancellationToken);
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (!bytes.IsEmpty)
        {
            await sink(bytes, cancellationToken);
            sent += bytes.Length;
        }
    }
}
