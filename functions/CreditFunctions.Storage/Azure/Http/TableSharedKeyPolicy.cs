using Azure.Core;
using Azure.Core.Pipeline;

namespace CreditFunctions.Storage.Azure.Http;

/// <summary>
/// Signs a request as the Table service asks: verb, Content-MD5 (never sent), Content-Type, date, and the resource, of whose query only
/// <c>comp</c> counts (never sent). The resource is the account and the path as it goes over the wire; an emulator's path names the account again.
/// </summary>
internal sealed class TableSharedKeyPolicy(SharedKey key) : HttpPipelineSynchronousPolicy
{
    /// <inheritdoc/>
    public override void OnSendingRequest(HttpMessage message) =>
        message.Request.Headers.SetValue("Authorization", key.Authorization(StringToSign(message.Request, key.Account)));

    /// <summary>What the signature covers.</summary>
    public static string StringToSign(Request request, string account)
    {
        _ = request.Headers.TryGetValue("Content-Type", out var contentType);
        _ = request.Headers.TryGetValue("x-ms-date", out var date);
        return $"{request.Method}\n\n{contentType}\n{date}\n/{account}{request.Uri.ToUri().AbsolutePath}";
    }
}
