using System.Buffers;
using System.Runtime.CompilerServices;

namespace CreditFunctions.Reports;

/// <summary>
/// Reads rows of a row file by their place in it. Any number of readers may read one file, and any number of threads use one reader. What is read is checked: no row of a damaged block is handed out.
/// </summary>
/// <param name="info">What the file is.</param>
/// <param name="file">Where its bytes are.</param>
/// <param name="offsets">Offsets of blocks that were read before, of this file and others; by default the reader remembers some 130,000 of its own.</param>
/// <param name="partBytes">Bytes of the parts it is scanned in.</param>
/// <exception cref="SnapshotException">The file cannot be what <paramref name="info"/> says.</exception>
public sealed class RowFileReader(RowFileInfo info, IRangedFile file, OffsetsCache? offsets = null, int partBytes = RowFileReader.PartBytes)
{
    /// <summary>Bytes of a scan's part unless told otherwise (256 KiB): two of them are in memory at once.</summary>
    public const int PartBytes = 256 * 1024;

    // Far more than a page of the most rows has; a page of longer rows takes more reads.
    private const int MaxReadBytes = 16 * 1024 * 1024;
    private const int MaxReadBlocks = 1024;

    private readonly BlockReader blocks = new(Checked(info, file), file, offsets ?? new(OffsetsCache.BytesOfOneReader));

    /// <summary>What the file is.</summary>
    public RowFileInfo Info => info;

    /// <summary>Opens a file of which nothing is known but its name, by one ranged read of its footer.</summary>
    /// <exception cref="SnapshotException">It does not end as a row file.</exception>
    public static async ValueTask<RowFileReader> OpenAsync(string name, IRangedFile file, OffsetsCache? offsets, CancellationToken cancellationToken)
    {
        if (file.Length < RowFileFormat.FooterBytes)
        {
            throw new SnapshotException(name, $"is {file.Length} bytes long, too short for a row file.");
        }

        var footer = new byte[RowFileFormat.FooterBytes];
        try
        {
            await file.ReadAsync(file.Length - footer.Length, footer, cancellationToken);
        }
        catch (EndOfStreamException end)
        {
            throw new SnapshotException(name, $"ends before its {file.Length} bytes.", end);
        }

        return new(RowFileFormat.ReadFooter(footer, name, file.Length), file, offsets);
    }

    /// <summary>
    /// Appends to <paramref name="into"/> the rows from <paramref name="from"/> on, <paramref name="count"/> of them: two ranged reads, of offsets and of blocks; one, if the offsets were read
    /// before. Only if the blocks have more than 16 MiB, or are more than 1,024, are they read in turns.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The file does not have all these rows.</exception>
    /// <exception cref="SnapshotException">The file is damaged there.</exception>
    public async ValueTask ReadAsync(long from, int count, RowBatch into, CancellationToken cancellationToken)
    {
        CheckRange(from, from + count);
        if (count == 0)
        {
            return;
        }

        using var run = new BlockRun(info);
        var last = BlockOf(from + count - 1);
        for (var block = BlockOf(from); block <= last; block += run.Count)
        {
            await blocks.ReadAsync(run, block, Math.Min(last, block + MaxReadBlocks - 1), fromEnd: false, MaxReadBytes, cancellationToken);
            run.CopyTo(into, from, from + count);
        }
    }

    /// <summary>The rows from <paramref name="from"/> up to <paramref name="to"/> (exclusive) in parts, ascending, or from the last down; while one is used the next is read. A batch is only valid until the next.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The file does not have all these rows.</exception>
    /// <exception cref="SnapshotException">The file is damaged.</exception>
    public IAsyncEnumerable<RowBatch> ScanAsync(long from, long to, bool descending, CancellationToken cancellationToken)
    {
        CheckRange(from, to);
        return PartsAsync(from, to, descending, cancellationToken);
    }

    /// <summary>The place of the first row whose key under the file's order is not below <paramref name="key"/>, by halving: some log2 of the blocks reads.</summary>
    /// <exception cref="SnapshotException">The file is damaged there.</exception>
    public async ValueTask<long> FindAsync(RowOrder order, ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        using var run = new BlockRun(info);
        var rows = new RowBatch();
        var (low, high) = (0L, info.Blocks);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            await blocks.ReadAsync(run, middle, middle, fromEnd: false, MaxReadBytes, cancellationToken);
            rows.Clear();
            run.CopyTo(rows, 0, info.Rows);
            var place = FirstNotBelow(rows, order, key.Span, middle);
            if (place == rows.Count)
            {
                low = middle + 1;
            }
            else if (place == 0)
            {
                high = middle;
            }
            else
            {
                return (middle * RowFileInfo.BlockRows) + place;
            }
        }

        return Math.Min(info.Rows, low * RowFileInfo.BlockRows);
    }

    private async IAsyncEnumerable<RowBatch> PartsAsync(long from, long to, bool descending, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (from == to)
        {
            yield break;
        }

        var (first, last) = (BlockOf(from), BlockOf(to - 1));
        var (here, ahead, batch) = (new BlockRun(info), new BlockRun(info), new RowBatch());
        var reading = ReadPartAsync(ahead, first, last, descending, cancellationToken);
        try
        {
            while (first <= last)
            {
                await reading;
                (here, ahead) = (ahead, here);
                (first, last) = descending ? (first, here.First - 1) : (here.First + here.Count, last);
                if (first <= last)
                {
                    reading = ReadPartAsync(ahead, first, last, descending, cancellationToken);
                }

                batch.Clear();
                here.CopyTo(batch, from, to, descending);
                yield return batch;
            }
        }
        finally
        {
            // What is being read into memory must be over before the memory is given back.
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            here.Dispose();
            ahead.Dispose();
        }
    }

    /// <summary>Reads the next part of a scan, all of whose offsets are in one chunk.</summary>
    private async Task ReadPartAsync(BlockRun into, long first, long last, bool descending, CancellationToken cancellationToken)
    {
        const int Chunk = OffsetsCache.ChunkBlocks;
        if (descending)
        {
            await blocks.ReadAsync(into, Math.Max(first, last / Chunk * Chunk), last, fromEnd: true, partBytes, cancellationToken);
        }
        else
        {
            await blocks.ReadAsync(into, first, Math.Min(last, (((first / Chunk) + 1) * Chunk) - 1), fromEnd: false, partBytes, cancellationToken);
        }
    }

    private int FirstNotBelow(RowBatch rows, RowOrder order, ReadOnlySpan<byte> key, long block)
    {
        var (low, high) = (0, rows.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (IsBelow(rows[middle], order, key, (block * RowFileInfo.BlockRows) + middle))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private bool IsBelow(ReadOnlySpan<byte> bytes, RowOrder order, ReadOnlySpan<byte> key, long place)
    {
        byte[]? rowKey = null;
        try
        {
            var row = new Row(bytes, order.Report, stackalloc long[Row.MaxColumns]);
            rowKey = ArrayPool<byte>.Shared.Rent(order.MaxKeyBytes(row));
            return rowKey.AsSpan(0, order.WriteKey(row, rowKey)).SequenceCompareTo(key) < 0;
        }
        catch (Exception broken) when (Row.IsBroken(broken))
        {
            throw new SnapshotException(info.Name, $"row {place} is not a row of {order.Report}.", broken);
        }
        finally
        {
            if (rowKey is not null)
            {
                ArrayPool<byte>.Shared.Return(rowKey);
            }
        }
    }

    private void CheckRange(long from, long to)
    {
        if (from < 0 || from > to || to > info.Rows)
        {
            throw new ArgumentOutOfRangeException(nameof(from), $"{info.Name} has {info.Rows} rows; those from {from} up to {to} were asked for.");
        }
    }

    private static long BlockOf(long row) => row / RowFileInfo.BlockRows;

    private static RowFileInfo Checked(RowFileInfo info, IRangedFile file)
    {
        // A row takes at least a byte, which keeps all that is computed from these within bounds.
        var fits = info.IndexOffset >= 0 && info.Rows >= 0 && info.Rows <= info.IndexOffset && info.IndexOffset <= info.Bytes
            && (Int128)info.IndexOffset + ((Int128)info.Blocks * RowFileFormat.OffsetBytes) + RowFileFormat.FooterBytes == info.Bytes;
        return !fits ? throw new SnapshotException(info.Name, $"cannot have {info.Rows} rows and its offsets at byte {info.IndexOffset} of {info.Bytes}.")
            : file.Length != info.Bytes ? throw new SnapshotException(info.Name, $"is {file.Length} bytes long; it must be {info.Bytes}.")
            : info;
    }
}
