using System.Diagnostics.CodeAnalysis;

namespace CreditFunctions.Reports;

/// <summary>
/// Offsets of blocks that were read lately, a chunk at a time, shared by all readers that are given it: what makes of a page's two reads one. What was not used for the longest time goes first. Any number of threads may use it.
/// </summary>
/// <param name="maxBytes">Bytes of offsets it holds at most.</param>
public sealed class OffsetsCache(long maxBytes = OffsetsCache.DefaultBytes)
{
    /// <summary>The offsets of 134 million rows: 16 MiB.</summary>
    public const long DefaultBytes = 16 * 1024 * 1024;

    /// <summary>What a reader holds that is given no cache: enough to go through a file from either end, and for a file of a million rows.</summary>
    internal const int BytesOfOneReader = 2 * (ChunkBlocks + 1) * RowFileFormat.OffsetBytes;

    /// <summary>Blocks whose offsets are read and held together; 64 KiB.</summary>
    internal const int ChunkBlocks = 8 * 1024;

    private readonly Dictionary<(RowFileInfo File, long Chunk), LinkedListNode<Chunk>> chunks = [];
    private readonly LinkedList<Chunk> newestFirst = [];
    private readonly Lock gate = new();

    /// <summary>Bytes of offsets held now.</summary>
    public long Bytes { get; private set; }

    /// <summary>Forgets all there is.</summary>
    public void Clear()
    {
        lock (gate)
        {
            newestFirst.Clear();
            chunks.Clear();
            Bytes = 0;
        }
    }

    internal bool TryGet(RowFileInfo file, long chunk, [NotNullWhen(true)] out byte[]? offsets)
    {
        lock (gate)
        {
            if (!chunks.TryGetValue((file, chunk), out var node))
            {
                offsets = null;
                return false;
            }

            newestFirst.Remove(node);
            newestFirst.AddFirst(node);
            offsets = node.Value.Offsets;
            return true;
        }
    }

    internal void Put(RowFileInfo file, long chunk, byte[] offsets)
    {
        lock (gate)
        {
            Remove((file, chunk));
            chunks.Add((file, chunk), newestFirst.AddFirst(new Chunk((file, chunk), offsets)));
            Bytes += offsets.Length;
            while (Bytes > maxBytes && newestFirst.Last is { } oldest)
            {
                Remove(oldest.Value.Key);
            }
        }
    }

    /// <summary>Drops a chunk, since what it led to was not right: it is read anew the next time.</summary>
    internal void Forget(RowFileInfo file, long chunk)
    {
        lock (gate)
        {
            Remove((file, chunk));
        }
    }

    private void Remove((RowFileInfo File, long Chunk) key)
    {
        if (chunks.Remove(key, out var node))
        {
            newestFirst.Remove(node);
            Bytes -= node.Value.Offsets.Length;
        }
    }

    private sealed record Chunk((RowFileInfo File, long Chunk) Key, byte[] Offsets);
}
