using CreditFunctions.Reports;

namespace CreditFunctions.Storage.Blobs;

/// <summary>
/// A blob read in ranges. All that is read is of one version: that of the ETag it is given, or of the first answer. Any number of readers may read it at once.
/// </summary>
/// <param name="container">Where it is.</param>
/// <param name="name">Its name.</param>
/// <param name="length">Bytes it must have.</param>
/// <param name="etag">The version it must be; null: that of the first answer.</param>
/// <param name="isTemporary">Is the blob removed when this is disposed of?</param>
public sealed class BlobFile(IBlobContainer container, string name, long length, string? etag = null, bool isTemporary = false) : IRangedFile
{
    private string? etag = etag;

    /// <inheritdoc/>
    public long Length => length;

    /// <summary>The blob as it is now; null if there is none.</summary>
    public static async Task<BlobFile?> OpenAsync(IBlobContainer container, string name, CancellationToken cancellationToken) =>
        await container.GetPropertiesAsync(name, cancellationToken) is { } found ? new(container, name, found.Length, found.ETag) : null;

    /// <inheritdoc/>
    /// <exception cref="SnapshotException">The blob is gone, has another length or was replaced.</exception>
    /// <exception cref="StorageException">Storage could not be reached.</exception>
    public async ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (offset < 0 || offset > length - buffer.Length)
        {
            throw new EndOfStreamException($"{name} has {length} bytes; {buffer.Length} were asked for from {offset} on.");
        }

        if (buffer.IsEmpty)
        {
            return;
        }

        await using var download = await container.GetAsync(name, new(offset, buffer.Length), cancellationToken) ?? throw new SnapshotException(name, "is gone.");
        Check(download.Properties);
        await download.Content.ReadExactlyAsync(buffer, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            _ = isTemporary && await container.DeleteAsync(name, CancellationToken.None);
        }
        catch (StorageException)
        {
            // It lies under the prefix of whoever made it, and is swept.
        }
    }

    private void Check(BlobProperties found)
    {
        if (found.Length != length)
        {
            throw new SnapshotException(name, $"has {found.Length} bytes and must have {length}.");
        }

        // Of several first answers one is the first; the others must be of its version.
        var pinned = Interlocked.CompareExchange(ref etag, found.ETag, null) ?? found.ETag;
        if (pinned != found.ETag)
        {
            throw new SnapshotException(name, "was replaced while it was read.");
        }
    }
}
