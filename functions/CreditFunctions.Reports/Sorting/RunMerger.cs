namespace CreditFunctions.Reports;

/// <summary>Merges runs within the memory their rows were sorted in: as many at once as it has room for, and what is more first into fewer.</summary>
/// <param name="memory">Where runs are read to.</param>
/// <param name="block">Room for a block of a run being written.</param>
/// <param name="spill">Where runs of runs go.</param>
/// <param name="keep">How many rows are wanted.</param>
internal sealed class RunMerger(byte[][] memory, byte[] block, ISpill spill, long keep)
{
    // Longer reads do not make local files faster, and must stay in the processor's cache. Blobs are read ahead.
    private const int MostBlocksOfRead = 4;

    private readonly int mostRuns = Room(memory, 1);

    /// <summary>Writes all rows in order.</summary>
    /// <param name="runs">The runs: each is taken out when it is begun, and removed when it is read.</param>
    /// <param name="output">Takes the rows.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task MergeAsync(Queue<SortedRun> runs, BatchPipe output, CancellationToken cancellationToken)
    {
        while (runs.Count > mostRuns)
        {
            // No more than it takes for the rest to be merged at once.
            runs.Enqueue(await MergeAsync(runs, Math.Min(mostRuns, runs.Count - mostRuns + 1), cancellationToken));
        }

        await using var merge = Open(runs, runs.Count);
        await merge.StartAsync(cancellationToken);
        for (var left = keep; left > 0 && merge.First is { } first; left--)
        {
            if (!output.TryAdd(first.Row))
            {
                await output.FlushAsync();
                output.TryAdd(first.Row);
            }

            while (!merge.TryNext())
            {
                await merge.LoadAsync(cancellationToken);
            }
        }
    }

    private async Task<SortedRun> MergeAsync(Queue<SortedRun> runs, int count, CancellationToken cancellationToken)
    {
        await using var merge = Open(runs, count);
        await using var run = spill.Begin();
        var writer = new RunWriter(run, block);
        await merge.StartAsync(cancellationToken);
        for (var left = keep; left > 0 && merge.First is { } first; left--)
        {
            if (!writer.TryAdd(first.Record))
            {
                await writer.FlushAsync(cancellationToken);
                writer.TryAdd(first.Record);
            }

            while (!merge.TryNext())
            {
                await merge.LoadAsync(cancellationToken);
            }
        }

        return await writer.FinishAsync(cancellationToken);
    }

    private RunMerge Open(Queue<SortedRun> runs, int count)
    {
        var blocks = MostBlocksOfRead;
        while (Room(memory, blocks) < count)
        {
            blocks--;
        }

        var half = blocks * RunBlock.Bytes;
        var places = memory.SelectMany(part => Enumerable.Range(0, part.Length / (2 * half)).Select(place => (part, place * 2 * half)));
        return new([.. places.Take(count).Select(place => new RunReader(runs.Dequeue(), place.part, place.Item2, half))]);
    }

    /// <summary>Runs that can be read at once, so many blocks at a time.</summary>
    private static int Room(byte[][] memory, int blocks) => memory.Sum(part => part.Length / (2 * blocks * RunBlock.Bytes));
}
