using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Azure.Core;
using CreditFunctions.Storage.Azure.Http;
using CreditFunctions.Storage.Blobs;

namespace CreditFunctions.Storage.Azure.Blobs;

/// <summary>A blob sent as blocks of <see cref="BlockSize"/>, or, if it is no longer than one, in a single request.</summary>
internal sealed class AzureBlobUpload(AzureService service, string container, string name, BlobHeaders headers) : BlobUpload
{
    /// <summary>Bytes of a block: 4 MiB.</summary>
    public const int BlockSize = 4 * 1024 * 1024;

    /// <summary>The most blocks the service takes, which makes 195 GiB.</summary>
    public const int MaxBlocks = 50_000;

    // Two uploads of one name must not overwrite each other's blocks, so each has ids of its own.
    private readonly Guid id = Guid.NewGuid();
    private byte[]? buffer = ArrayPool<byte>.Shared.Rent(BlockSize);
    private int filled;
    private int blocks;
    private bool isSending;

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

            var take = Math.Min(content.Length, BlockSize - filled);
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
            isSending = true;
            var result = await BlobWriting.PutAsync(service, container, name, buffer.AsMemory(0, filled), headers, condition, cancellationToken);
            isSending = false;
            return result;
        }

        if (filled > 0)
        {
            await SendBlockAsync(cancellationToken);
        }

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
    public override ValueTask DisposeAsync()
    {
        // After a failure the connection may still be reading the buffer: then it is left to the collector.
        if (buffer is { } rented && !isSending)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        buffer = null;
        return default;
    }

    private async Task SendBlockAsync(CancellationToken cancellationToken)
    {
        var what = $"Sending a block of a blob of container {container}";
        if (blocks == MaxBlocks)
        {
            throw new StorageException($"{what}: a blob has at most {MaxBlocks} blocks.", mayHaveHappened: false, 409, "BlockCountExceedsLimit");
        }

        var path = $"{BlobAddress.Blob(container, name)}?comp=block&blockid={Uri.EscapeDataString(BlockId(blocks))}";
        using var message = service.Write(RequestMethod.Put, path, buffer.AsMemory(0, filled));
        isSending = true;
        var response = await service.WriteAsync(message, what, BlobWriting.Timeout, cancellationToken);
        isSending = false;
        if (response.Status != 201)
        {
            // No block makes the blob: nothing has happened that anyone can see.
            throw StorageError.From(response).OnRead(what);
        }

        blocks++;
        filled = 0;
    }

    private string BlockId(int block)
    {
        Span<byte> bytes = stackalloc byte[20];
        _ = id.TryWriteBytes(bytes);
        BinaryPrimitives.WriteInt32BigEndian(bytes[16..], block);
        return Convert.ToBase64String(bytes);
    }
}
