using CreditFunctions.Storage.InMemory;

namespace CreditFunctions.Tests.Application;

/// <summary>Faults that a test switches on and off.</summary>
internal sealed class Faults : IFaults
{
    /// <summary>What goes wrong with a call; nothing, until a test says so.</summary>
    public Func<StorageCall, Fault> Strike { get; set; } = static _ => Fault.None;

    /// <summary>What a call waits for before it takes effect.</summary>
    public Func<StorageCall, Task> Hold { get; set; } = static _ => Task.CompletedTask;

    public async ValueTask<Fault> NextAsync(StorageCall call)
    {
        await Hold(call);
        return Strike(call);
    }

    public ValueTask LaterAsync(StorageCall call) => ValueTask.CompletedTask;
}
