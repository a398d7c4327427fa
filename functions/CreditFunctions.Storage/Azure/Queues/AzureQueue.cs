using System.Globalization;
using System.Text;
using Azure;
using Azure.Core;
using CreditFunctions.Storage.Azure.Http;
using CreditFunctions.Storage.Queues;

namespace CreditFunctions.Storage.Azure.Queues;

/// <summary>A queue of Azure Queue Storage or Azurite.</summary>
internal sealed class AzureQueue(AzureService service, string queue) : IQueue
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public async Task CreateIfMissingAsync(CancellationToken cancellationToken)
    {
        var what = $"Creating queue {queue}";
        using var message = service.Write(RequestMethod.Put, $"/{queue}", default);
        var response = await service.WriteAsync(message, what, Timeout, cancellationToken);
        if (response.Status is not (201 or 204) && StorageError.From(response) is var error && error.Code != "QueueAlreadyExists")
        {
            throw error.OnWrite(what);
        }
    }

    /// <inheritdoc/>
    public async Task SendAsync(string text, TimeSpan after, CancellationToken cancellationToken)
    {
        var what = $"Sending a message to queue {queue}";
        var body = Encoding.ASCII.GetBytes($"<QueueMessage><MessageText>{Convert.ToBase64String(QueueLimits.Check(text))}</MessageText></QueueMessage>");
        var hidden = QueueLimits.CheckHidden(after, TimeSpan.Zero);
        // The service has a message live for so long in all, hidden or not.
        using var message = service.Write(
            RequestMethod.Post, $"/{queue}/messages?visibilitytimeout={Seconds(hidden)}&messagettl={Seconds(hidden + QueueLimits.Kept)}", body);
        message.Request.Headers.SetValue("Content-Type", "application/xml");
        var response = await service.WriteAsync(message, what, Timeout, cancellationToken);
        if (response.Status != 201)
        {
            throw StorageError.From(response).OnWrite(what);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<QueueMessage>> ReceiveAsync(int most, TimeSpan hiddenFor, CancellationToken cancellationToken)
    {
        var what = $"Receiving from queue {queue}";
        // It hides what it answers with, and so is no read, whatever its verb.
        using var message = service.Write(
            RequestMethod.Get,
            string.Create(CultureInfo.InvariantCulture, $"/{queue}/messages?numofmessages={QueueLimits.CheckMost(most)}&visibilitytimeout={Seconds(QueueLimits.CheckHidden(hiddenFor, QueueLimits.ShortestHidden))}"),
            default);
        var response = await service.WriteAsync(message, what, Timeout, cancellationToken);
        using var body = response.ContentStream;
        return response.Status == 200 ? ReceivedMessages.Read(body!) : throw StorageError.From(response).OnWrite(what);
    }

    /// <inheritdoc/>
    public async Task<QueueMessage?> HideAsync(QueueMessage message, TimeSpan hiddenFor, CancellationToken cancellationToken)
    {
        var what = $"Hiding a message of queue {queue}";
        using var request = service.Write(RequestMethod.Put, $"{Address(message)}&visibilitytimeout={Seconds(QueueLimits.CheckHidden(hiddenFor, TimeSpan.Zero))}", default);
        var response = await service.WriteAsync(request, what, Timeout, cancellationToken);
        return IsStillOurs(response, what) ? message with { PopReceipt = response.Headers.TryGetValue("x-ms-popreceipt", out var receipt) ? receipt : message.PopReceipt } : null;
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(QueueMessage message, CancellationToken cancellationToken)
    {
        var what = $"Removing a message of queue {queue}";
        using var request = service.Write(RequestMethod.Delete, Address(message), default);
        var response = await service.WriteAsync(request, what, Timeout, cancellationToken);
        return IsStillOurs(response, what);
    }

    /// <inheritdoc/>
    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        var what = $"Counting the messages of queue {queue}";
        using var message = service.Read(RequestMethod.Get, $"/{queue}?comp=metadata");
        var response = await service.ReadAsync(message, what, cancellationToken);
        using var body = response.ContentStream;
        return response.Status == 200 && response.Headers.TryGetValue("x-ms-approximate-messages-count", out var text)
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw StorageError.From(response).OnRead(what);
    }

    private string Address(QueueMessage message) => $"/{queue}/messages/{Uri.EscapeDataString(message.Id)}?popreceipt={Uri.EscapeDataString(message.PopReceipt)}";

    private static bool IsStillOurs(Response response, string what) =>
        response.Status == 204 || (StorageError.From(response) is var error && error.Code is "MessageNotFound" or "PopReceiptMismatch" ? false : throw error.OnWrite(what));

    private static string Seconds(TimeSpan span) => ((long)span.TotalSeconds).ToString(CultureInfo.InvariantCulture);
}
