using System.Buffers;
using System.Buffers.Binary;

namespace CreditFunctions.Reports;

/// <summary>Some neighbouring blocks of a row file in memory. It is filled again and again; disposing of it gives the memory back.</summary>
internal sealed class BlockRun(RowFileInfo file) : IDisposable
{
    private byte[] buffer = [];
    private ReadOnlyMemory<byte> offsets;

    /// <summary>The number of its first block.</summary>
    public long First { get; private set; }

    /// <summary>Blocks held.</summary>
    public int Count { get; private set; }

    /// <summary>Where the blocks lie in the file.</summary>
    public long Offset => OffsetOf(0);

    /// <summary>Room for their bytes.</summary>
    public Memory<byte> Bytes => buffer.AsMemory(0, (int)(OffsetOf(Count) - Offset));

    /// <summary>Makes room for as many of some blocks as fit into so many bytes, at least one.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="offsets">Where each of them begins, and where the last ends.</param>
    /// <param name="fromEnd">If they do not all fit, the last of them are wanted.</param>
    /// <param name="maxBytes">Bytes of all of them.</param>
    /// <exception cref="SnapshotException">There can be no blocks there.</exception>
    public void Choose(long first, ReadOnlyMemory<byte> offsets, bool fromEnd, int maxBytes)
    {
        (First, this.offsets) = (first, offsets);
        var all = (offsets.Length / RowFileFormat.OffsetBytes) - 1;
        for (var (count, bytes) = (1, 0L); ; count++)
        {
            var length = LengthOf(fromEnd ? all - count : count - 1);
            bytes += length;
            if (count > 1 && bytes > maxBytes)
            {
                Count = count - 1;
                break;
            }

            if (count == all)
            {
                Count = all;
                break;
            }
        }

        if (fromEnd)
        {
            First += all - Count;
            this.offsets = offsets[((all - Count) * RowFileFormat.OffsetBytes)..];
        }

        if (buffer.Length < OffsetOf(Count) - Offset)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = ArrayPool<byte>.Shared.Rent((int)(OffsetOf(Count) - Offset));
        }
    }

    /// <summary>Checks the blocks that were read.</summary>
    /// <exception cref="SnapshotException">One of them is not what it must be.</exception>
    public void Check()
    {
        for (var block = 0; block < Count; block++)
        {
            if (RowFileFormat.ProblemOf(Block(block), file, First + block) is { } problem)
            {
                throw Damaged(block, problem);
            }
        }
    }

    /// <summary>Appends those of the rows from <paramref name="from"/> up to <paramref name="to"/> (exclusive) that it holds, ascending, or from the last down.</summary>
    /// <exception cref="SnapshotException">A block is not rows.</exception>
    public void CopyTo(RowBatch into, long from, long to, bool descending = false)
    {
        for (var done = 0; done < Count; done++)
        {
            CopyBlock(descending ? Count - 1 - done : done, into, from, to, descending);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }

    private void CopyBlock(int block, RowBatch into, long from, long to, bool descending)
    {
        var payload = Block(block)[RowFileFormat.HeaderBytes..];
        var rows = file.RowsOf(First + block);
        Span<int> starts = stackalloc int[RowFileInfo.BlockRows];
        Span<int> lengths = stackalloc int[RowFileInfo.BlockRows];
        var at = 0;
        for (var row = 0; row < rows; row++)
        {
            if (!RowFileFormat.TryReadLength(payload, ref at, out lengths[row]))
            {
                throw Damaged(block, $"is not rows after its first {row}");
            }

            starts[row] = at;
            at += lengths[row];
        }

        if (at != payload.Length)
        {
            throw Damaged(block, $"has {payload.Length - at} bytes after its last row");
        }

        var place = (First + block) * RowFileInfo.BlockRows;
        var (start, end) = ((int)Math.Max(0, from - place), (int)Math.Min(rows, to - place));
        for (var done = 0; done < end - start; done++)
        {
            var row = descending ? end - 1 - done : start + done;
            into.Add(payload.Slice(starts[row], lengths[row]));
        }
    }

    private ReadOnlySpan<byte> Block(int block) => buffer.AsSpan((int)(OffsetOf(block) - Offset)..(int)(OffsetOf(block + 1) - Offset));

    private long OffsetOf(int block) => BinaryPrimitives.ReadInt64LittleEndian(offsets.Span[(block * RowFileFormat.OffsetBytes)..]);

    private long LengthOf(int block)
    {
        var (start, end) = (OffsetOf(block), OffsetOf(block + 1));
        return start >= 0 && end <= file.IndexOffset && end > start && end - start is > RowFileFormat.HeaderBytes and <= RowFileFormat.MaxBlockBytes
            ? end - start
            : throw new SnapshotException(file.Name, $"says block {First + block} is from byte {start} to {end}, where none can be.");
    }

    private SnapshotException Damaged(int block, string problem) => new(file.Name, $"block {First + block} at byte {OffsetOf(block)} {problem}.");
}
