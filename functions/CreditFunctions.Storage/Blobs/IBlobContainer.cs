namespace CreditFunctions.Storage.Blobs;

/// <summary>
/// One container of Azure Blob Storage, block blobs only. Expected outcomes are results; <see cref="StorageException"/> is what storage
/// could not do. Reads are retried within bounds, writes never.
/// </summary>
public interface IBlobContainer
{
    /// <summary>Creates the container if it is missing.</summary>
    Task CreateIfMissingAsync(CancellationToken cancellationToken);

    /// <summary>Writes a whole blob in one request.</summary>
    Task<BlobWriteResult> PutAsync(string name, ReadOnlyMemory<byte> content, BlobHeaders headers, BlobCondition condition, CancellationToken cancellationToken);

    /// <summary>Starts a blob that is written as a stream of blocks and exists only once it is committed.</summary>
    BlobUpload Upload(string name, BlobHeaders headers);

    /// <summary>Reads a blob or a range of it; null if there is none.</summary>
    Task<BlobDownload?> GetAsync(string name, BlobRange? range, CancellationToken cancellationToken);

    /// <summary>What is known of a blob without reading it; null if there is none.</summary>
    Task<BlobProperties?> GetPropertiesAsync(string name, CancellationToken cancellationToken);

    /// <summary>The blobs whose name starts with <paramref name="prefix"/>, in ordinal order of names.</summary>
    IAsyncEnumerable<BlobProperties> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Removes a blob; false if there was none.</summary>
    Task<bool> DeleteAsync(string name, CancellationToken cancellationToken) => DeleteAsync(name, null, cancellationToken);

    /// <summary>Removes a blob and the snapshots of it, if it is of that version, or of any where <paramref name="etag"/> is null; false if there was none such.</summary>
    Task<bool> DeleteAsync(string name, string? etag, CancellationToken cancellationToken);

    /// <summary>
    /// A link at which a blob can be read, whole or in ranges, for at most <see cref="BlobLink.Longest"/>; nothing says that there is such a blob. Null: this storage has no addresses.
    /// </summary>
    /// <param name="name">The blob.</param>
    /// <param name="fileName">What it is saved as: ASCII without quotes.</param>
    /// <param name="headers">What it is served with, in the place of its own.</param>
    /// <param name="lifetime">How long the link lasts.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<BlobLink?> LinkToReadAsync(string name, string fileName, BlobHeaders headers, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>A link at which a blob can be made and written over, whole or in blocks, but not read, for at most <see cref="BlobLink.Longest"/>. Null: this storage has no addresses.</summary>
    Task<BlobLink?> LinkToWriteAsync(string name, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>Takes the lease of an existing blob for 15 to 60 seconds; null if another holds it or there is no such blob.</summary>
    Task<string?> AcquireLeaseAsync(string name, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Holds on to a lease for its duration from now; false if it was lost.</summary>
    Task<bool> RenewLeaseAsync(string name, string leaseId, CancellationToken cancellationToken);

    /// <summary>Gives a lease back; a lost one is no error.</summary>
    Task ReleaseLeaseAsync(string name, string leaseId, CancellationToken cancellationToken);
}
