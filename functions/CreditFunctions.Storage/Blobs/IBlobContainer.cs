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
    Task<bool> DeleteAsync(string name, CancellationToken cancellationToken);

    /// <summary>Takes the lease of an existing blob for 15 to 60 seconds; null if another holds it or there is no such blob.</summary>
    Task<string?> AcquireLeaseAsync(string name, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Holds on to a lease for its duration from now; false if it was lost.</summary>
    Task<bool> RenewLeaseAsync(string name, string leaseId, CancellationToken cancellationToken);

    /// <summary>Gives a lease back; a lost one is no error.</summary>
    Task ReleaseLeaseAsync(string name, string leaseId, CancellationToken cancellationToken);
}
