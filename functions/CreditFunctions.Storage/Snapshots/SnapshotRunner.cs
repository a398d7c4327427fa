using System.Globalization;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Storage.Telemetry;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>
/// Makes snapshots. A slot gets one snapshot however often, late, twice at once or after how many crashes it is run: its files are functions of its shards, which are finished one by one and never
/// made again, and the manifest, put last and only if absent, says which are the snapshot's.
/// </summary>
/// <param name="reports">The container <c>reports</c>.</param>
/// <param name="runs">Where runs are.</param>
/// <param name="shards">Makes the shards.</param>
/// <param name="clock">The present.</param>
/// <param name="settings">What snapshots are made of.</param>
/// <param name="lastFullSlot">The last instant not after one from which on a snapshot must stand on a full scan; null: there is none.</param>
public sealed class SnapshotRunner(
    IBlobContainer reports, RunStore runs, ShardScans shards, TimeProvider clock, SnapshotSettings settings, Func<Instant, SnapshotId?> lastFullSlot)
{
    /// <summary>How long after its instant a snapshot begins to scan: by then no commit dated up to it is still under way.</summary>
    public static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(10);

    private readonly RunTurns turns = new(reports, runs, clock, RunTurns.ThisProcess);
    private readonly SnapshotStore snapshots = new(reports);
    private readonly SnapshotPruning snapshotPruning = new(reports, runs, settings.Retention, clock);
    private readonly ShardPruning shardPruning = new(reports, runs);
    private readonly RollForwardCheck check = new(new SnapshotStore(reports), runs, shards);

    /// <summary>Goes on with the snapshot of a run, if nobody else is at it.</summary>
    public Task<RunOutcome> RunAsync(Business business, Run run, RunNotes notes, Piece piece)
    {
        ArgumentNullException.ThrowIfNull(business);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(notes);
        return turns.RunAsync(run, piece, new(SnapshotPaths.Lock(business.Id, run.Task.Key, run.Slot), DoAsync, notes.Heard)
        {
            IsThereAsync = async token => await FinishedAsync(token) is not null,
            // The next attempt makes that shard anew.
            MendAsync = async (exception, token) => _ = exception is SnapshotException damaged && await shards.ForgetAsync(business, damaged.File, token),
            IsFinal = IsFinal,
            AfterAsync = AfterAsync,
        });

        async Task<RunResult> DoAsync(RunProgress progress, CancellationToken token)
        {
            if ((await FinishedAsync(token) ?? await MakeAsync(business, progress, notes, token)) is not { } manifest)
            {
                return new(RunOutcome.Busy);
            }

            await snapshots.AdvanceLatestAsync(manifest, token);
            await PruneAsync(notes, () => snapshots.SweepAsync(manifest, token));
            return new(RunOutcome.Done, string.Create(CultureInfo.InvariantCulture, $"{manifest.Rows:N0} rows"));
        }

        Task<Manifest?> FinishedAsync(CancellationToken token) => snapshots.ReadableManifestAsync(run.Business, run.Task.Key, run.Slot, token);

        async Task AfterAsync(Run ended, CancellationToken token)
        {
            if (ended.State == RunState.Done)
            {
                await PruneAsync(notes, () => snapshotPruning.RunAsync(business.Id, run.Task.Key, token));
            }

            // What a run has made that was given up stays until the next one succeeds.
            await PruneAsync(notes, () => shardPruning.RunAsync(business, token));
            await PruneAsync(notes, () => ended.State == RunState.Done ? snapshotPruning.SweepQueriesAsync(token) : Task.CompletedTask);
        }
    }

    /// <summary>Would every other attempt fail in the same way?</summary>
    private static bool IsFinal(Exception exception, Run run) => exception is RollForwardException or BalanceTooLargeException
        || (exception is SnapshotException snapshot && snapshot.File == ShardPaths.Plan(run.Business, run.Slot));

    /// <summary>Removes what is no longer needed, if it can: the run's effect is there, and the next one does what is left.</summary>
    private static async Task PruneAsync(RunNotes notes, Func<Task> prune)
    {
        try
        {
            await prune();
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
        var report = ReportCatalogue.TryGet(run.Task.Key, out var known) ? known : throw new ArgumentException($"There is no report '{run.Task.Key}'.", nameof(progress));
        var hasDisagreed = await check.HasDisagreedAsync(business, run.Slot, cancellationToken);
        if (await RunTrace.PhaseAsync(run, RunPhase.Shards, clock, () => ShardsAsync(business, progress, hasDisagreed, notes, cancellationToken)) is not { } set)
        {
            return null;
        }

        await progress.BeginAsync(RunPhase.RollForward, $"shards {set.Shards.Length} of {set.Shards.Length}", cancellationToken);
        var rollForward = await RunTrace.PhaseAsync(run, RunPhase.RollForward, clock, () => check.OfAsync(run, set, hasDisagreed, cancellationToken));
        var attempt = set.Digest(settings);
        var files = new SnapshotFiles(reports, settings, report, set, SnapshotPaths.Attempt(business.Id, report.Key, run.Slot, attempt), progress);
        var (pages, totals) = await RunTrace.PhaseAsync(run, RunPhase.Pages, clock, () => files.PagesAsync(cancellationToken));
        var people = await RunTrace.PhaseAsync(run, RunPhase.Files, clock, () => files.FilesAsync(pages[0].File, cancellationToken));
        // What changed since a slot that this report has no snapshot of would be of no use to whoever has the one before.
        var hasBase = set.Base() is { } earlier && await snapshots.ReadableManifestAsync(run.Business, run.Task.Key, earlier, cancellationToken) is not null;
        people = hasBase && await RunTrace.PhaseAsync(run, RunPhase.Files, clock, () => files.ChangesAsync(cancellationToken)) is { } changes ? people.Add(changes) : people;
        await progress.BeginAsync(RunPhase.Manifest, Manifest.FileName, cancellationToken);
        var manifest = new Manifest(
            Manifest.CurrentSchema, report.Key, business.Id, run.Slot, run.Slot.Slot, set.StartedAt(), Instant.Now(clock),
            set.IsFull() ? SnapshotMode.Full : SnapshotMode.Incremental, set.Base(), set.FullAsOf(), attempt, pages[0].File.Rows, totals, rollForward, people, pages,
            [.. set.Shards.Select(static shard => shard.Record)], set.Shards.Sum(static shard => shard.RowsRead), set.Shards.Sum(static shard => shard.RequestsMade), Manifest.ScanPolicy);
        if (await RunTrace.PhaseAsync(run, RunPhase.Manifest, clock, () => snapshots.FinishAsync(manifest, cancellationToken)))
        {
            RunTrace.Made(manifest);
            return manifest;
        }

        return await snapshots.ManifestAsync(business.Id, run.Task.Key, run.Slot, cancellationToken) ?? throw new StorageException("A manifest came and went.", false);
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

            return await shards.MakeAsync(business, run.Slot, run.IsFull || hasDisagreed || await IsFullDueAsync(run, lease.Lost), MadeAsync, () => progress.IsOver, () => progress.IsWaitOver, lease.Lost);
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
    private async Task<bool> IsFullDueAsync(Run run, CancellationToken cancellationToken) =>
        lastFullSlot(run.Slot.Slot) is { } due
        && await snapshots.LatestAsync(run.Business, run.Task.Key, cancellationToken) is { } latest
        && await snapshots.ReadableManifestAsync(run.Business, run.Task.Key, latest, cancellationToken) is { } manifest
        && manifest.FullAsOf < due.Slot;
}
