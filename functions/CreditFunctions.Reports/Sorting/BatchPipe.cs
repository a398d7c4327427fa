using System.Threading.Channels;

namespace CreditFunctions.Reports;

/// <summary>Hands rows from who finds them to who uses them, in a few batches that are used again and again.</summary>
/// <param name="cancellationToken">Ends it at either end.</param>
internal sealed class BatchPipe(CancellationToken cancellationToken)
{
    private readonly Channel<RowBatch> ready = Channel.CreateBounded<RowBatch>(new BoundedChannelOptions(SortLimits.Ahead) { SingleReader = true, SingleWriter = true });
    private readonly Channel<RowBatch> free = Channel.CreateBounded<RowBatch>(new BoundedChannelOptions(SortLimits.Batches) { SingleReader = true, SingleWriter = true });
    private RowBatch filling = new();

    /// <summary>Lets rows be written, and ends the reading when all are, or by the exception.</summary>
    public async Task FillAsync(Func<BatchPipe, CancellationToken, Task> write)
    {
        for (var other = 1; other < SortLimits.Batches; other++)
        {
            free.Writer.TryWrite(new());
        }

        try
        {
            await write(this, cancellationToken);
            if (filling.Count > 0)
            {
                await ready.Writer.WriteAsync(filling, cancellationToken);
            }

            ready.Writer.Complete();
        }
#pragma warning disable CA1031 // Whatever it is, the reader throws it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            ready.Writer.Complete(exception);
        }
    }

    /// <summary>Adds a row, unless the batch must be flushed before.</summary>
    public bool TryAdd(ReadOnlySpan<byte> row)
    {
        if (filling.Count > 0 && filling.Bytes + row.Length > SortLimits.BatchBytes)
        {
            return false;
        }

        filling.Add(row);
        return true;
    }

    /// <summary>Hands over the batch and waits for another.</summary>
    public async ValueTask FlushAsync()
    {
        await ready.Writer.WriteAsync(filling, cancellationToken);
        filling = await free.Reader.ReadAsync(cancellationToken);
    }

    /// <summary>The batches; each is taken back when the next is asked for.</summary>
    public async IAsyncEnumerable<RowBatch> ReadAsync()
    {
        await foreach (var batch in ready.Reader.ReadAllAsync(cancellationToken))
        {
            yield return batch;
            batch.Clear();
            free.Writer.TryWrite(batch);
        }
    }
}
