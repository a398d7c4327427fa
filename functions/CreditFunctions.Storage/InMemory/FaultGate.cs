namespace CreditFunctions.Storage.InMemory;

/// <summary>What every call of the in-memory stores goes through: where faults strike.</summary>
internal sealed class FaultGate(TimeProvider clock, IFaults? faults)
{
    /// <summary>Reads, unless a fault forbids it.</summary>
    public async Task<T> ReadAsync<T>(StorageCall call, Func<T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var fault = faults is null ? Fault.None : await faults.NextAsync(call);
        cancellationToken.ThrowIfCancellationRequested();
        return fault == Fault.None ? read() : throw Lost(call);
    }

    /// <summary>Writes: now, later or never.</summary>
    /// <param name="call">The call.</param>
    /// <param name="timeout">A call held up for longer than this is given up.</param>
    /// <param name="write">The effect, all of it at once.</param>
    /// <param name="cancellationToken">Ends the wait; what is cancelled before its turn has no effect.</param>
    public async Task<T> WriteAsync<T>(StorageCall call, TimeSpan timeout, Func<T> write, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (timeout <= TimeSpan.Zero)
        {
            throw new StorageException($"{call.Operation} in {call.Store}: no time was left to begin.", mayHaveHappened: false);
        }

        if (faults is null)
        {
            return write();
        }

        var since = clock.GetTimestamp();
        var fault = await faults.NextAsync(call);
        cancellationToken.ThrowIfCancellationRequested();
        if (fault == Fault.Late)
        {
            _ = WriteLaterAsync(faults, call, write);
            throw Lost(call);
        }

        if (fault == Fault.FailBefore || clock.GetElapsedTime(since) > timeout)
        {
            throw Lost(call);
        }

        if (fault == Fault.FailAfter)
        {
            Unheard(write);
            throw Lost(call);
        }

        return write();
    }

    private static async Task WriteLaterAsync<T>(IFaults faults, StorageCall call, Func<T> write)
    {
        await faults.LaterAsync(call);
        Unheard(write);
    }

    private static void Unheard<T>(Func<T> write)
    {
        try
        {
            _ = write();
        }
        catch (StorageException)
        {
            // Nobody is there any more to be told.
        }
    }

    private static StorageException Lost(StorageCall call) => new($"{call.Operation} in {call.Store}: no answer from storage (a fault).", call.IsWrite);
}
