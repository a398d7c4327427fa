using System.Runtime.InteropServices;

namespace CreditFunctions.Reports;

/// <summary>
/// Rows in one piece of memory that are sorted there. Records are written from its front; when it is sorted, a prefix of each key and its record's place are written at its back, for which room was left.
/// </summary>
/// <param name="order">The order.</param>
/// <param name="capacity">The most bytes it may take. It begins small: most pages are of few rows.</param>
/// <param name="keep">How many rows are wanted; what cannot be one of them is dropped.</param>
internal sealed class SortBuffer(RowOrder order, int capacity, long keep) : IDisposable
{
    private const int FirstBytes = 64 * 1024;
    private const int Growth = 4;

    // From here on it takes all that it may: memory that other sorts use again.
    private const int MostOwnBytes = 1024 * 1024;
    private const int EntryBytes = sizeof(ulong) + sizeof(int);

    // So that eight bytes can be read of any key, and the entries begin at a multiple of eight.
    private const int SlackBytes = 2 * sizeof(ulong);

    // So few rows that sorting them costs less than keeping them.
    private const int LeastRowsToCut = 1024;

    // Records whose lengths are looked at together: they lie anywhere in memory, which then fetches them at the same time.
    private const int RowsAtOnce = 16;

    private readonly long[] cells = new long[Reports.Row.MaxColumns];
    private byte[] memory = [];
    private byte[]? bound;
    private int used;
    private bool sorted;

    /// <summary>Rows held.</summary>
    public int Rows { get; private set; }

    /// <summary>The records in order, after <see cref="Sort"/>.</summary>
    public ReadOnlySpan<byte> this[int row]
    {
        get
        {
            var from = memory.AsSpan(Places[row]);
            return from[..SortRecord.Length(from)];
        }
    }

    private Span<ulong> Prefixes => MemoryMarshal.Cast<byte, ulong>(memory.AsSpan(Back - (Rows * sizeof(ulong)), Rows * sizeof(ulong)));

    private Span<int> Places => MemoryMarshal.Cast<byte, int>(memory.AsSpan(Back - (Rows * EntryBytes), Rows * sizeof(int)));

    private int Back => memory.Length & -sizeof(ulong);

    /// <summary>All its memory, for other use once the rows are written elsewhere.</summary>
    public byte[] Release()
    {
        Grow(capacity);
        Clear();
        return memory;
    }

    /// <summary>Gives its memory back; it is not used any more.</summary>
    public void Dispose()
    {
        if (memory.Length == capacity)
        {
            SortMemory.Give(memory);
        }

        (memory, used, Rows) = ([], 0, 0);
    }

    /// <summary>Adds rows of the batch from <paramref name="from"/> on and returns where it stopped: at the end, or at the first for which there is no room.</summary>
    /// <exception cref="ArgumentException">A row and its key are longer than 64 KiB.</exception>
    public int Add(RowBatch rows, int from)
    {
        sorted = false;
        while (from < rows.Count && TryAdd(rows[from]))
        {
            from++;
        }

        return from;
    }

    /// <summary>Drops what is not among the rows to keep. Is at least half of the memory free then, so that it pays to go on?</summary>
    public bool TryCut()
    {
        if (Rows <= keep)
        {
            return false;
        }

        Sort();
        var kept = Places[..(int)keep];
        bound = kept.IsEmpty ? [] : SortRecord.Key(memory.AsSpan(kept[^1])).ToArray();
        var bytes = 0;
        foreach (var place in kept)
        {
            bytes += SortRecord.Length(memory.AsSpan(place));
        }

        if (bytes + (kept.Length * EntryBytes) > capacity / 2)
        {
            return false;
        }

        kept.Sort();
        used = 0;
        foreach (var place in kept)
        {
            var length = SortRecord.Length(memory.AsSpan(place));
            memory.AsSpan(place, length).CopyTo(memory.AsSpan(used));
            used += length;
        }

        Rows = kept.Length;
        sorted = false;
        return true;
    }

    /// <summary>Puts the rows in order.</summary>
    public void Sort()
    {
        if (sorted)
        {
            return;
        }

        var places = Places;
        for (int row = 0, place = 0; row < places.Length; row++)
        {
            places[row] = place;
            place += SortRecord.Length(memory.AsSpan(place));
        }

        PrefixSort.Sort(memory, Prefixes, places);
        sorted = true;
    }

    /// <summary>Writes the records in order from <paramref name="row"/> up to <paramref name="end"/> (exclusive), after <see cref="Sort"/>, and returns where it stopped: there, or at the first that needs another block.</summary>
    public int WriteTo(RunWriter run, int row, int end)
    {
        Span<int> lengths = stackalloc int[RowsAtOnce];
        for (var places = Places[row..end]; places.Length > 0; places = places[Math.Min(RowsAtOnce, places.Length)..])
        {
            var some = places[..Math.Min(RowsAtOnce, places.Length)];
            for (var at = 0; at < some.Length; at++)
            {
                lengths[at] = SortRecord.Length(memory.AsSpan(some[at]));
            }

            for (var at = 0; at < some.Length; at++, row++)
            {
                if (!run.TryAdd(memory.AsSpan(some[at], lengths[at])))
                {
                    return row;
                }
            }
        }

        return row;
    }

    /// <summary>Forgets all rows; the memory is kept, and what is known of rows that cannot be wanted.</summary>
    public void Clear() => (used, Rows, sorted) = (0, 0, false);

    private bool TryAdd(ReadOnlySpan<byte> bytes)
    {
        var row = new Row(bytes, order.Report, cells);
        if (row.Length > SortRecord.MaxBytes)
        {
            throw new ArgumentException(TooLong(row.Length, 0), nameof(bytes));
        }

        var needed = SortRecord.HeaderBytes + order.MaxKeyBytes(row) + row.Length;
        if (!HasRoom(needed))
        {
            return false;
        }

        var record = memory.AsSpan(used);
        var keyBytes = order.WriteKey(row, record[SortRecord.HeaderBytes..]);
        if (SortRecord.HeaderBytes + keyBytes + row.Length > SortRecord.MaxBytes)
        {
            throw new ArgumentException(TooLong(row.Length, keyBytes), nameof(bytes));
        }

        if (bound is null || record.Slice(SortRecord.HeaderBytes, keyBytes).SequenceCompareTo(bound) < 0)
        {
            SortRecord.WriteHeader(record, keyBytes, row.Length);
            row.Bytes.CopyTo(record[(SortRecord.HeaderBytes + keyBytes)..]);
            used += SortRecord.HeaderBytes + keyBytes + row.Length;
            Rows++;
        }

        return true;
    }

    private bool HasRoom(int needed)
    {
        if (Rows >= LeastRowsToCut && Rows / 4 >= keep)
        {
            return false;
        }

        var all = used + needed + ((Rows + 1) * EntryBytes) + SlackBytes;
        if (all > memory.Length && memory.Length < capacity)
        {
            var size = FirstBytes;
            while (size < all)
            {
                size *= Growth;
            }

            Grow(size <= MostOwnBytes ? Math.Min(size, capacity) : capacity);
        }

        return all <= memory.Length;
    }

    private void Grow(int size)
    {
        if (memory.Length < size)
        {
            var larger = size < capacity ? GC.AllocateUninitializedArray<byte>(size) : SortMemory.Take(capacity);
            memory.AsSpan(0, used).CopyTo(larger);
            memory = larger;
        }
    }

    private static string TooLong(int rowBytes, int keyBytes) =>
        $"A row of {rowBytes} bytes with a key of {keyBytes} bytes cannot be sorted: at most {SortRecord.MaxBytes - SortRecord.HeaderBytes} bytes are allowed together.";
}
