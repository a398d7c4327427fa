using System.Text.Json;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Runs;

namespace CreditFunctions.Api.Reports;

/// <summary>A column of a report.</summary>
internal sealed record ColumnAnswer(string Key, string Label, string Kind, bool Sortable, string Description);

/// <summary>A report of the catalogue.</summary>
internal sealed record ReportCatalogueAnswer(
    string Report, string Title, IReadOnlyList<ColumnAnswer> Columns, string Schedule, string? LatestSnapshot, string? LatestAsOf, string DataUrl, string SnapshotsUrl);

/// <summary>The catalogue.</summary>
internal sealed record ReportsAnswer(IReadOnlyList<ReportCatalogueAnswer> Reports);

/// <summary>A finished snapshot in a list.</summary>
internal sealed record SnapshotSummary(string Snapshot, string AsOf, string Url);

/// <summary>The finished snapshots of a report, newest first.</summary>
internal sealed record SnapshotsAnswer(IReadOnlyList<SnapshotSummary> Snapshots);

/// <summary>A file of a snapshot.</summary>
internal sealed record FileAnswer(string Name, long Bytes, string Sha256, string ContentType, string Url);

/// <summary>
/// A snapshot that is finished, under way or given up: <c>state</c> is <c>open</c>, <c>done</c> or <c>failed</c>. Under way, <c>phase</c> and <c>progress</c> say how far it is; the manifest is
/// there once it is done.
/// </summary>
internal sealed record RunAnswer(
    string Report,
    string Snapshot,
    string AsOf,
    string State,
    string? Mode,
    string? Phase,
    string? Progress,
    int? Attempts,
    string? Error,
    string Url,
    IReadOnlyList<FileAnswer> Files,
    JsonElement? Manifest)
{
    /// <summary>The mode of a run that reads everything.</summary>
    public const string Full = "full";

    /// <summary>The mode of a run that reads what changed since an earlier snapshot, if there is one to go on from.</summary>
    public const string Incremental = "incremental";

    public static RunAnswer Of(Run run) =>
        new(
            run.Task.Key, run.Slot.ToString(), run.Slot.Slot.ToString(), SnakeCase.Name(run.State), run.IsFull ? Full : Incremental, run.Phase is { } phase ? SnakeCase.Name(phase) : null,
            run.Progress, run.Attempts, run.Error, UrlOf(run.Task.Key, run.Slot), [], null);

    public static RunAnswer Of(Manifest manifest)
    {
        var url = UrlOf(manifest.Report, manifest.Snapshot);
        using var json = JsonDocument.Parse(ManifestJson.Write(manifest));
        return new(
            manifest.Report, manifest.Snapshot.ToString(), manifest.AsOf.ToString(), SnakeCase.Name(RunState.Done), null, null, null, null, null, url,
            [.. manifest.Files.Select(file => new FileAnswer(file.Name, file.Bytes, file.Sha256, file.ContentType, $"{url}/{file.Name}"))], json.RootElement.Clone());
    }

    /// <summary>Where a snapshot is looked at.</summary>
    public static string UrlOf(string report, SnapshotId slot) => $"/api/reports/{report}/snapshots/{slot}";
}
