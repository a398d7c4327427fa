using System.Runtime.CompilerServices;

namespace CreditFunctions.Reports;

/// <summary>
/// Sorts any number of rows within a bound of memory: sorted runs go to <paramref name="spill"/> and are merged. Rows are added first, then read in order, once. One caller at a time; it
/// disposes of the spill after the sorter.
/// </summary>
/// <param name="order">Their order.</param>
/// <param name="limits">What it may use.</param>
/// <param name="spill">Where runs go that memory has no room for.</param>
/// <param name="keep">Only that many rows, the first in order, are wanted: the others are dropped as early as can be.</param>
public sealed class RowSorter(RowOrder order, SortLimits limits, ISpill spill, long keep = long.MaxValue) : IAsyncDisposable
{
    private readonly SortWorker[] workers = Workers(order, limits, spill, keep);
    private readonly Queue<SortedRun> runs = [];
    private readonly CancellationTokenSource stop = new();
    private Task merging = Task.CompletedTask;
    private int filling;
    private bool read;

    /// <summary>Rows added so far, dropped ones included.</summary>
    public long Rows { get; private set; }

    /// <summary>Adds rows; they are copied. What follows a row's last column is left out.</summary>
    /// <exception cref="ArgumentException">A row and its key are longer than 64 KiB.</exception>
    /// <exception cref="SpillException">There is no room for sorted runs.</exception>
    public ValueTask AddAsync(RowBatch rows, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(stop.IsCancellationRequested, this);
        cancellationToken.ThrowIfCancellationRequested();
        Rows += rows.Count;
        var added = workers[filling].Buffer.Add(rows, 0);
        return added == rows.Count ? default : AddRestAsync(rows, added, cancellationToken);
    }

    /// <summary>All rows in order, those kept. A batch is only valid until the next.</summary>
    /// <exception cref="SpillException">There is no room for sorted runs, or one is damaged.</exception>
    public async IAsyncEnumerable<RowBatch> SortedAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(stop.IsCancellationRequested, this);
        if (read)
        {
            throw new InvalidOperationException("The rows were read already.");
        }

        read = true;
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, cancellationToken);
        var output = new BatchPipe(reading.Token);
        merging = Task.Run(() => output.FillAsync(WriteSortedAsync), CancellationToken.None);
        try
        {
            await foreach (var batch in output.ReadAsync())
            {
                yield return batch;
            }
        }
        finally
        {
            // Whoever stops in the middle wants no more; what it reads to must be free before it is disposed of.
            await reading.CancelAsync();
            await merging.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        // The memory of the workers is another sort's next.
        await merging.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var worker in workers)
        {
            await worker.DisposeAsync();
        }

        foreach (var run in runs)
        {
            await run.File.DisposeAsync();
        }

        runs.Clear();
    }

    private static SortWorker[] Workers(RowOrder order, SortLimits limits, ISpill spill, long keep)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keep);
        var capacity = limits.BufferBytes;
        return [.. Enumerable.Range(0, limits.Workers).Select(_ => new SortWorker(new(order, capacity, keep), spill, keep))];
    }

    private async ValueTask AddRestAsync(RowBatch rows, int added, CancellationToken cancellationToken)
    {
        while (added < rows.Count)
        {
            if (!workers[filling].Buffer.TryCut())
            {
                workers[filling].BeginSpill(stop.Token);
                filling = (filling + 1) % workers.Length;
                await workers[filling].SpilledAsync(cancellationToken);
            }

            added = workers[filling].Buffer.Add(rows, added);
        }
    }

    private async Task WriteSortedAsync(BatchPipe output, CancellationToken cancellationToken)
    {
        await CollectRunsAsync(cancellationToken);
        if (runs.Count == 0)
        {
            await WriteBufferAsync(workers[filling].Buffer, output);
            return;
        }

        workers[filling].BeginSpill(stop.Token);
        await CollectRunsAsync(cancellationToken);
        await new RunMerger([.. workers.Select(worker => worker.Buffer.Release())], workers[0].Block, spill, keep).MergeAsync(runs, output, cancellationToken);
    }

    private async Task CollectRunsAsync(CancellationToken cancellationToken)
    {
        foreach (var worker in workers)
        {
            await worker.SpilledAsync(cancellationToken);
            worker.TakeRuns().ForEach(runs.Enqueue);
        }
    }

    private async Task WriteBufferAsync(SortBuffer buffer, BatchPipe output)
    {
        buffer.Sort();
        for (var row = 0; row < Math.Min(buffer.Rows, keep); row++)
        {
            if (!output.TryAdd(SortRecord.Row(buffer[row])))
            {
                await output.FlushAsync();
                output.TryAdd(SortRecord.Row(buffer[row]));
            }
        }
    }
}
