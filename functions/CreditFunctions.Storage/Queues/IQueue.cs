namespace CreditFunctions.Storage.Queues;

/// <summary>
/// One queue of Azure Queue Storage. A message is delivered at least once, in no sure order: whoever receives it has it to itself until its time is over, and removes it when its work is done. Texts
/// are UTF-8, and base64 on the wire, as the Functions host reads them. Expected outcomes are results; <see cref="StorageException"/> is what storage could not do. Nothing is retried: a message
/// sent twice must do no harm, and whoever depends on one that was never sent finds its work in storage.
/// </summary>
public interface IQueue
{
    /// <summary>Creates the queue if it is missing.</summary>
    Task CreateIfMissingAsync(CancellationToken cancellationToken);

    /// <summary>Sends a message of at most <see cref="QueueMessage.MaxBytes"/> bytes, to be received after <paramref name="after"/> (0 to 7 days).</summary>
    Task SendAsync(string text, TimeSpan after, CancellationToken cancellationToken);

    /// <summary>Receives up to <paramref name="most"/> (1 to 32) messages, and hides them from others for <paramref name="hiddenFor"/> (1 s to 7 days).</summary>
    Task<IReadOnlyList<QueueMessage>> ReceiveAsync(int most, TimeSpan hiddenFor, CancellationToken cancellationToken);

    /// <summary>Hides a message for longer, or with 0 no longer; the message as it is to be named from then on. Null: another has it by now, or it is gone.</summary>
    Task<QueueMessage?> HideAsync(QueueMessage message, TimeSpan hiddenFor, CancellationToken cancellationToken);

    /// <summary>Removes a message; false: another has it by now, or it is gone.</summary>
    Task<bool> DeleteAsync(QueueMessage message, CancellationToken cancellationToken);

    /// <summary>About how many messages there are, hidden ones included.</summary>
    Task<long> CountAsync(CancellationToken cancellationToken);
}
