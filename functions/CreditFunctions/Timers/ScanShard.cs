using CreditFunctions.Reports;
using CreditFunctions.Settings;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Storage.Snapshots;

namespace CreditFunctions.Timers;

/// <summary>
/// The queue function <c>ScanShard</c>: makes one shard of a snapshot that another instance works on. Whatever the message asks for that is done, in another's hands, or no longer wanted, is nothing to do: the message
/// is used up.
/// </summary>
internal sealed class ScanShard(DirectoryStore directory, RunStore runs, ShardScans shards, ProgramSettings settings, TimeProvider clock)
{
    /// <summary>Does what a message asks for, within the time that one call has: what takes longer is broken off, and the message comes back.</summary>
    /// <exception cref="FormatException">It is no message of a shard.</exception>
    /// <exception cref="Storage.StorageException">The shard could not be made.</exception>
    /// <exception cref="SnapshotException">Its record or its plan cannot be read.</exception>
    public async Task RunAsync(string text, CancellationToken cancellationToken)
    {
        var message = ShardMessage.Parse(text);
        using var piece = settings.NewPiece(clock, cancellationToken);
        if (await directory.BusinessAsync(message.Business, piece.Stop) is { } business && await IsWantedAsync(message, piece.Stop))
        {
            _ = await shards.MakeOneAsync(business, message.Slot, message.Shard, piece.Stop);
        }
    }

    /// <summary>Is a report of the slot still to be made?</summary>
    private async Task<bool> IsWantedAsync(ShardMessage message, CancellationToken cancellationToken)
    {
        foreach (var report in ReportCatalogue.All)
        {
            if (await runs.GetAsync(message.Business, RunTask.Of(report.Key), message.Slot, cancellationToken) is { State: RunState.Open })
            {
                return true;
            }
        }

        return false;
    }
}
