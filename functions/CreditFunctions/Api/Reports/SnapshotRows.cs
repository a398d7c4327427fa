using CreditFunctions.Reports;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Snapshots;

namespace CreditFunctions.Api.Reports;

/// <summary>
/// Holds the rows of the snapshots that were asked for last, packed, so that a page of one costs no storage call. A snapshot never changes, so nothing here grows old;
/// the one unused for longest makes room.
/// </summary>
internal sealed class SnapshotRows(SnapshotStore snapshots)
{
    private const int MaxHeld = 4;

    private readonly Lock gate = new();
    private readonly LinkedList<Held> held = [];

    /// <summary>A manifest; null if the snapshot is gone.</summary>
    public async Task<Manifest?> ManifestAsync(string business, string report, SnapshotId slot, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (held.FirstOrDefault(one => one.Manifest.Business == business && one.Manifest.Report == report && one.Manifest.Snapshot == slot) is { } known)
            {
                return known.Manifest;
            }
        }

        return await snapshots.ManifestAsync(business, report, slot, cancellationToken);
    }

    /// <summary>All rows of a snapshot; null if they are more than is held. Whoever asks while they are being read waits for the same reading.</summary>
    /// <exception cref="SnapshotException">The file does not match its manifest.</exception>
    public async Task<PackedRows?> RowsAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        var one = Hold(manifest);
        try
        {
            return await one.Rows.Value.WaitAsync(cancellationToken);
        }
        catch (Exception) when (one.Rows.Value.IsFaulted)
        {
            lock (gate)
            {
                held.Remove(one);
            }

            throw;
        }
    }

    private Held Hold(Manifest manifest)
    {
        lock (gate)
        {
            var one = held.FirstOrDefault(known => known.Manifest.Attempt == manifest.Attempt) ?? new Held(manifest, new(() => ReadAsync(manifest)));
            held.Remove(one);
            held.AddFirst(one);
            while (held.Count > MaxHeld)
            {
                held.RemoveLast();
            }

            return one;
        }
    }

    private async Task<PackedRows?> ReadAsync(Manifest manifest)
    {
        var file = SnapshotFile.NameOf(ReportCatalogue.TryGet(manifest.Report, out var report) ? report : throw new InvalidOperationException(manifest.Report), ReportFormat.Json);
        await using var download = await snapshots.OpenAsync(manifest, file, null, CancellationToken.None)
            ?? throw new StorageException($"{file} of snapshot {manifest.Snapshot} is missing.", false);
        return await SnapshotFileReader.ReadAsync(download.Content, manifest, CancellationToken.None);
    }

    private sealed record Held(Manifest Manifest, Lazy<Task<PackedRows?>> Rows);
}
