using System.Runtime.CompilerServices;
using Azure.Core;
using CreditFunctions.Storage.Azure.Http;
using CreditFunctions.Storage.Blobs;

namespace CreditFunctions.Storage.Azure.Blobs;

/// <summary>A container of Azure Blob Storage or Azurite.</summary>
internal sealed class AzureBlobContainer(AzureService service, BlobLinks links, string container) : IBlobContainer
{
    /// <summary>How long making a container or removing a blob may take.</summary>
    private static readonly TimeSpan ShortTimeout = TimeSpan.FromSeconds(30);

    private readonly BlobReading reading = new(service, container);
    private readonly BlobLeases leases = new(service, container);

    /// <inheritdoc/>
    public async Task CreateIfMissingAsync(CancellationToken cancellationToken)
    {
        var what = $"Creating container {container}";
        using var message = service.Write(RequestMethod.Put, $"/{container}?restype=container", default);
        var response = await service.WriteAsync(message, what, ShortTimeout, cancellationToken);
        if (response.Status != 201 && StorageError.From(response) is var error && error.Code != "ContainerAlreadyExists")
        {
            throw error.OnWrite(what);
        }
    }

    /// <inheritdoc/>
    public Task<BlobWriteResult> PutAsync(
        string name, ReadOnlyMemory<byte> content, BlobHeaders headers, BlobCondition condition, CancellationToken cancellationToken) =>
        BlobWriting.PutAsync(service, container, name, content, headers, condition, cancellationToken);

    /// <inheritdoc/>
    public BlobUpload Upload(string name, BlobHeaders headers) => new AzureBlobUpload(service, container, name, headers);

    /// <inheritdoc/>
    public Task<BlobDownload?> GetAsync(string name, BlobRange? range, CancellationToken cancellationToken) =>
        reading.GetAsync(name, range, cancellationToken);

    /// <inheritdoc/>
    public Task<BlobProperties?> GetPropertiesAsync(string name, CancellationToken cancellationToken) =>
        reading.PropertiesAsync(name, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlobProperties> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var marker = ""; ;)
        {
            var page = await reading.ListAsync(prefix, marker, cancellationToken);
            foreach (var blob in page.Blobs)
            {
                yield return blob;
            }

            marker = page.NextMarker;
            if (marker.Length == 0)
            {
                yield break;
            }
        }
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(string name, string? etag, CancellationToken cancellationToken)
    {
        var what = $"Removing a blob of container {container}";
        using var message = service.Write(RequestMethod.Delete, BlobAddress.Blob(container, name), default);
        // Whoever has a link to write a blob can make snapshots of it, without which it is not removed.
        message.Request.Headers.SetValue("x-ms-delete-snapshots", "include");
        BlobAnswers.SetCondition(message.Request, new(etag, false));
        var response = await service.WriteAsync(message, what, ShortTimeout, cancellationToken);
        return response.Status == 202
            || (StorageError.From(response) is var error && (BlobAnswers.IsBlobMissing(error) || BlobAnswers.IsOtherVersion(error)) ? false : throw error.OnWrite(what));
    }

    /// <inheritdoc/>
    public Task<BlobLink?> LinkToReadAsync(string name, string fileName, BlobHeaders headers, TimeSpan lifetime, CancellationToken cancellationToken) =>
        links.ToReadAsync(container, name, fileName, headers, lifetime, cancellationToken);

    /// <inheritdoc/>
    public Task<BlobLink?> LinkToWriteAsync(string name, TimeSpan lifetime, CancellationToken cancellationToken) =>
        links.ToWriteAsync(container, name, lifetime, cancellationToken);

    /// <inheritdoc/>
    public Task<string?> AcquireLeaseAsync(string name, TimeSpan duration, CancellationToken cancellationToken) =>
        leases.AcquireAsync(name, BlobLeaseLimits.Check(duration), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RenewLeaseAsync(string name, string leaseId, CancellationToken cancellationToken) =>
        leases.RenewAsync(name, leaseId, cancellationToken);

    /// <inheritdoc/>
    public Task ReleaseLeaseAsync(string name, string leaseId, CancellationToken cancellationToken) =>
        leases.ReleaseAsync(name, leaseId, cancellationToken);

}
