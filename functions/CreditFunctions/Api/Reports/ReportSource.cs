using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Settings;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Snapshots;
using CreditFunctions.Timers;

namespace CreditFunctions.Api.Reports;

/// <summary>Rows to answer from.</summary>
/// <param name="Rows">All rows.</param>
/// <param name="AsOf">The instant they are of.</param>
/// <param name="Snapshot">The snapshot they are from; null: they were computed just now.</param>
internal sealed record SourcedRows(PackedRows Rows, Instant AsOf, SnapshotId? Snapshot);

/// <summary>Where a report's data comes from: computed live while the business has few rows, else from its latest snapshot.</summary>
internal sealed class ReportSource(
    CreditStore credits, SnapshotStore snapshots, SnapshotRows snapshotRows, RunQueue runs, DirectoryStore directory, ProgramSettings settings, TimeProvider clock)
{
    /// <summary>The most rows that are computed for an answer.</summary>
    public const int MaxLiveRows = 10_000;

    private const int RetryAfterSeconds = 15;

    /// <summary>How long a run that was given up is the answer, before another is started.</summary>
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMinutes(10);

    /// <summary>All rows of a report; the problem, or null and the rows.</summary>
    public async Task<(SourcedRows? Rows, Problem? Problem)> RowsAsync(Business business, ReportDefinition report, CancellationToken cancellationToken)
    {
        var latest = await snapshots.LatestAsync(business.Id, report.Key, cancellationToken);
        var manifest = latest is { } slot ? await snapshotRows.ManifestAsync(business.Id, report.Key, slot, cancellationToken) : null;
        if (manifest is null || manifest.Rows <= MaxLiveRows)
        {
            var now = Instant.Now(clock);
            var since = ReportPeriod.Since(now, settings.ReportPeriodMonths);
            var scan = await new ReportScan(credits).RunAsync(new(business, report, now, Instant.Max, since, MaxLiveRows), cancellationToken);
            if (scan.Outcome == ScanOutcome.Complete)
            {
                return (new(scan.Rows, now, null), null);
            }
        }

        if (manifest is null)
        {
            var now = Instant.Now(clock);
            var newest = await directory.NewestRunAsync(business.Id, report.Key, cancellationToken);
            if (newest is { State: RunState.Failed, EndedAt: { } ended } && now.Since(ended) < AskAgainAfter)
            {
                return (null, new(
                    StatusCodes.Status409Conflict, "snapshot_failed",
                    $"The report has more than {MaxLiveRows} rows and no snapshot, and the last run was given up: {newest.Error}"));
            }

            // Whoever asks again while a run is under way waits for that one: every run scans all there is.
            var run = newest is { State: RunState.Open }
                ? newest
                : await directory.RequestRunAsync(business.Id, report.Key, SnapshotId.At(now), now, cancellationToken);
            runs.Wake();
            return (null, new(
                StatusCodes.Status503ServiceUnavailable, "snapshot_pending",
                $"The report has more than {MaxLiveRows} rows and no snapshot yet; one is under way: {RunAnswer.UrlOf(report.Key, run.Slot)}.")
            { RetryAfter = RetryAfterSeconds });
        }

        return await snapshotRows.RowsAsync(manifest, cancellationToken) is { } rows
            ? (new(rows, manifest.AsOf, manifest.Snapshot), null)
            : (null, new(
                StatusCodes.Status409Conflict, "report_too_large",
                $"The snapshot has {manifest.Rows} rows; at most {PackedRows.MaxRows} are paged and sorted here. Fetch its files: {RunAnswer.UrlOf(report.Key, manifest.Snapshot)}."));
    }
}
