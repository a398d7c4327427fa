using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Azure.Core;
using CreditFunctions.Storage.Azure.Http;
using CreditFunctions.Storage.Blobs;

namespace CreditFunctions.Storage.Azure.Blobs;

/// <summary>
/// A blob sent as blocks of <see cref="BlockSize"/>, or, if it is no longer than one, in a single request. While a block is on its way the next is filled: two blocks of memory.
/// </summary>
internal sealed class AzureBlobUpload(AzureService service, string container, string name, BlobHeaders headers) : BlobUpload
{
    /// <summary>Bytes of a block: 4 MiB.</summary>
    public const int BlockSize = 4 * 1024 * 1024;

    // Many blobs are small: memory for a whole block is only taken once there is so much.
    private const int FirstBytes = 128 * 1024;

    /// <summary>The most blocks the service takes, which makes 195 GiB.</summary>
    public const int MaxBlocks = 50_000;

    // Two uploads of one name must not overwrite each other's blocks, so each has ids of its own.
    private readonly Guid id = Guid.NewGuid();
    private readonly CancellationTokenSource disposed = new();
    private byte[]? buffer = ArrayPool<byte>.Shared.Rent(FirstBytes);
    private byte[]? spare;
    private int filled;
    private int blocks;
    private Task sending = Task.CompletedTask;

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        while (!content.IsEmpty)
        {
            ObjectDisposedException.ThrowIf(buffer is null, this);
            // A full block is only sent once more bytes come, so that a blob of exactly one block is a single request.
            if (filled == BlockSize)
            {
                await SendBlockAsync(cancellationToken);
            }

            if (filled == buffer.Length)
            {
                Grow();
            }

            var take = Math.Min(content.Length, Math.Min(buffer.Length, BlockSize) - filled);
            content[..take].CopyTo(buffer.AsMemory(filled));
            filled += take;
            content = content[take..];
        }
    }

    /// <inheritdoc/>
    public override async Task<BlobWriteResult> CommitAsync(BlobCondition condition, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(buffer is null, this);
        if (blocks == 0)
        {
            var put = BlobWriting.PutAsync(service, container, name, buffer.AsMemory(0, filled), headers, condition, cancellationToken);
            sending = put;
            return await put;
        }

        if (filled > 0)
        {
            await SendBlockAsync(cancellationToken);
        }

        await sending;
        var list = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>");
        for (var block = 0; block < blocks; block++)
        {
            list.Append("<Latest>").Append(BlockId(block)).Append("</Latest>");
        }

        var body = Encoding.UTF8.GetBytes(list.Append("</BlockList>").ToString());
        var what = $"Committing a blob of container {container}";
        using var message = service.Write(RequestMethod.Put, $"{BlobAddress.Blob(container, name)}?comp=blocklist", body);
        message.Request.Headers.SetValue("Content-Type", "application/xml");
        BlobAnswers.SetHeaders(message.Request, headers);
        BlobAnswers.SetCondition(message.Request, condition);
        var response = await service.WriteAsync(message, what, BlobWriting.Timeout, cancellationToken);
        return BlobAnswers.Written(response, condition, what);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (buffer is null)
        {
            return;
        }

        // Nobody waits for a block that is still on its way, and what becomes of it nobody needs to know.
        await disposed.CancelAsync();
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        disposed.Dispose();
        // After a failure the connection may still be reading a block: then both are left to the collector.
        if (sending.IsCompletedSuccessfully)
        {
            Return(buffer);
            Return(spare);
        }

        (buffer, spare) = (null, null);

        static void Return(byte[]? rented)
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(BlockSize, 2 * filled));
        buffer.AsSpan(0, filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer!);
        buffer = larger;
    }

    /// <summary>Begins to send the block that is full, once the one before has arrived; what went wrong with that one comes out here.</summary>
    private async Task SendBlockAsync(CancellationToken cancellationToken)
    {
        if (blocks == MaxBlocks)
        {
            throw new StorageException($"{What}: a blob has at most {MaxBlocks} blocks.", mayHaveHappened: false, 409, "BlockCountExceedsLimit");
        }

        await sending;
        sending = PutBlockAsync(buffer.AsMemory(0, filled), blocks++, cancellationToken);
        (buffer, spare) = (spare ?? ArrayPool<byte>.Shared.Rent(BlockSize), buffer);
        filled = 0;
    }

    private async Task PutBlockAsync(ReadOnlyMemory<byte> content, int block, CancellationToken cancellationToken)
    {
        var path = $"{BlobAddress.Blob(container, name)}?comp=block&blockid={Uri.EscapeDataString(BlockId(block))}";
        using var message = service.Write(RequestMethod.Put, path, content);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(disposed.Token, cancellationToken);
        var response = await service.WriteAsync(message, What, BlobWriting.Timeout, either.Token);
        if (response.Status != 201)
        {
            // No block makes the blob: nothing has happened that anyone can see.
            throw StorageError.From(response).OnRead(What);
        }
    }

    private string What => $"Sending a block of a blob of container {container}";

    private string BlockId(int block)
    {
        Span<byte> bytes = stackalloc byte[20];
        _ = id.TryWriteBytes(bytes);
        BinaryPrimitives.WriteInt32BigEndian(bytes[16..], block);
        return Convert.ToBase64String(bytes);
    }
}
