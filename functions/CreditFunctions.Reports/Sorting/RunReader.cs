namespace CreditFunctions.Reports;

/// <summary>Reads a run from its beginning, one record after another; while one half of its memory is gone through, the other is filled. The run is removed when all of it is read, or when it is disposed of.</summary>
/// <param name="run">The run.</param>
/// <param name="memory">Where it may read to.</param>
/// <param name="start">From there on.</param>
/// <param name="half">Bytes of each half: whole blocks.</param>
internal sealed class RunReader(SortedRun run, byte[] memory, int start, int half) : IAsyncDisposable
{
    private readonly long bytes = run.File.Length;
    private Task<int>? reading;
    private bool removed;
    private long offset;
    private bool second;
    private long block;
    private int blockStart;
    private int filled;
    private int record;
    private int next;
    private int end;
    private long left = run.Rows;

    /// <summary>Are there no more records?</summary>
    public bool Ended { get; private set; }

    /// <summary>The first eight bytes of the record's key.</summary>
    public ulong Prefix { get; private set; }

    /// <summary>The record, until the next.</summary>
    public ReadOnlySpan<byte> Record => memory.AsSpan(record, next - record);

    /// <summary>The record's key.</summary>
    public ReadOnlySpan<byte> Key => SortRecord.Key(memory.AsSpan(record));

    /// <summary>The record's row.</summary>
    public ReadOnlySpan<byte> Row => SortRecord.Row(memory.AsSpan(record));

    /// <summary>Goes to the next record, or finds that there is none, unless the next block must be loaded before.</summary>
    public bool TryNext()
    {
        if (next < end)
        {
            record = next;
            next += SortRecord.Length(memory.AsSpan(record));
            Prefix = SortRecord.Prefix(memory.AsSpan(record), 0);
            left--;
            return true;
        }

        Ended = left == 0;
        return Ended;
    }

    /// <summary>Makes the next block the one that is gone through.</summary>
    /// <exception cref="SpillException">It is damaged, or not there.</exception>
    public async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        if (blockStart == filled)
        {
            reading ??= ReadAsync(start, cancellationToken);
            filled = await reading;
            blockStart = second ? start + half : start;
            second = !second;
            reading = ReadAsync(second ? start + half : start, cancellationToken);
        }

        if (blockStart == filled)
        {
            throw new SpillException($"A sorted run ends {left} rows too early.") { IsDamage = true };
        }

        end = blockStart + RunBlock.Open(memory.AsSpan(blockStart, RunBlock.Bytes), block++);
        next = blockStart + RunBlock.HeaderBytes;
        blockStart += RunBlock.Bytes;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Its memory may not be used for something else while something is still being read to it.
        await (reading ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await RemoveAsync();
    }

    /// <summary>Fills a half and returns where what was read ends.</summary>
    private async Task<int> ReadAsync(int to, CancellationToken cancellationToken)
    {
        var part = (int)(Math.Min(half, bytes - offset) / RunBlock.Bytes * RunBlock.Bytes);
        if (part == 0)
        {
            return to;
        }

        try
        {
            await run.File.ReadAsync(offset, memory.AsMemory(to, part), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or SnapshotException)
        {
            throw new SpillException($"A sorted run cannot be read from {offset} on: {exception.Message}", exception) { IsDamage = true };
        }

        offset += part;
        if (offset == bytes)
        {
            // All of it is in memory: its room is free for runs yet to be written.
            await RemoveAsync();
        }

        return to + part;
    }

    private async ValueTask RemoveAsync()
    {
        if (!removed)
        {
            removed = true;
            await run.File.DisposeAsync();
        }
    }
}
