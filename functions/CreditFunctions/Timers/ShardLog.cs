using CreditFunctions.Ledger;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Snapshots;

namespace CreditFunctions.Timers;

/// <summary>Logs what becomes of shards.</summary>
internal static partial class ShardLog
{
    /// <summary>Notes that are logged.</summary>
    /// <param name="logger">Where.</param>
    /// <param name="wakeUps">Wakes this process's own poller.</param>
    public static ShardNotes Notes(ILogger logger, RunQueue wakeUps) => new(
        shard => LogMade(logger, shard.Shard, shard.Slot.Slot, shard.Business),
        (business, slot, shards) =>
        {
            LogHandedOut(logger, shards, slot.Slot, business);
            wakeUps.Wake();
        },
        (business, slot, exception) => LogNotHandedOut(logger, slot.Slot, business, exception));

    [LoggerMessage(EventId = 2302, Level = LogLevel.Information, Message = "Shard {Shard} as of {Slot} for {Business} was made here.")]
    private static partial void LogMade(ILogger logger, int shard, Instant slot, string business);

    [LoggerMessage(EventId = 2303, Level = LogLevel.Information, Message = "{Shards} shards as of {Slot} for {Business} were handed to all instances.")]
    private static partial void LogHandedOut(ILogger logger, int shards, Instant slot, string business);

    [LoggerMessage(EventId = 2304, Level = LogLevel.Warning, Message = "Shards as of {Slot} for {Business} could not be handed to other instances; this one makes what they do not.")]
    private static partial void LogNotHandedOut(ILogger logger, Instant slot, string business, StorageException exception);
}
