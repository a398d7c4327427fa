using System.Threading.Channels;

namespace CreditFunctions.Timers;

/// <summary>Wakes the worker when a run was asked for. What is to be done stands in storage: a wake-up that is lost loses nothing but time.</summary>
internal sealed class RunQueue
{
    private readonly Channel<bool> wakeUps = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>There is something to do.</summary>
    public void Wake() => wakeUps.Writer.TryWrite(true);

    /// <summary>Returns when there is: true; when so much time has passed, or when the program ends: false.</summary>
    public async Task<bool> WaitAsync(TimeSpan longest, TimeProvider clock, CancellationToken stoppingToken)
    {
        using var enough = new CancellationTokenSource(longest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, stoppingToken);
        try
        {
            return await wakeUps.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            // It is time to look, or to stop.
            return false;
        }
    }
}
