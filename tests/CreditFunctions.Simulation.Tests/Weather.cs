using CreditFunctions.Storage.InMemory;

namespace CreditFunctions.Simulation;

/// <summary>How bad storage is.</summary>
/// <param name="FaultPercent">Of a hundred calls, how many go wrong.</param>
/// <param name="MaxDelay">How long a call may take.</param>
/// <param name="MaxLateness">How long after its caller was told that it failed a held-up write may still land.</param>
public sealed record Climate(int FaultPercent, TimeSpan MaxDelay, TimeSpan MaxLateness);

/// <summary>Delays, reorders and fails calls as a seed chooses.</summary>
public sealed class Weather(Random random, VirtualTime time, Climate climate) : IFaults
{
    /// <summary>Calls go through at once and without fault: for looking at what is left in the end.</summary>
    public bool IsCalm { get; set; }

    public async ValueTask<Fault> NextAsync(StorageCall call)
    {
        if (IsCalm)
        {
            return Fault.None;
        }

        await WaitAsync(random.Next(100) < 10 ? climate.MaxDelay : TimeSpan.FromMilliseconds(20));
        return random.Next(100) >= climate.FaultPercent ? Fault.None : (Fault)random.Next(1, 4);
    }

    public async ValueTask LaterAsync(StorageCall call) => await WaitAsync(climate.MaxLateness);

    private Task WaitAsync(TimeSpan most) => Task.Delay(new TimeSpan(random.NextInt64(1, most.Ticks)), time);
}
