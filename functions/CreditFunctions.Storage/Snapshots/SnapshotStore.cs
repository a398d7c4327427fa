using System.Text.Json;
using System.Text.Json.Serialization;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Blobs;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>Finished snapshots in the container <c>reports</c>: no manifest is no snapshot.</summary>
public sealed class SnapshotStore(IBlobContainer reports)
{
    private const string JsonType = "application/json";
    private const int MaxManifestBytes = 4 * 1024 * 1024;

    /// <summary>The manifest of a slot; null if there is no snapshot of it.</summary>
    /// <exception cref="SnapshotException">The manifest cannot be read.</exception>
    public async Task<Manifest?> ManifestAsync(string business, string report, SnapshotId slot, CancellationToken cancellationToken)
    {
        await using var download = await reports.GetAsync(SnapshotPaths.Manifest(business, report, slot), null, cancellationToken);
        return download is null ? null : ManifestJson.Read(await ReadAllAsync(download, cancellationToken));
    }

    /// <summary>The most recent snapshot; null if there is none yet.</summary>
    public async Task<SnapshotId?> LatestAsync(string business, string report, CancellationToken cancellationToken) =>
        (await LatestWithETagAsync(business, report, cancellationToken))?.Id;

    /// <summary>All snapshots of a report, newest first.</summary>
    public async Task<IReadOnlyList<SnapshotId>> ListAsync(string business, string report, CancellationToken cancellationToken)
    {
        var slots = new List<SnapshotId>();
        await foreach (var blob in reports.ListAsync($"{business}/{report}/", cancellationToken))
        {
            if (SnapshotPaths.TryParseManifest(blob.Name, business, report, out var slot))
            {
                slots.Add(slot);
            }
        }

        slots.Sort(static (a, b) => b.CompareTo(a));
        return slots;
    }

    /// <summary>A file of a snapshot, or a range of it; null if it is not there.</summary>
    public Task<BlobDownload?> OpenAsync(Manifest manifest, string file, BlobRange? range, CancellationToken cancellationToken) =>
        reports.GetAsync(SnapshotPaths.File(manifest.Business, manifest.Report, manifest.Snapshot, manifest.Attempt, file), range, cancellationToken);

    /// <summary>Starts a file of an attempt.</summary>
    public BlobUpload Upload(string business, string report, SnapshotId slot, string attempt, string file, string contentType) =>
        reports.Upload(SnapshotPaths.File(business, report, slot, attempt, file), new(contentType));

    /// <summary>Makes an attempt the snapshot of its slot; false: another was first.</summary>
    public async Task<bool> FinishAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        var result = await reports.PutAsync(
            SnapshotPaths.Manifest(manifest.Business, manifest.Report, manifest.Snapshot), ManifestJson.Write(manifest), new(JsonType), BlobCondition.Absent, cancellationToken);
        return result.Written;
    }

    /// <summary>Points <c>latest.json</c> to a snapshot, unless it points to a later one.</summary>
    public async Task AdvanceLatestAsync(string business, string report, SnapshotId slot, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new LatestBody(slot.ToString(), slot.Slot.ToString()), LatestJson.Default.LatestBody);
        while (true)
        {
            var latest = await LatestWithETagAsync(business, report, cancellationToken);
            if (latest?.Id >= slot)
            {
                return;
            }

            var condition = latest is null ? BlobCondition.Absent : BlobCondition.Match(latest.Value.ETag);
            if ((await reports.PutAsync(SnapshotPaths.Latest(business, report), body, new(JsonType), condition, cancellationToken)).Written)
            {
                return;
            }
        }
    }

    /// <summary>Removes what attempts have left in a slot, but for the one that won.</summary>
    public async Task SweepAsync(string business, string report, SnapshotId slot, string? keptAttempt, CancellationToken cancellationToken)
    {
        var folder = SnapshotPaths.Slot(business, report, slot);
        await foreach (var blob in reports.ListAsync(folder, cancellationToken))
        {
            var (name, isOfAttempt) = (blob.Name[folder.Length..], blob.Name[folder.Length..].Contains('/', StringComparison.Ordinal));
            if (isOfAttempt && (keptAttempt is null || !name.StartsWith(keptAttempt + "/", StringComparison.Ordinal)))
            {
                await reports.DeleteAsync(blob.Name, cancellationToken);
            }
        }
    }

    private static async Task<byte[]> ReadAllAsync(BlobDownload download, CancellationToken cancellationToken)
    {
        if (download.Properties.Length > MaxManifestBytes)
        {
            throw new StorageException($"{download.Properties.Name} has {download.Properties.Length} bytes; at most {MaxManifestBytes} are read.", false);
        }

        var bytes = new byte[download.Properties.Length];
        await download.Content.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    /// <summary>What <c>latest.json</c> says; an id that cannot be read is null, and is written over by the next snapshot.</summary>
    private async Task<(SnapshotId? Id, string ETag)?> LatestWithETagAsync(string business, string report, CancellationToken cancellationToken)
    {
        await using var download = await reports.GetAsync(SnapshotPaths.Latest(business, report), null, cancellationToken);
        if (download is null)
        {
            return null;
        }

        var json = await ReadAllAsync(download, cancellationToken);
        try
        {
            var body = JsonSerializer.Deserialize(json, LatestJson.Default.LatestBody);
            return (SnapshotId.TryParse(body?.Snapshot, out var slot) ? slot : null, download.Properties.ETag);
        }
        catch (JsonException)
        {
            return (null, download.Properties.ETag);
        }
    }
}

internal sealed record LatestBody(string Snapshot, string AsOf);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(LatestBody))]
internal sealed partial class LatestJson : JsonSerializerContext;
