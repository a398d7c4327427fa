namespace CreditFunctions.Simulation;

/// <summary>
/// Runs everything on one thread, in an order that a seed chooses: of all that could go on, one thing does. When nothing can, the clock jumps to the next timer.
/// The same seed gives the same run.
/// </summary>
public sealed class SeededScheduler(Random random, VirtualTime time) : SynchronizationContext
{
    private const int MaxSteps = 5_000_000;

    private readonly List<(SendOrPostCallback Callback, object? State)> ready = [];

    public override void Post(SendOrPostCallback d, object? state) => ready.Add((d, state));

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Nothing waits here.");

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs until <paramref name="main"/> is done and nothing more can happen.</summary>
    public void Run(Func<Task> main)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        try
        {
            var done = main();
            for (var steps = 0; ready.Count > 0 || time.FireNext(); steps++)
            {
                if (steps > MaxSteps)
                {
                    throw new InvalidOperationException("The simulation does not end.");
                }

                if (ready.Count > 0)
                {
                    var at = random.Next(ready.Count);
                    var (callback, state) = ready[at];
                    ready[at] = ready[^1];
                    ready.RemoveAt(ready.Count - 1);
                    callback(state);
                }
            }

            if (!done.IsCompleted)
            {
                throw new InvalidOperationException("The simulation hangs.");
            }

            done.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }
}
