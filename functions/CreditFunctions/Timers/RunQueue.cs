using System.Threading.Channels;

namespace CreditFunctions.Timers;

/// <summary>Wakes the worker when a run was asked for. What is to be done stands in storage: a wake-up that is lost loses nothing but time.</summary>
internal sealed class RunQueue
{
    private readonly Channel<bool> wakeUps = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>There is something to do.</summary>
    public void Wake() => wakeUps.Writer.TryWrite(true);

    /// <summary>Returns when there is.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken) => _ = await wakeUps.Reader.ReadAsync(cancellationToken);
}
