using CreditFunctions.Storage;
using CreditFunctions.Storage.Queues;
using CreditFunctions.Storage.Snapshots;

namespace CreditFunctions.Timers;

/// <summary>
/// Receives messages of the queue <c>shards</c> when no Functions host does, and calls the function <c>ScanShard</c> with them: a message is hidden from others as long as it is worked on, removed when that is done,
/// comes back when it failed, and goes to the poison queue after <see cref="MostReceptions"/> receptions, as the host would have it.
/// </summary>
/// <param name="storage">Where the queues are.</param>
/// <param name="function">What works on a message.</param>
/// <param name="shards">Says how many this process may take.</param>
/// <param name="wakeUps">Says that there are messages.</param>
/// <param name="clock">Measures the pauses.</param>
/// <param name="random">Spreads the pauses of several instances.</param>
/// <param name="logger">Hears of what failed.</param>
internal sealed partial class ShardPoller(
    IStorage storage, ScanShard function, ShardScans shards, RunQueue wakeUps, TimeProvider clock, Random random, ILogger<ShardPoller> logger) : BackgroundService
{
    /// <summary>The key of another clock for its pauses, where one is registered.</summary>
    public const string Pace = nameof(ShardPoller);

    /// <summary>How often a message is received before it is given up.</summary>
    public const int MostReceptions = 5;

    private static readonly TimeSpan HiddenFor = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly IQueue queue = storage.Queue(StoreNames.Shards);
    private readonly IQueue poison = storage.Queue(StoreNames.ShardsPoison);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (working, pause) = (new List<Task>(), ShortestPause);
        while (!stoppingToken.IsCancellationRequested)
        {
            working.RemoveAll(static work => work.IsCompleted);
            var received = await ReceiveAsync(Math.Min(shards.Free, ShardScans.ShardsAtOnce - working.Count), stoppingToken);
            working.AddRange(received.Select(message => WorkAndWakeAsync(message, stoppingToken)));
            if (received.Count > 0)
            {
                pause = ShortestPause;
            }
            else
            {
                var jittered = pause * (0.5 + (random.NextDouble() / 2));
                pause = await wakeUps.WaitAsync(jittered, clock, stoppingToken) ? ShortestPause : Longer(pause);
            }
        }

        await Task.WhenAll(working);
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;

    /// <summary>Up to so many messages; none where storage fails.</summary>
    internal async Task<IReadOnlyList<QueueMessage>> ReceiveAsync(int most, CancellationToken stoppingToken)
    {
        try
        {
            return most > 0 ? await queue.ReceiveAsync(most, HiddenFor, stoppingToken) : [];
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            LogNotReceived(logger, exception);
            return [];
        }
        catch (OperationCanceledException)
        {
            return [];
        }
    }

    /// <summary>Works on a message. It never throws: a message that failed comes back by itself.</summary>
    internal async Task WorkAsync(QueueMessage message, CancellationToken stoppingToken)
    {
        try
        {
            if (message.DequeueCount > MostReceptions)
            {
                await poison.SendAsync(message.Text, TimeSpan.Zero, stoppingToken);
                LogPoison(logger, message.Id, MostReceptions);
            }
            else
            {
                message = await DoAsync(message, stoppingToken);
            }

            _ = await queue.DeleteAsync(message, stoppingToken);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            LogFailed(logger, message.Id, message.DequeueCount, exception);
        }
        catch (OperationCanceledException)
        {
            // The program ends; another instance receives it.
        }
    }

    private async Task WorkAndWakeAsync(QueueMessage message, CancellationToken stoppingToken)
    {
        await WorkAsync(message, stoppingToken);

        // There is room for the next.
        wakeUps.Wake();
    }

    /// <summary>Calls the function, and keeps the message hidden meanwhile. Returns it as it is to be named then.</summary>
    private async Task<QueueMessage> DoAsync(QueueMessage message, CancellationToken stoppingToken)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var hiding = HideAsync(message, done.Token);
        try
        {
            await function.RunAsync(message.Text, stoppingToken);
        }
        finally
        {
            await done.CancelAsync();
            message = await hiding;
        }

        return message;
    }

    private async Task<QueueMessage> HideAsync(QueueMessage message, CancellationToken done)
    {
        try
        {
            while (true)
            {
                await Task.Delay(RenewEvery, clock, done);
                try
                {
                    if (await queue.HideAsync(message, HiddenFor, CancellationToken.None) is not { } hidden)
                    {
                        // Another has it by now. The lease of the shard keeps that one from doing the same.
                        return message;
                    }

                    message = hidden;
                }
                catch (StorageException)
                {
                    // It is hidden for a while yet.
                }
            }
        }
        catch (OperationCanceledException)
        {
            return message;
        }
    }

    [LoggerMessage(EventId = 2301, Level = LogLevel.Error, Message = "Message {Id} of the queue shards has failed {Receptions} times and was moved to shards-poison.")]
    private static partial void LogPoison(ILogger logger, string id, int receptions);

    [LoggerMessage(EventId = 2305, Level = LogLevel.Warning, Message = "Message {Id} of the queue shards failed at reception {Receptions}; it comes back.")]
    private static partial void LogFailed(ILogger logger, string id, int receptions, Exception exception);

    [LoggerMessage(EventId = 2306, Level = LogLevel.Warning, Message = "The queue shards could not be read; it is tried again.")]
    private static partial void LogNotReceived(ILogger logger, Exception exception);
}
