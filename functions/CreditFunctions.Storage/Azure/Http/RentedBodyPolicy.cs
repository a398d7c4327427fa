using Azure.Core;
using Azure.Core.Pipeline;

namespace CreditFunctions.Storage.Azure.Http;

/// <summary>
/// Buffers answers in rented memory instead of Azure.Core's growing streams, which cost a scan three times its bytes in garbage. It stands
/// within the retries, so that a body that breaks off is read again.
/// </summary>
internal sealed class RentedBodyPolicy : HttpPipelinePolicy
{
    /// <inheritdoc/>
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("Storage is called asynchronously.");

    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (!message.BufferResponse)
        {
            await ProcessNextAsync(message, pipeline);
            return;
        }

        message.BufferResponse = false;
        try
        {
            await ProcessNextAsync(message, pipeline);
        }
        finally
        {
            // The next try asks again.
            message.BufferResponse = true;
        }

        // The length that a HEAD answers with is of a body that does not come.
        if (message.Request.Method != RequestMethod.Head && message.Response.ContentStream is { } body and not MemoryStream)
        {
            await using (body)
            {
                message.Response.ContentStream =
                    await RentedBody.ReadAsync(body, message.Response.Headers.ContentLength, message.CancellationToken);
            }
        }
    }
}
