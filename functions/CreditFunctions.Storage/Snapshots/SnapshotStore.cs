using CreditFunctions.Reports;
using CreditFunctions.Storage.Blobs;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>Finished snapshots in the container <c>reports</c>: no manifest is no snapshot.</summary>
public sealed class SnapshotStore(IBlobContainer reports)
{
    private const string JsonType = "application/json";
    private const int MaxManifestBytes = 4 * 1024 * 1024;

    /// <summary>The manifest of a slot; null if there is no snapshot of it.</summary>
    /// <exception cref="SnapshotException">The manifest cannot be read, or is another business's, report's or slot's.</exception>
    public async Task<Manifest?> ManifestAsync(string business, string report, SnapshotId slot, CancellationToken cancellationToken)
    {
        await using var download = await reports.GetAsync(SnapshotPaths.Manifest(business, report, slot), null, cancellationToken);
        if (download is null)
        {
            return null;
        }

        // Blobs may have been put back to where others belong: nobody may get another's files.
        var manifest = ManifestJson.Read(await ReadAllAsync(download, cancellationToken));
        return (manifest.Business, manifest.Report, manifest.Snapshot) == (business, report, slot)
            ? manifest
            : throw new SnapshotException(
                SnapshotPaths.Manifest(business, report, slot), $"is that of snapshot {manifest.Snapshot} of {manifest.Report} of {manifest.Business}.");
    }

    /// <summary>The manifest of a slot, if there is one that can be read: for those to whom one that cannot is as good as none.</summary>
    public async Task<Manifest?> ReadableManifestAsync(string business, string report, SnapshotId slot, CancellationToken cancellationToken)
    {
        try
        {
            return await ManifestAsync(business, report, slot, cancellationToken);
        }
        catch (SnapshotException)
        {
            return null;
        }
    }

    /// <summary>The most recent snapshot; null if there is none yet, or none that can be read: the next one is pointed to in its place.</summary>
    public async Task<SnapshotId?> LatestAsync(string business, string report, CancellationToken cancellationToken) =>
        (await LatestWithETagAsync(business, report, cancellationToken))?.Latest?.Snapshot;

    /// <summary>What is needed of the most recent snapshot to answer pages from it; null if there is none yet, or one that only another version of this program can read.</summary>
    /// <exception cref="SnapshotException"><c>latest.json</c> is damaged.</exception>
    public async Task<LatestSnapshot?> NewestAsync(string business, string report, CancellationToken cancellationToken) =>
        await LatestWithETagAsync(business, report, cancellationToken) is { } stored ? stored.Damage is null ? stored.Latest : throw stored.Damage : null;

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

    /// <summary>What is known of a stored file of a snapshot; null if it is not there.</summary>
    public Task<BlobProperties?> PropertiesAsync(Manifest manifest, string file, CancellationToken cancellationToken) =>
        reports.GetPropertiesAsync(SnapshotPaths.File(manifest.Business, manifest.Report, manifest.Snapshot, manifest.Attempt, file), cancellationToken);

    /// <summary>A link at which a file of a snapshot can be read; null: the storage has none.</summary>
    /// <param name="manifest">The snapshot.</param>
    /// <param name="file">The file, as it is stored.</param>
    /// <param name="fileName">What it is saved as.</param>
    /// <param name="headers">What it is served with.</param>
    /// <param name="lifetime">How long the link lasts.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<BlobLink?> LinkAsync(Manifest manifest, string file, string fileName, BlobHeaders headers, TimeSpan lifetime, CancellationToken cancellationToken) => reports.LinkToReadAsync(
        SnapshotPaths.File(manifest.Business, manifest.Report, manifest.Snapshot, manifest.Attempt, file), fileName, headers, lifetime, cancellationToken);

    /// <summary>Makes an attempt the snapshot of its slot; false: another was first.</summary>
    public async Task<bool> FinishAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        var result = await reports.PutAsync(
            SnapshotPaths.Manifest(manifest.Business, manifest.Report, manifest.Snapshot), ManifestJson.Write(manifest), new(JsonType), BlobCondition.Absent, cancellationToken);
        return result.Written;
    }

    /// <summary>Points <c>latest.json</c> to a snapshot, unless it points to a later one.</summary>
    public async Task AdvanceLatestAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        var body = ManifestJson.Write(LatestSnapshot.Of(manifest));
        while (true)
        {
            var stored = await LatestWithETagAsync(manifest.Business, manifest.Report, cancellationToken);
            if (stored?.Latest?.Snapshot >= manifest.Snapshot)
            {
                return;
            }

            var condition = stored is null ? BlobCondition.Absent : BlobCondition.Match(stored.Value.ETag);
            if ((await reports.PutAsync(SnapshotPaths.Latest(manifest.Business, manifest.Report), body, new(JsonType), condition, cancellationToken)).Written)
            {
                return;
            }
        }
    }

    /// <summary>Removes all of a slot but its snapshot: what attempts at other shards left, and notes of what was finished.</summary>
    public async Task SweepAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        var kept = manifest.Files.Select(static file => file.Name).Concat(manifest.Pages.Select(static pages => pages.File.Name))
            .Select(name => SnapshotPaths.File(manifest.Business, manifest.Report, manifest.Snapshot, manifest.Attempt, name))
            .Append(SnapshotPaths.Manifest(manifest.Business, manifest.Report, manifest.Snapshot))
            .Append(SnapshotPaths.Lock(manifest.Business, manifest.Report, manifest.Snapshot)).ToHashSet(StringComparer.Ordinal);
        await foreach (var blob in reports.ListAsync(SnapshotPaths.Slot(manifest.Business, manifest.Report, manifest.Snapshot), cancellationToken))
        {
            if (!kept.Contains(blob.Name))
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

    /// <summary>What <c>latest.json</c> says; one that cannot be read is null, and is written over by the next snapshot.</summary>
    private async Task<(LatestSnapshot? Latest, SnapshotException? Damage, string ETag)?> LatestWithETagAsync(string business, string report, CancellationToken cancellationToken)
    {
        await using var download = await reports.GetAsync(SnapshotPaths.Latest(business, report), null, cancellationToken);
        if (download is null)
        {
            return null;
        }

        var json = await ReadAllAsync(download, cancellationToken);
        try
        {
            return (ManifestJson.ReadLatest(json), null, download.Properties.ETag);
        }
        catch (SnapshotException unreadable)
        {
            return (null, unreadable.IsUnsupported ? null : unreadable, download.Properties.ETag);
        }
    }
}
