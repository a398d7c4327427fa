using CreditFunctions.Storage.InMemory;

namespace CreditFunctions.Storage.Tests.InMemory;

/// <summary>Gives the faults it was told to, in turn, then none; what is late waits for <see cref="Release"/>.</summary>
internal sealed class ScriptedFaults(params Fault[] faults) : IFaults
{
    private readonly Queue<Fault> faults = new(faults);
    private readonly TaskCompletionSource later = new();

    public List<StorageCall> Calls { get; } = [];

    /// <summary>Awaited before each call.</summary>
    public Task Hold { get; set; } = Task.CompletedTask;

    public async ValueTask<Fault> NextAsync(StorageCall call)
    {
        Calls.Add(call);
        await Hold;
        return faults.TryDequeue(out var fault) ? fault : Fault.None;
    }

    public ValueTask LaterAsync(StorageCall call) => new(later.Task);

    public void Release() => later.SetResult();
}
