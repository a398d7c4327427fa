namespace CreditFunctions.Reports;

/// <summary>Writes records, which come in order, as a run.</summary>
/// <param name="run">Takes its bytes.</param>
/// <param name="block">Room for a block.</param>
internal sealed class RunWriter(SpilledRun run, byte[] block)
{
    private int end = RunBlock.HeaderBytes;
    private long blocks;
    private long rows;

    /// <summary>Appends a record, unless the block must be flushed before.</summary>
    public bool TryAdd(ReadOnlySpan<byte> record)
    {
        if (block.Length - end < record.Length)
        {
            return false;
        }

        record.CopyTo(block.AsSpan(end));
        end += record.Length;
        rows++;
        return true;
    }

    /// <summary>Writes the block.</summary>
    public ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        RunBlock.Seal(block, blocks++, end);
        end = RunBlock.HeaderBytes;
        return run.WriteAsync(block, cancellationToken);
    }

    /// <summary>Writes what is left and ends the run.</summary>
    public async Task<SortedRun> FinishAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        return new(await run.FinishAsync(cancellationToken), rows);
    }
}
