using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>How working on a run ended.</summary>
public enum RunOutcome
{
    /// <summary>The slot has its snapshot, made now or before.</summary>
    Done,

    /// <summary>Another is working on it.</summary>
    Busy,

    /// <summary>Another took it over before this attempt came to its end.</summary>
    Lost,

    /// <summary>This attempt failed; the run is open for the next.</summary>
    Retry,

    /// <summary>The run is given up.</summary>
    Failed,
}

/// <summary>
/// Makes snapshots. A slot gets one snapshot however often, late, twice at once or after how many crashes it is run: its files are functions of its shards, which are finished one by one and never
/// made again, and the manifest, put last and only if absent, says which are the snapshot's.
/// </summary>
/// <param name="reports">The container <c>reports</c>.</param>
/// <param name="directory">Where runs are.</param>
/// <param name="shards">Makes the shards.</param>
/// <param name="clock">The present.</param>
/// <param name="settings">What snapshots are made of.</param>
/// <param name="lastFullSlot">The last instant not after one from which on a snapshot must stand on a full scan; null: there is none.</param>
public sealed class SnapshotRunner(
    IBlobContainer reports, DirectoryStore directory, ShardScans shards, TimeProvider clock, SnapshotSettings settings, Func<Instant, SnapshotId?> lastFullSlot)
{
    /// <summary>How long after its instant a snapshot begins to scan: by then no commit dated up to it is still under way.</summary>
    public static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(10);

    private readonly SnapshotStore snapshots = new(reports);
    private readonly SnapshotPruning snapshotPruning = new(reports, directory, settings.Retention, clock);
    private readonly ShardPruning shardPruning = new(reports, directory);
    private readonly RollForwardCheck check = new(new SnapshotStore(reports), directory, shards);

    /// <summary>Makes the snapshot of a run, if it is not there and nobody else is at it.</summary>
    public async Task<RunOutcome> RunAsync(Business business, ReportRun run, RunNotes notes, CancellationToken cancellationToken)
    {
        await using var lease = await BlobLease.TryTakeAsync(reports, SnapshotPaths.Lock(business.Id, run.Report, run.Slot), clock, cancellationToken);
        if (lease is null)
        {
            return RunOutcome.Busy;
        }

        // What was read before the lease may be old by now.
        run = await directory.RunAsync(business.Id, run.Report, run.Slot, cancellationToken) ?? run;
        if (run.State != RunState.Open)
        {
            return EndOf(run);
        }

        var progress = new RunProgress(directory, run with { Attempts = run.Attempts + 1 });
        try
        {
            if (await snapshots.ReadableManifestAsync(run.Business, run.Report, run.Slot, lease.Lost) is { } finished)
            {
                return await EndAsync(business, progress, finished, notes, lease.Lost);
            }

            if (run.Attempts >= ReportRun.MaxAttempts)
            {
                return await GiveUpAsync(business, progress, run with { Error = run.Error ?? "Every attempt ended with the program." }, notes, lease.Lost);
            }

            return await MakeAsync(business, progress, notes, lease.Lost) is { } made ? await EndAsync(business, progress, made, notes, lease.Lost) : RunOutcome.Busy;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && (exception is LeaseLostException || lease.Lost.IsCancellationRequested))
        {
            return RunOutcome.Lost;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return await FailAsync(business, progress, exception, notes, cancellationToken);
        }
    }

    private static RunOutcome EndOf(ReportRun run) => run.State == RunState.Done ? RunOutcome.Done : RunOutcome.Failed;

    /// <summary>Ends an attempt. Whatever it was, it counts: a run that cannot succeed must end, and say why.</summary>
    private async Task<RunOutcome> FailAsync(Business business, RunProgress progress, Exception exception, RunNotes notes, CancellationToken cancellationToken)
    {
        try
        {
            if (await progress.StoredAsync(cancellationToken) is { State: not RunState.Open } ended)
            {
                return EndOf(ended);
            }

            if (exception is SnapshotException damaged)
            {
                // The next attempt makes that shard anew.
                _ = await shards.ForgetAsync(business, damaged.File, cancellationToken);
            }

            var failed = progress.Run with { Error = exception.Message };
            if (failed.Attempts >= ReportRun.MaxAttempts || IsFinal(exception, failed))
            {
                return await GiveUpAsync(business, progress, failed, notes, cancellationToken);
            }

            await progress.SaveAsync(failed, cancellationToken);
            return RunOutcome.Retry;
        }
        catch (LeaseLostException)
        {
            return RunOutcome.Lost;
        }
    }

    /// <summary>Would every other attempt fail in the same way?</summary>
    private static bool IsFinal(Exception exception, ReportRun run) => exception is RollForwardException or BalanceTooLargeException
        || (exception is SnapshotException snapshot && snapshot.File == ShardPaths.Plan(run.Business, run.Slot));

    /// <summary>Ends a run without a snapshot. What it has made stays until the next one succeeds.</summary>
    private async Task<RunOutcome> GiveUpAsync(Business business, RunProgress progress, ReportRun run, RunNotes notes, CancellationToken cancellationToken)
    {
        // The last attempt may have made the snapshot and failed after it, or may not have heard that it did: the next try ends the run.
        if (await snapshots.ReadableManifestAsync(run.Business, run.Report, run.Slot, cancellationToken) is not null)
        {
            await progress.SaveAsync(run, cancellationToken);
            return RunOutcome.Retry;
        }

        await progress.SaveAsync(run with { State = RunState.Failed, EndedAt = Instant.Now(clock) }, cancellationToken);
        await PruneAsync(business, notes, shardPruning.RunAsync, cancellationToken);
        return RunOutcome.Failed;
    }

    private async Task<RunOutcome> EndAsync(Business business, RunProgress progress, Manifest manifest, RunNotes notes, CancellationToken cancellationToken)
    {
        await snapshots.AdvanceLatestAsync(manifest, cancellationToken);
        await snapshots.SweepAsync(manifest, cancellationToken);
        await progress.SaveAsync(
            progress.Run with { State = RunState.Done, EndedAt = Instant.Now(clock), Error = null, Phase = null, Progress = null }, cancellationToken);
        await PruneAsync(business, notes, (_, token) => snapshotPruning.RunAsync(business.Id, manifest.Report, token), cancellationToken);
        await PruneAsync(business, notes, shardPruning.RunAsync, cancellationToken);
        await PruneAsync(business, notes, (_, token) => snapshotPruning.SweepQueriesAsync(token), cancellationToken);
        return RunOutcome.Done;
    }

    /// <summary>Removes what is no longer needed, if it can: the run has ended, and the next one does what is left.</summary>
    private static async Task PruneAsync(Business business, RunNotes notes, Func<Business, CancellationToken, Task> prune, CancellationToken cancellationToken)
    {
        try
        {
            await prune(business, cancellationToken);
        }
        catch (Exception exception)
        {
            notes.NotPruned(exception);
        }
    }

    /// <summary>Makes the snapshot; null: another makes the shards.</summary>
    private async Task<Manifest?> MakeAsync(Business business, RunProgress progress, RunNotes notes, CancellationToken cancellationToken)
    {
        var run = progress.Run;
        var report = ReportCatalogue.TryGet(run.Report, out var known) ? known : throw new ArgumentException($"There is no report '{run.Report}'.", nameof(progress));
        var hasDisagreed = await check.HasDisagreedAsync(business, run.Slot, cancellationToken);
        if (await ShardsAsync(business, progress, hasDisagreed, notes, cancellationToken) is not { } set)
        {
            return null;
        }

        await progress.BeginAsync(RunPhase.RollForward, $"shards {set.Shards.Length} of {set.Shards.Length}", cancellationToken);
        var rollForward = await check.OfAsync(run, set, hasDisagreed, cancellationToken);
        var attempt = set.Digest(settings);
        var files = new SnapshotFiles(reports, settings, report, set, SnapshotPaths.Attempt(business.Id, report.Key, run.Slot, attempt), progress);
        var (pages, totals) = await files.PagesAsync(cancellationToken);
        var people = await files.FilesAsync(pages[0].File, cancellationToken);
        // What changed since a slot that this report has no snapshot of would be of no use to whoever has the one before.
        var hasBase = set.Base() is { } earlier && await snapshots.ReadableManifestAsync(run.Business, run.Report, earlier, cancellationToken) is not null;
        people = hasBase && await files.ChangesAsync(cancellationToken) is { } changes ? people.Add(changes) : people;
        await progress.BeginAsync(RunPhase.Manifest, Manifest.FileName, cancellationToken);
        var manifest = new Manifest(
            Manifest.CurrentSchema, report.Key, business.Id, run.Slot, run.Slot.Slot, set.StartedAt(), Instant.Now(clock),
            set.IsFull() ? SnapshotMode.Full : SnapshotMode.Incremental, set.Base(), set.FullAsOf(), attempt, pages[0].File.Rows, totals, rollForward, people, pages,
            [.. set.Shards.Select(static shard => shard.Record)], set.Shards.Sum(static shard => shard.RowsRead), set.Shards.Sum(static shard => shard.RequestsMade), Manifest.ScanPolicy);
        return await snapshots.FinishAsync(manifest, cancellationToken)
            ? manifest
            : await snapshots.ManifestAsync(business.Id, run.Report, run.Slot, cancellationToken) ?? throw new StorageException("A manifest came and went.", false);
    }

    /// <summary>The shards of the run's slot; null: another makes them, for the other report.</summary>
    private async Task<ShardSet?> ShardsAsync(Business business, RunProgress progress, bool hasDisagreed, RunNotes notes, CancellationToken cancellationToken)
    {
        var run = progress.Run;
        await using var lease = await BlobLease.TryTakeAsync(reports, ShardPaths.Lock(business.Id, run.Slot), clock, cancellationToken);
        if (lease is null)
        {
            return null;
        }

        try
        {
            await progress.BeginAsync(RunPhase.Shards, $"shards 0 of {business.Shards}", lease.Lost);
            if (run.IsFull)
            {
                await shards.PlanFullAsync(business, run.Slot, isAnew: hasDisagreed, lease.Lost);
            }

            return await shards.MakeAsync(business, run.Slot, run.IsFull || hasDisagreed || await IsFullDueAsync(run, lease.Lost), MadeAsync, lease.Lost);
        }
        catch (Exception) when (lease.Lost.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new LeaseLostException();
        }

        Task MadeAsync(FinishedShard shard, int finished, CancellationToken token)
        {
            if (shard.Reason is not null)
            {
                notes.ReadInFull(shard);
            }

            return progress.GotOnAsync($"shards {finished} of {business.Shards}", token);
        }
    }

    /// <summary>Does the newest snapshot stand on a full scan that is too old?</summary>
    private async Task<bool> IsFullDueAsync(ReportRun run, CancellationToken cancellationToken) =>
        lastFullSlot(run.Slot.Slot) is { } due
        && await snapshots.LatestAsync(run.Business, run.Report, cancellationToken) is { } latest
        && await snapshots.ReadableManifestAsync(run.Business, run.Report, latest, cancellationToken) is { } manifest
        && manifest.FullAsOf < due.Slot;
}
