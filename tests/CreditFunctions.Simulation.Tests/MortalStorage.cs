using System.Runtime.CompilerServices;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Queues;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Simulation;

/// <summary>Storage as one process has it. Killed, the process never hears from storage again, and so does nothing more; what was on its way may still happen.</summary>
internal sealed class MortalStorage(IStorage storage) : IStorage
{
    private readonly Life life = new();

    public bool IsDead => life.IsOver;

    public void Kill() => life.End();

    public ITable Table(string name) => new MortalTable(storage.Table(name), life);

    public IBlobContainer Container(string name) => new MortalContainer(storage.Container(name), life);

    public IQueue Queue(string name) => new MortalQueue(storage.Queue(name), life);

    private sealed class MortalContainer(IBlobContainer container, Life life) : IBlobContainer
    {
        public Task CreateIfMissingAsync(CancellationToken cancellationToken) => life.WhileItLastsAsync(() => container.CreateIfMissingAsync(cancellationToken));

        public Task<BlobWriteResult> PutAsync(string name, ReadOnlyMemory<byte> content, BlobHeaders headers, BlobCondition condition, CancellationToken cancellationToken) =>
            life.WhileItLastsAsync(() => container.PutAsync(name, content, headers, condition, cancellationToken));

        public BlobUpload Upload(string name, BlobHeaders headers) => new MortalUpload(container.Upload(name, headers), life);

        public Task<BlobDownload?> GetAsync(string name, BlobRange? range, CancellationToken cancellationToken) =>
            life.WhileItLastsAsync(() => container.GetAsync(name, range, cancellationToken));

        public Task<BlobLink?> LinkToReadAsync(string name, string fileName, BlobHeaders headers, TimeSpan lifetime, CancellationToken cancellationToken) =>
            life.WhileItLastsAsync(() => container.LinkToReadAsync(name, fileName, headers, lifetime, cancellationToken));

        public Task<BlobLink?> LinkToWriteAsync(string name, TimeSpan lifetime, CancellationToken cancellationToken) =>
            life.WhileItLastsAsync(() => container.LinkToWriteAsync(name, lifetime, cancellationToken));

        public Task<BlobProperties?> GetPropertiesAsync(string name, CancellationToken cancellationToken) =>
            life.WhileItLastsAsync(() => container.GetPropertiesAsync(name, cancellationToken));

        public async IAsyncEnumerable<BlobProperties> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await life.LastAsync();
            await foreach (var blob in container.ListAsync(prefix, cancellationToken))
            {
                await life.LastAsync();
                yield return blob;
            }
        }

        public Task<bool> DeleteAsync(string name, string? etag, CancellationToken cancellationToken) => life.WhileItLastsAsync(() => container.DeleteAsync(name, etag, cancellationToken));

        public Task<string?> AcquireLeaseAsync(string name, TimeSpan duration, CancellationToken cancellationToken) =>
            life.WhileItLastsAsync(() => container.AcquireLeaseAsync(name, duration, cancellationToken));

        public Task<bool> RenewLeaseAsync(string name, string leaseId, CancellationToken cancellationToken) =>
            life.WhileItLastsAsync(() => container.RenewLeaseAsync(name, leaseId, cancellationToken));

        public Task ReleaseLeaseAsync(string name, string leaseId, CancellationToken cancellationToken) =>
            life.WhileItLastsAsync(() => container.ReleaseLeaseAsync(name, leaseId, cancellationToken));
    }

    private sealed class MortalUpload(BlobUpload upload, Life life) : BlobUpload
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
            await life.WhileItLastsAsync(() => upload.WriteAsync(content, cancellationToken).AsTask());

        public override Task<BlobWriteResult> CommitAsync(BlobCondition condition, CancellationToken cancellationToken) =>
            life.WhileItLastsAsync(() => upload.CommitAsync(condition, cancellationToken));

        public override ValueTask DisposeAsync() => upload.DisposeAsync();
    }

    private sealed class MortalQueue(IQueue queue, Life life) : IQueue
    {
        public Task CreateIfMissingAsync(CancellationToken cancellationToken) => life.WhileItLastsAsync(() => queue.CreateIfMissingAsync(cancellationToken));

        public Task SendAsync(string text, TimeSpan after, CancellationToken cancellationToken) => life.WhileItLastsAsync(() => queue.SendAsync(text, after, cancellationToken));

        public Task<IReadOnlyList<QueueMessage>> ReceiveAsync(int most, TimeSpan hiddenFor, CancellationToken cancellationToken) =>
            life.WhileItLastsAsync(() => queue.ReceiveAsync(most, hiddenFor, cancellationToken));

        public Task<QueueMessage?> HideAsync(QueueMessage message, TimeSpan hiddenFor, CancellationToken cancellationToken) =>
            life.WhileItLastsAsync(() => queue.HideAsync(message, hiddenFor, cancellationToken));

        public Task<bool> DeleteAsync(QueueMessage message, CancellationToken cancellationToken) => life.WhileItLastsAsync(() => queue.DeleteAsync(message, cancellationToken));

        public Task<long> CountAsync(CancellationToken cancellationToken) => life.WhileItLastsAsync(() => queue.CountAsync(cancellationToken));
    }
}
