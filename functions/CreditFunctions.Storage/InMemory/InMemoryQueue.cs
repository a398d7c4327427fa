using System.Globalization;
using CreditFunctions.Storage.Queues;

namespace CreditFunctions.Storage.InMemory;

/// <summary>A queue in memory that behaves as the service does. Safe for use by many threads; without timers or threads of its own: messages come back when <paramref name="clock"/> says so.</summary>
/// <param name="clock">What times are taken from.</param>
/// <param name="faults">What goes wrong; null for nothing.</param>
/// <param name="queue">What calls and errors name it.</param>
public sealed class InMemoryQueue(TimeProvider clock, IFaults? faults = null, string queue = "queue") : IQueue
{
    private static readonly TimeSpan NoTimeout = TimeSpan.MaxValue;

    private readonly FaultGate gate = new(clock, faults);
    private readonly Lock access = new();
    private List<Stored>? messages;
    private long version;

    /// <inheritdoc/>
    public Task CreateIfMissingAsync(CancellationToken cancellationToken) => WriteAsync(StorageOperation.QueueCreate, "", () => messages ??= [], cancellationToken);

    /// <inheritdoc/>
    public Task SendAsync(string text, TimeSpan after, CancellationToken cancellationToken)
    {
        _ = QueueLimits.Check(text);
        var hidden = QueueLimits.CheckHidden(after, TimeSpan.Zero);
        return WriteAsync(
            StorageOperation.QueueSend,
            text,
            () =>
            {
                var now = clock.GetUtcNow();
                Messages.Add(new(Next(), text, now + hidden + QueueLimits.Kept) { VisibleAt = now + hidden });
                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<QueueMessage>> ReceiveAsync(int most, TimeSpan hiddenFor, CancellationToken cancellationToken)
    {
        var (count, hidden) = (QueueLimits.CheckMost(most), QueueLimits.CheckHidden(hiddenFor, QueueLimits.ShortestHidden));
        return WriteAsync(
            StorageOperation.QueueReceive,
            "",
            () =>
            {
                var now = clock.GetUtcNow();
                var received = Messages.Where(message => message.VisibleAt <= now).OrderBy(static message => message.VisibleAt).Take(count).ToList();
                foreach (var message in received)
                {
                    (message.PopReceipt, message.VisibleAt) = (Next(), now + hidden);
                    message.DequeueCount++;
                }

                return (IReadOnlyList<QueueMessage>)[.. received.Select(static message => new QueueMessage(message.Id, message.PopReceipt, message.Text, message.DequeueCount))];
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<QueueMessage?> HideAsync(QueueMessage message, TimeSpan hiddenFor, CancellationToken cancellationToken)
    {
        var hidden = QueueLimits.CheckHidden(hiddenFor, TimeSpan.Zero);
        return WriteAsync(
            StorageOperation.QueueHide,
            message.Id,
            () =>
            {
                if (Find(message) is not { } stored)
                {
                    return null;
                }

                (stored.PopReceipt, stored.VisibleAt) = (Next(), clock.GetUtcNow() + hidden);
                return message with { PopReceipt = stored.PopReceipt };
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(QueueMessage message, CancellationToken cancellationToken) =>
        WriteAsync(StorageOperation.QueueDelete, message.Id, () => Find(message) is { } stored && Messages.Remove(stored), cancellationToken);

    /// <inheritdoc/>
    public Task<long> CountAsync(CancellationToken cancellationToken) =>
        gate.ReadAsync(new(StorageOperation.QueueCount, queue, "", []), () => Locked(() => (long)Messages.Count), cancellationToken);

    private List<Stored> Messages
    {
        get
        {
            if (messages is null)
            {
                throw new StorageException($"Queue {queue} does not exist: create it first.", mayHaveHappened: false, 404, "QueueNotFound");
            }

            _ = messages.RemoveAll(message => message.EndsAt <= clock.GetUtcNow());
            return messages;
        }
    }

    /// <summary>The message, as long as nobody else has received it since.</summary>
    private Stored? Find(QueueMessage message) => Messages.Find(stored => stored.Id == message.Id && stored.PopReceipt == message.PopReceipt);

    private string Next()
    {
        version++;
        return version.ToString("X16", CultureInfo.InvariantCulture);
    }

    private Task<T> WriteAsync<T>(StorageOperation operation, string name, Func<T> write, CancellationToken cancellationToken) =>
        gate.WriteAsync(new(operation, queue, name, []), NoTimeout, () => Locked(write), cancellationToken);

    private T Locked<T>(Func<T> action)
    {
        lock (access)
        {
            return action();
        }
    }

    private sealed class Stored(string id, string text, DateTimeOffset endsAt)
    {
        public string Id => id;

        public string Text => text;

        public DateTimeOffset EndsAt => endsAt;

        public DateTimeOffset VisibleAt { get; set; }

        public string PopReceipt { get; set; } = "";

        public int DequeueCount { get; set; }
    }
}
