using CreditFunctions.Storage.Blobs;

namespace CreditFunctions.Storage.InMemory;

/// <summary>Collects the bytes; asks leave for each full block, as if it were sent.</summary>
internal sealed class InMemoryBlobUpload(
    Func<CancellationToken, Task> sendBlock, Func<byte[], BlobCondition, CancellationToken, Task<BlobWriteResult>> commit) : BlobUpload
{
    private const int BlockSize = 4 * 1024 * 1024;

    private readonly MemoryStream content = new();
    private long sent;
    private bool isDisposed;

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        this.content.Write(content.Span);
        while (this.content.Length - sent > BlockSize)
        {
            await sendBlock(cancellationToken);
            sent += BlockSize;
        }
    }

    /// <inheritdoc/>
    public override async Task<BlobWriteResult> CommitAsync(BlobCondition condition, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        if (sent > 0 && sent < content.Length)
        {
            await sendBlock(cancellationToken);
            sent = content.Length;
        }

        return await commit(content.ToArray(), condition, cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        isDisposed = true;
        return content.DisposeAsync();
    }
}
