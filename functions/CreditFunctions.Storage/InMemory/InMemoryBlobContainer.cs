using System.Globalization;
using System.Runtime.CompilerServices;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Blobs;

namespace CreditFunctions.Storage.InMemory;

/// <summary>
/// A blob container in memory that behaves as the service does. Safe for use by many threads; without timers or threads of its own:
/// leases end when <paramref name="clock"/> says so.
/// </summary>
/// <param name="clock">What times are taken from.</param>
/// <param name="faults">What goes wrong; null for nothing.</param>
/// <param name="container">What calls and errors name it.</param>
public sealed class InMemoryBlobContainer(TimeProvider clock, IFaults? faults = null, string container = "container") : IBlobContainer
{
    private static readonly TimeSpan NoTimeout = TimeSpan.MaxValue;

    private readonly FaultGate gate = new(clock, faults);
    private readonly Lock access = new();
    private readonly Dictionary<string, StoredLease> leases = new(StringComparer.Ordinal);
    private SortedDictionary<string, StoredBlob>? blobs;
    private long version;

    /// <inheritdoc/>
    public Task CreateIfMissingAsync(CancellationToken cancellationToken) =>
        WriteAsync(StorageOperation.ContainerCreate, "", () => blobs ??= new(StringComparer.Ordinal), cancellationToken);

    /// <inheritdoc/>
    public Task<BlobWriteResult> PutAsync(
        string name, ReadOnlyMemory<byte> content, BlobHeaders headers, BlobCondition condition, CancellationToken cancellationToken)
    {
        var copy = content.ToArray();
        return WriteAsync(StorageOperation.BlobPut, name, () => Put(name, copy, headers, condition), cancellationToken);
    }

    /// <inheritdoc/>
    public BlobUpload Upload(string name, BlobHeaders headers) => new InMemoryBlobUpload(
        token => WriteAsync(StorageOperation.BlobBlock, name, () => Blobs, token),
        (content, condition, token) => WriteAsync(StorageOperation.BlobCommit, name, () => Put(name, content, headers, condition), token));

    /// <inheritdoc/>
    public Task<BlobDownload?> GetAsync(string name, BlobRange? range, CancellationToken cancellationToken) =>
        range is { From: < 0 } or { Length: < 0 }
            ? throw new ArgumentOutOfRangeException(nameof(range), range, "Ranges do not reach before the beginning.")
            : ReadAsync(
                StorageOperation.BlobGet,
                name,
                () => Blobs.TryGetValue(name, out var blob) ? new BlobDownload(blob.Properties(name), blob.Open(range)) : null,
                cancellationToken);

    /// <inheritdoc/>
    public Task<BlobProperties?> GetPropertiesAsync(string name, CancellationToken cancellationToken) =>
        ReadAsync(StorageOperation.BlobProperties, name, () => Blobs.GetValueOrDefault(name)?.Properties(name), cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlobProperties> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var page = await ReadAsync(
            StorageOperation.BlobList,
            prefix,
            () => Blobs.Where(b => b.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(b => b.Value.Properties(b.Key)).ToList(),
            cancellationToken);
        foreach (var blob in page)
        {
            yield return blob;
        }
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string name, string? etag, CancellationToken cancellationToken) =>
        WriteAsync(
            StorageOperation.BlobDelete,
            name,
            () =>
            {
                CheckNotLeased(name);
                return (etag is null || Blobs.GetValueOrDefault(name)?.Properties(name).ETag == etag) && Blobs.Remove(name);
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<BlobLink?> LinkToReadAsync(string name, string fileName, BlobHeaders headers, TimeSpan lifetime, CancellationToken cancellationToken) => Task.FromResult<BlobLink?>(null);

    /// <inheritdoc/>
    public Task<BlobLink?> LinkToWriteAsync(string name, TimeSpan lifetime, CancellationToken cancellationToken) => Task.FromResult<BlobLink?>(null);

    /// <inheritdoc/>
    public Task<string?> AcquireLeaseAsync(string name, TimeSpan duration, CancellationToken cancellationToken)
    {
        _ = BlobLeaseLimits.Check(duration);
        return WriteAsync(
            StorageOperation.LeaseAcquire,
            name,
            () =>
            {
                if (!Blobs.ContainsKey(name) || IsLeased(name))
                {
                    return null;
                }

                var id = $"lease-{Next()}";
                leases[name] = new(id, duration, clock.GetUtcNow() + duration);
                return id;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> RenewLeaseAsync(string name, string leaseId, CancellationToken cancellationToken) =>
        WriteAsync(
            StorageOperation.LeaseRenew,
            name,
            () =>
            {
                // As at the service, a lease that ended may be renewed as long as nobody else took it and the blob was not written.
                if (!Blobs.ContainsKey(name) || !leases.TryGetValue(name, out var lease) || lease.Id != leaseId)
                {
                    return false;
                }

                leases[name] = lease with { Until = clock.GetUtcNow() + lease.Duration };
                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task ReleaseLeaseAsync(string name, string leaseId, CancellationToken cancellationToken) =>
        WriteAsync(
            StorageOperation.LeaseRelease,
            name,
            () => Blobs.ContainsKey(name) && leases.TryGetValue(name, out var lease) && lease.Id == leaseId && leases.Remove(name),
            cancellationToken);

    private SortedDictionary<string, StoredBlob> Blobs =>
        blobs ?? throw new StorageException($"Container {container} does not exist: create it first.", mayHaveHappened: false, 404, "ContainerNotFound");

    private BlobWriteResult Put(string blob, byte[] content, BlobHeaders headers, BlobCondition condition)
    {
        var old = Blobs.GetValueOrDefault(blob);
        if ((condition.IfAbsent && old is not null) || (condition.IfMatch is { } etag && etag != "*" && etag != old?.ETag) || (condition.IfMatch == "*" && old is null))
        {
            return new(false, null);
        }

        CheckNotLeased(blob);
        leases.Remove(blob);
        var stored = new StoredBlob(content, headers, $"\"0x{Next()}\"", Instant.Now(clock));
        Blobs[blob] = stored;
        return new(true, stored.ETag);
    }

    private bool IsLeased(string blob) => leases.TryGetValue(blob, out var lease) && lease.Until > clock.GetUtcNow();

    private void CheckNotLeased(string blob)
    {
        if (IsLeased(blob))
        {
            throw new StorageException($"A blob of container {container} is leased.", mayHaveHappened: false, 412, "LeaseIdMissing");
        }
    }

    private string Next()
    {
        version++;
        return version.ToString("X16", CultureInfo.InvariantCulture);
    }

    private Task<T> ReadAsync<T>(StorageOperation operation, string blob, Func<T> read, CancellationToken cancellationToken) =>
        gate.ReadAsync(new(operation, container, blob, []), () => Locked(read), cancellationToken);

    private Task<T> WriteAsync<T>(StorageOperation operation, string blob, Func<T> write, CancellationToken cancellationToken) =>
        gate.WriteAsync(new(operation, container, blob, []), NoTimeout, () => Locked(write), cancellationToken);

    private T Locked<T>(Func<T> action)
    {
        lock (access)
        {
            return action();
        }
    }
}
