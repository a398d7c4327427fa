namespace CreditFunctions.Reports;

/// <summary>Where sorted runs wait that memory has no room for. Disposing of it removes all that is in it.</summary>
public interface ISpill : IAsyncDisposable
{
    /// <summary>Begins a run.</summary>
    SpilledRun Begin();
}

/// <summary>A run being written. Disposing of it before it is finished leaves nothing.</summary>
public abstract class SpilledRun : IAsyncDisposable
{
    /// <summary>Takes the next bytes.</summary>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Ends the run; disposing of the file removes it.</summary>
    public abstract Task<IRangedFile> FinishAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
