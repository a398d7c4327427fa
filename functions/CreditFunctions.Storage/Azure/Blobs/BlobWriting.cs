using Azure.Core;
using CreditFunctions.Storage.Azure.Http;
using CreditFunctions.Storage.Blobs;

namespace CreditFunctions.Storage.Azure.Blobs;

/// <summary>Writes a blob in one request.</summary>
internal static class BlobWriting
{
    /// <summary>How long a block or a whole blob may take.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <inheritdoc cref="IBlobContainer.PutAsync"/>
    public static async Task<BlobWriteResult> PutAsync(
        AzureService service, string container, string name, ReadOnlyMemory<byte> content, BlobHeaders headers, BlobCondition condition, CancellationToken cancellationToken)
    {
        var what = $"Writing a blob of container {container}";
        using var message = service.Write(RequestMethod.Put, BlobAddress.Blob(container, name), content);
        message.Request.Headers.SetValue("Content-Type", "application/octet-stream");
        message.Request.Headers.SetValue("x-ms-blob-type", "BlockBlob");
        BlobAnswers.SetHeaders(message.Request, headers);
        BlobAnswers.SetCondition(message.Request, condition);
        var response = await service.WriteAsync(message, what, Timeout, cancellationToken);
        return BlobAnswers.Written(response, condition, what);
    }
}
