using CreditFunctions.Reports;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Runs;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>Holds the shards of a slot against themselves, and against the snapshot they started from.</summary>
internal sealed class RollForwardCheck(SnapshotStore snapshots, RunStore runs, ShardScans shards)
{
    /// <summary>Did the newest shards before a slot not agree with the snapshot before them? Then all is read, and compared with that one again, until a full run is asked for.</summary>
    public async Task<bool> HasDisagreedAsync(Business business, SnapshotId before, CancellationToken cancellationToken)
    {
        if (await shards.UncheckedAsync(business, before, cancellationToken) is { } slot)
        {
            foreach (var report in ReportCatalogue.All)
            {
                if (await runs.GetAsync(business.Id, RunTask.Of(report.Key), slot, cancellationToken) is { State: RunState.Failed, Phase: RunPhase.RollForward })
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The roll-forward of a run's shards.</summary>
    /// <exception cref="RollForwardException">They do not agree.</exception>
    public async Task<IReadOnlyDictionary<string, UnitRollForward>> OfAsync(Run run, ShardSet set, bool hasDisagreed, CancellationToken cancellationToken)
    {
        var previous = await PreviousAsync(run, set, cancellationToken);
        try
        {
            return RollForward.Of(set.Shards.Select(static shard => (shard.Record.Shard, (IEnumerable<UnitFlows>)shard.Flows)), previous);
        }
        catch (RollForwardException again) when (hasDisagreed)
        {
            throw new RollForwardException([.. again.Problems, "The run before did not agree either; ask for a full run to start anew."]);
        }
    }

    /// <summary>The roll-forward of the snapshot that the shards started from; the same in every report. Null: there is nothing to agree with, or a full run was asked for.</summary>
    private async Task<IReadOnlyDictionary<string, UnitRollForward>?> PreviousAsync(Run run, ShardSet set, CancellationToken cancellationToken)
    {
        if (run.IsFull || !set.OpensAtBase())
        {
            return null;
        }

        foreach (var report in ReportCatalogue.All)
        {
            if (await snapshots.ReadableManifestAsync(run.Business, report.Key, set.Base()!.Value, cancellationToken) is { } manifest)
            {
                return manifest.RollForward;
            }
        }

        return null;
    }
}
