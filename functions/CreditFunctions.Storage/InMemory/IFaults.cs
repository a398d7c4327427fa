namespace CreditFunctions.Storage.InMemory;

/// <summary>What goes wrong with a call.</summary>
public enum Fault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The request is lost: no effect, and a <see cref="StorageException"/> that says a write may have happened.</summary>
    FailBefore,

    /// <summary>The answer is lost: the effect, and the same exception.</summary>
    FailAfter,

    /// <summary>The request is held up on its way: the same exception at once, the effect when <see cref="IFaults.LaterAsync"/> completes.</summary>
    Late,
}

/// <summary>
/// Decides what goes wrong, when, and in which order calls take effect. With a single-threaded scheduler and a seeded choice the same
/// history comes again. For a read every fault is just a <see cref="StorageException"/>.
/// </summary>
public interface IFaults
{
    /// <summary>Awaited before every call takes effect; a call held here longer than its timeout is given up without effect.</summary>
    ValueTask<Fault> NextAsync(StorageCall call);

    /// <summary>Awaited before a <see cref="Fault.Late"/> write takes effect, long after its caller was told that it failed.</summary>
    ValueTask LaterAsync(StorageCall call);
}
