using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Settings;
using CreditFunctions.Storage.Clock;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Storage.Snapshots;
using CreditFunctions.Timers;

namespace CreditFunctions.Api.Reports;

/// <summary>Where a report's rows come from: computed live while the business has few of them, else from a snapshot.</summary>
internal sealed class ReportSource(
    LiveScan live, SnapshotStore snapshots, PagedSnapshots paged, TimerTasks tasks, RunStore runs, NewestRuns newestRuns, ProgramSettings settings, TimeProvider clock)
{
    /// <summary>The most rows that are computed for an answer.</summary>
    public const int MaxLiveRows = 10_000;

    /// <summary>How long the cursor of live rows is good: what changed since its instant is taken back account by account.</summary>
    public static readonly TimeSpan LiveCursorLifetime = TimeSpan.FromHours(1);

    /// <summary>How long a run that was given up is the answer, before another is started.</summary>
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMinutes(10);

    /// <summary>The rows there are now, live or of the latest snapshot; the problem, or null and the rows.</summary>
    public Task<(ReportData? Data, Problem? Problem)> DataAsync(Business business, ReportDefinition report, CancellationToken cancellationToken) =>
        DataAsync(business, report, ReportMoment.Any, cancellationToken);

    /// <summary>The rows of the moment that is asked; the problem, or null and the rows.</summary>
    public async Task<(ReportData? Data, Problem? Problem)> DataAsync(Business business, ReportDefinition report, ReportMoment moment, CancellationToken cancellationToken)
    {
        if (moment.Snapshot is { } slot)
        {
            return await OfSnapshotAsync(business, report, slot, cancellationToken);
        }

        if (moment.LiveAsOf is { } asOf)
        {
            return await PastAsync(business, report, asOf, cancellationToken);
        }

        var latest = await paged.LatestAsync(business.Id, report, cancellationToken);
        if (!moment.OfSnapshot && latest is null or { Rows: <= MaxLiveRows } && await LiveAsync(business, report, Instant.Now(clock), cancellationToken) is { } rows)
        {
            return (rows, null);
        }

        return latest is null ? (null, await NoneYetAsync(business, report, moment, cancellationToken)) : (latest, null);
    }

    private async Task<(ReportData? Data, Problem? Problem)> OfSnapshotAsync(Business business, ReportDefinition report, SnapshotId slot, CancellationToken cancellationToken)
    {
        if (await paged.LatestAsync(business.Id, report, cancellationToken) is { } latest && latest.Snapshot == slot)
        {
            return (latest, null);
        }

        if (paged.Recall(business.Id, report, slot) is { } known)
        {
            return (known, null);
        }

        if (await snapshots.ManifestAsync(business.Id, report.Key, slot, cancellationToken) is not { } manifest)
        {
            var run = await runs.GetAsync(business.Id, RunTask.Of(report.Key), slot, cancellationToken);
            return (null, SnapshotProblems.NotThere(report, slot, run));
        }

        return await paged.OfAsync(report, manifest, cancellationToken) is { } found ? (found, null) : (null, SnapshotProblems.NotPaged(manifest));
    }

    /// <summary>The rows of the page before: as of its instant, whatever was written since.</summary>
    private async Task<(ReportData? Data, Problem? Problem)> PastAsync(Business business, ReportDefinition report, Instant asOf, CancellationToken cancellationToken)
    {
        // Clocks of instances differ; a cursor of a time to come was given out by none.
        if (asOf > Instant.Now(clock).Plus(StorageClock.MaxSkew))
        {
            return (null, QueryProblems.Answer([new("cursor", $"its rows are as of {asOf}, which is in the future", "a cursor as an answer of this report gave it", QueryProblem.CursorInvalid)]));
        }

        if (Instant.Now(clock).Since(asOf) > LiveCursorLifetime)
        {
            return (null, QueryProblems.Answer([new(
                "cursor", $"its rows are live ones as of {asOf}, more than an hour ago", "a cursor of live rows for an hour; begin again, or in snapshot=latest, whose cursors last longer", QueryProblem.CursorExpired)]));
        }

        return await LiveAsync(business, report, asOf, cancellationToken) is { } past
            ? (past, null)
            : (null, new(StatusCodes.Status409Conflict, "report_too_large", $"As of {asOf} the report has more than {MaxLiveRows} rows, which only a snapshot answers: leave out the cursor."));
    }

    /// <summary>The rows as of an instant; null if they are too many.</summary>
    private Task<ReportData?> LiveAsync(Business business, ReportDefinition report, Instant asOf, CancellationToken cancellationToken) =>
        live.RunAsync(business, report, asOf, ReportPeriod.Since(asOf, settings.Snapshots.PeriodMonths), MaxLiveRows, cancellationToken);

    private async Task<Problem> NoneYetAsync(Business business, ReportDefinition report, ReportMoment moment, CancellationToken cancellationToken)
    {
        var why = moment.OfSnapshot ? "The report has no snapshot" : $"The report has more than {MaxLiveRows} rows and no snapshot";
        var now = Instant.Now(clock);
        var newest = await newestRuns.NewestAsync(business.Id, RunTask.Of(report.Key), business.CreatedAt, now, cancellationToken);
        if (newest is { State: RunState.Failed, EndedAt: { } ended } && now.Since(ended) < AskAgainAfter)
        {
            return SnapshotProblems.Failed(newest, why);
        }

        // Whoever asks again while a run is under way waits for that one.
        var run = newest is { State: RunState.Open }
            ? newest
            : await runs.RequestAsync(business.Id, RunTask.Of(report.Key), SnapshotId.At(now), now, isFull: false, cancellationToken);
        tasks.Wake(RunTask.SnapshotReports);
        return SnapshotProblems.Pending(run, why);
    }
}
