using System.Globalization;
using Azure;
using Azure.Core;
using CreditFunctions.Storage.Azure.Http;

namespace CreditFunctions.Storage.Azure.Blobs;

/// <summary>Leases of blobs of one container.</summary>
internal sealed class BlobLeases(AzureService service, string container)
{
    /// <summary>A lease lasts 15 seconds at least; an answer later than this is of no use to its holder.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Takes it; null if another holds it or there is no such blob.</summary>
    public async Task<string?> AcquireAsync(string name, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var message = Request(name, "acquire", leaseId: null);
        message.Request.Headers.SetValue("x-ms-lease-duration", ((int)duration.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        var response = await SendAsync(message, cancellationToken);
        return response.Status == 201 && response.Headers.TryGetValue("x-ms-lease-id", out var id) ? id : Lost<string>(response);
    }

    /// <summary>Begins its duration anew; false if it was lost.</summary>
    public async Task<bool> RenewAsync(string name, string leaseId, CancellationToken cancellationToken)
    {
        using var message = Request(name, "renew", leaseId);
        var response = await SendAsync(message, cancellationToken);
        return response.Status == 200 || Lost<object>(response) is not null;
    }

    /// <summary>Gives it back.</summary>
    public async Task ReleaseAsync(string name, string leaseId, CancellationToken cancellationToken)
    {
        using var message = Request(name, "release", leaseId);
        var response = await SendAsync(message, cancellationToken);
        _ = response.Status == 200 ? null : Lost<object>(response);
    }

    private string What => $"Leasing a blob of container {container}";

    private HttpMessage Request(string name, string action, string? leaseId)
    {
        var message = service.Write(RequestMethod.Put, $"{BlobAddress.Blob(container, name)}?comp=lease", default);
        message.Request.Headers.SetValue("x-ms-lease-action", action);
        if (leaseId is not null)
        {
            message.Request.Headers.SetValue("x-ms-lease-id", leaseId);
        }

        return message;
    }

    private Task<Response> SendAsync(HttpMessage message, CancellationToken cancellationToken) =>
        service.WriteAsync(message, What, Timeout, cancellationToken);

    /// <summary>Null where another holds the lease, nobody does, or the blob is gone; anything else is a failure.</summary>
    private T? Lost<T>(Response response)
        where T : class
    {
        var error = StorageError.From(response);
        return error is { Status: 409 or 412 } || BlobAnswers.IsBlobMissing(error) ? null : throw error.OnWrite(What);
    }
}
