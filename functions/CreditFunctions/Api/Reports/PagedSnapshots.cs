using System.Collections.Concurrent;
using CreditFunctions.Reports;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Snapshots;

namespace CreditFunctions.Api.Reports;

/// <summary>
/// Snapshots as pages are read from them. Which is the latest, and where the pages of each lie, is remembered for a few seconds: a warm instance reads a page in one request, a cold one
/// reads <c>latest.json</c> and the offsets of the blocks before it.
/// </summary>
internal sealed class PagedSnapshots(SnapshotStore snapshots, IStorage storage, OffsetsCache offsets, TimeProvider clock)
{
    /// <summary>So long a newer snapshot of another process may go unseen.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    // Some hundred bytes each.
    private const int MaxRemembered = 1_000;

    private readonly IBlobContainer reports = storage.Container(StoreNames.Reports);
    private readonly ConcurrentDictionary<(string Business, string Report, SnapshotId? Snapshot), (ReportData Data, long Since)> remembered = new();

    /// <summary>The rows of the latest snapshot; null if there is none yet.</summary>
    /// <exception cref="SnapshotException">What says which it is is damaged.</exception>
    public async ValueTask<ReportData?> LatestAsync(string business, ReportDefinition report, CancellationToken cancellationToken)
    {
        if (Recall(business, report, null) is { } known)
        {
            return known;
        }

        var since = clock.GetTimestamp();
        return await snapshots.NewestAsync(business, report.Key, cancellationToken) is { } latest
            ? Remember(business, null, Open(LatestSnapshot.FileName, business, report, latest), since)
            : null;
    }

    /// <summary>The rows of a snapshot whose manifest is there; null if its pages are not kept any more.</summary>
    /// <exception cref="SnapshotException">The manifest contradicts itself.</exception>
    public async ValueTask<ReportData?> OfAsync(ReportDefinition report, Manifest manifest, CancellationToken cancellationToken)
    {
        var since = clock.GetTimestamp();
        var data = Open(Manifest.FileName, manifest.Business, report, LatestSnapshot.Of(manifest));
        // They are removed one after another: some may be there still.
        var found = await Task.WhenAll(manifest.Pages.Select(page => reports.GetPropertiesAsync(
            SnapshotPaths.File(manifest.Business, manifest.Report, manifest.Snapshot, manifest.Attempt, page.File.Name), cancellationToken)));
        return found.Contains(null) ? null : Remember(manifest.Business, manifest.Snapshot, data, since);
    }

    /// <summary>The rows of a snapshot, or of the latest, if they were looked for just now.</summary>
    public ReportData? Recall(string business, ReportDefinition report, SnapshotId? snapshot) =>
        remembered.TryGetValue((business, report.Key, snapshot), out var known) && clock.GetElapsedTime(known.Since) < Lifetime ? known.Data : null;

    /// <summary>Forgets what is known of a report's snapshots: this process made one, or met a damaged one.</summary>
    public void Forget(string business, string report)
    {
        foreach (var key in remembered.Keys.Where(key => key.Business == business && key.Report == report))
        {
            remembered.TryRemove(key, out _);
        }
    }

    private ReportData Remember(string business, SnapshotId? snapshot, ReportData data, long since)
    {
        if (remembered.Count >= MaxRemembered)
        {
            remembered.Clear();
        }

        remembered[(business, data.Report.Key, snapshot)] = (data, since);
        return data;
    }

    private ReportData Open(string file, string business, ReportDefinition report, LatestSnapshot snapshot)
    {
        Check(file, business, report, snapshot);
        return new(
            report, snapshot.AsOf, snapshot.Snapshot, snapshot.Rows,
            [.. snapshot.Pages.Select(page => new IndexedRows(report[page.Column], new RowFileReader(page.File, FileOf(business, report, snapshot, page.File), offsets)))],
            []);
    }

    private BlobFile FileOf(string business, ReportDefinition report, LatestSnapshot snapshot, RowFileInfo file) =>
        new(reports, SnapshotPaths.File(business, report.Key, snapshot.Snapshot, snapshot.Attempt, file.Name), file.Bytes);

    /// <summary>What says where the pages are is a file like the others, and as likely to be damaged.</summary>
    private static void Check(string file, string business, ReportDefinition report, LatestSnapshot snapshot)
    {
        var problem = snapshot.Pages.IsEmpty ? "names no pages."
            : snapshot.AsOf != snapshot.Snapshot.Slot ? $"says snapshot {snapshot.Snapshot} is as of {snapshot.AsOf}."
            : snapshot.Pages.FirstOrDefault(page => !report.TryGetColumn(page.Column, out _) || page.File.Name != PageStore.NameOf(report, page.Column)) is { } unknown
                ? $"names pages {unknown.File.Name} by {unknown.Column}, which {report.Key} does not have."
            : snapshot.Pages.FirstOrDefault(page => page.File.Rows != snapshot.Rows) is { } other ? $"has {snapshot.Rows} rows, and {other.File.Rows} in {other.File.Name}."
            : snapshot.Pages.FirstOrDefault(page => page.File.Id != PageStore.IdOf(SnapshotPaths.File(business, report.Key, snapshot.Snapshot, snapshot.Attempt, page.File.Name), report)) is { } foreign
                ? $"names {foreign.File.Name} with id {foreign.File.Id:x16}, which is not that of the columns {report.Key} has."
            : null;
        if (problem is not null)
        {
            throw new SnapshotException(file, problem);
        }
    }
}
