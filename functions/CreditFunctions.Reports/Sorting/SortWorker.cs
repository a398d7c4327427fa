namespace CreditFunctions.Reports;

/// <summary>A buffer, and the task that sorts it and writes it as a run while another is filled.</summary>
/// <param name="buffer">The buffer: nobody may touch it from the beginning of a spill to its end.</param>
/// <param name="spill">Where the runs go.</param>
/// <param name="keep">How many rows of a run are wanted.</param>
internal sealed class SortWorker(SortBuffer buffer, ISpill spill, long keep) : IAsyncDisposable
{
    private readonly List<SortedRun> runs = [];
    private byte[]? block;
    private Task spilling = Task.CompletedTask;

    /// <summary>What is filled.</summary>
    public SortBuffer Buffer => buffer;

    /// <summary>Room for a block of a run being written.</summary>
    public byte[] Block => block ??= new byte[RunBlock.Bytes];

    /// <summary>Begins to sort the buffer and to write it.</summary>
    public void BeginSpill(CancellationToken cancellationToken) => spilling = Task.Run(() => SpillAsync(cancellationToken), CancellationToken.None);

    /// <summary>Waits until the buffer is empty and free.</summary>
    public Task SpilledAsync(CancellationToken cancellationToken) => spilling.WaitAsync(cancellationToken);

    /// <summary>Hands over the runs written so far.</summary>
    public List<SortedRun> TakeRuns()
    {
        var taken = runs.ToList();
        runs.Clear();
        return taken;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await spilling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var run in TakeRuns())
        {
            await run.File.DisposeAsync();
        }

        buffer.Dispose();
    }

    private async Task SpillAsync(CancellationToken cancellationToken)
    {
        buffer.Sort();
        await using var run = spill.Begin();
        var writer = new RunWriter(run, Block);
        var rows = (int)Math.Min(buffer.Rows, keep);
        for (var row = buffer.WriteTo(writer, 0, rows); row < rows; row = buffer.WriteTo(writer, row, rows))
        {
            await writer.FlushAsync(cancellationToken);
        }

        runs.Add(await writer.FinishAsync(cancellationToken));
        buffer.Clear();
    }
}
