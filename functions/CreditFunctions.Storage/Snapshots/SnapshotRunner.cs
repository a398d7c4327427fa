using System.Globalization;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>How working on a run ended.</summary>
public enum RunOutcome
{
    /// <summary>The slot has its snapshot, made now or before.</summary>
    Done,

    /// <summary>Another is working on it.</summary>
    Busy,

    /// <summary>This attempt failed; the run is open for the next.</summary>
    Retry,

    /// <summary>The run is given up.</summary>
    Failed,
}

/// <summary>
/// Makes snapshots. A slot gets one snapshot however often, late, twice at once or after how many crashes it is run: every attempt writes under a prefix of its own, and
/// the manifest, put last and only if absent, says which one it is.
/// </summary>
public sealed class SnapshotRunner(IBlobContainer reports, DirectoryStore directory, CreditStore credits, TimeProvider clock, int periodMonths)
{
    /// <summary>How long after its instant a snapshot begins to scan: by then no commit dated up to it is still under way.</summary>
    public static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(10);

    private const int MaxScans = 5;
    private readonly SnapshotStore snapshots = new(reports);

    /// <summary>Makes the snapshot of a run, if it is not there and nobody else is at it.</summary>
    public async Task<RunOutcome> RunAsync(Business business, ReportRun run, CancellationToken cancellationToken)
    {
        if (await ReadableManifestAsync(run, cancellationToken) is { } finished)
        {
            return await EndAsync(run, finished, cancellationToken);
        }

        await using var lease = await BlobLease.TryTakeAsync(reports, SnapshotPaths.Lock(business.Id, run.Report, run.Slot), clock, cancellationToken);
        if (lease is null)
        {
            return RunOutcome.Busy;
        }

        // What was read before the lease may be old by now.
        run = await directory.RunAsync(business.Id, run.Report, run.Slot, cancellationToken) ?? run;
        if (run.State != RunState.Open)
        {
            return run.State == RunState.Done ? RunOutcome.Done : RunOutcome.Failed;
        }

        if (run.Attempts >= ReportRun.MaxAttempts)
        {
            return await GiveUpAsync(run, run.Error ?? "Every attempt ended with the program.", cancellationToken);
        }

        run = run with { Attempts = run.Attempts + 1 };
        try
        {
            await directory.SaveRunAsync(run, lease.Lost);
            var made = await snapshots.ManifestAsync(business.Id, run.Report, run.Slot, lease.Lost) ?? await MakeAsync(business, run, lease.Lost);
            return await EndAsync(run, made, lease.Lost);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Whatever it was, it counts as an attempt: a run that cannot succeed must end, and say why.
            if (run.Attempts >= ReportRun.MaxAttempts || exception is ReportTooLargeException or BalanceTooLargeException)
            {
                return await GiveUpAsync(run, exception.Message, cancellationToken);
            }

            await directory.SaveRunAsync(run with { Error = exception.Message }, cancellationToken);
            return RunOutcome.Retry;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The lease was lost: whoever has it now goes on.
            return RunOutcome.Busy;
        }
    }

    /// <summary>The manifest, if there is one that can be read; one that cannot is found again where it counts as an attempt.</summary>
    private async Task<Manifest?> ReadableManifestAsync(ReportRun run, CancellationToken cancellationToken)
    {
        try
        {
            return await snapshots.ManifestAsync(run.Business, run.Report, run.Slot, cancellationToken);
        }
        catch (SnapshotException)
        {
            return null;
        }
    }

    private async Task<RunOutcome> GiveUpAsync(ReportRun run, string error, CancellationToken cancellationToken)
    {
        var hasManifest = true;
        try
        {
            // The last attempt may have made the snapshot and failed after it, or may not have heard that it did: the next try ends the run.
            hasManifest = await snapshots.ManifestAsync(run.Business, run.Report, run.Slot, cancellationToken) is not null;
            if (hasManifest)
            {
                await directory.SaveRunAsync(run with { Error = error }, cancellationToken);
                return RunOutcome.Retry;
            }
        }
        catch (SnapshotException)
        {
            // A manifest that this program cannot read, a newer one's perhaps, still has its files.
        }

        await directory.SaveRunAsync(run with { State = RunState.Failed, EndedAt = Instant.Now(clock), Error = error }, cancellationToken);
        if (!hasManifest)
        {
            await snapshots.SweepAsync(run.Business, run.Report, run.Slot, keptAttempt: null, cancellationToken);
        }

        return RunOutcome.Failed;
    }

    private async Task<RunOutcome> EndAsync(ReportRun run, Manifest manifest, CancellationToken cancellationToken)
    {
        await snapshots.AdvanceLatestAsync(run.Business, run.Report, run.Slot, cancellationToken);
        await snapshots.SweepAsync(run.Business, run.Report, run.Slot, manifest.Attempt, cancellationToken);
        if (run.State != RunState.Done)
        {
            await directory.SaveRunAsync(run with { State = RunState.Done, EndedAt = Instant.Now(clock), Error = null }, cancellationToken);
        }

        return RunOutcome.Done;
    }

    private async Task<Manifest> MakeAsync(Business business, ReportRun run, CancellationToken cancellationToken)
    {
        var definition = ReportCatalogue.TryGet(run.Report, out var known) ? known : throw new ArgumentException($"There is no report '{run.Report}'.", nameof(run));
        var (scan, startedAt) = await ScanAsync(business, definition, run.Slot.Slot, cancellationToken);
        var attempt = string.Create(CultureInfo.InvariantCulture, $"{run.Attempts:D2}-{Guid.NewGuid():N}");
        var order = ReportExecution.DefaultOrder(scan.Rows);
        var files = new List<SnapshotFile>();
        foreach (var format in new[] { ReportFormat.Csv, ReportFormat.Json })
        {
            await using var upload = snapshots.Upload(
                business.Id, run.Report, run.Slot, attempt, SnapshotFile.NameOf(definition, format), ReportContentTypes.Of(format));
            using var writer = new SnapshotFileWriter(definition, format, upload.WriteAsync);
            await writer.AppendAsync(scan.Rows, order, cancellationToken);
            files.Add(await writer.FinishAsync(cancellationToken));
            await upload.CommitAsync(BlobCondition.Absent, cancellationToken);
        }

        var totals = new TotalsByUnit(definition);
        totals.Add(scan.Rows);
        var manifest = new Manifest(
            Manifest.CurrentSchema, run.Report, business.Id, run.Slot, run.Slot.Slot, startedAt, Instant.Now(clock), attempt, scan.Rows.Count, totals.ToDictionary(),
            [.. files], [.. scan.Shards], Manifest.ScanPolicy);
        return await snapshots.FinishAsync(manifest, cancellationToken)
            ? manifest
            : await snapshots.ManifestAsync(business.Id, run.Report, run.Slot, cancellationToken) ?? throw new StorageException("A manifest came and went.", false);
    }

    private async Task<(ScanResult Scan, Instant StartedAt)> ScanAsync(Business business, ReportDefinition report, Instant asOf, CancellationToken cancellationToken)
    {
        var since = ReportPeriod.Since(asOf, periodMonths);
        for (var scans = 0; scans < MaxScans; scans++)
        {
            var wait = asOf.Plus(SettlingTime).Since(Instant.Now(clock));
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, clock, cancellationToken);
            }

            var startedAt = Instant.Now(clock);
            var scan = await new ReportScan(credits).RunAsync(
                new(business, report, asOf, startedAt, since, PackedRows.MaxRows), cancellationToken);
            switch (scan.Outcome)
            {
                case ScanOutcome.Complete:
                    return (scan, startedAt);
                case ScanOutcome.TooManyRows:
                    throw new ReportTooLargeException(report.Key);
                default:
                    break;
            }
        }

        throw new StorageException($"Rows dated up to the snapshot's instant were still being written in each of {MaxScans} scans.", false);
    }
}

/// <summary>A report has more rows than fit.</summary>
public sealed class ReportTooLargeException(string report)
    : Exception($"Report {report} has more than {PackedRows.MaxRows} rows, which is more than this version can make.");
