using System.Globalization;
using Azure;
using Azure.Core;
using CreditFunctions.Storage.Azure.Http;
using CreditFunctions.Storage.Blobs;

namespace CreditFunctions.Storage.Azure.Blobs;

/// <summary>Reads blobs of one container.</summary>
internal sealed class BlobReading(AzureService service, string container)
{
    /// <inheritdoc cref="IBlobContainer.GetPropertiesAsync"/>
    public async Task<BlobProperties?> PropertiesAsync(string name, CancellationToken cancellationToken)
    {
        var what = $"Reading a blob's properties in container {container}";
        using var message = service.Read(RequestMethod.Head, BlobAddress.Blob(container, name));
        var response = await service.ReadAsync(message, what, cancellationToken);
        if (response.Status == 200)
        {
            return BlobAnswers.Properties(name, response, BlobAnswers.TotalLength(response));
        }

        var error = StorageError.From(response);
        return BlobAnswers.IsBlobMissing(error) ? null : throw error.OnRead(what);
    }

    /// <inheritdoc cref="IBlobContainer.GetAsync"/>
    public async Task<BlobDownload?> GetAsync(string name, BlobRange? range, CancellationToken cancellationToken)
    {
        if (range is { From: < 0 } or { Length: < 0 })
        {
            throw new ArgumentOutOfRangeException(nameof(range), range, "Ranges do not reach before the beginning.");
        }

        if (range is { Length: 0 })
        {
            // HTTP has no way to ask for no bytes.
            return await EmptyAsync(name, cancellationToken);
        }

        var from = range?.From ?? 0;
        var (response, body, error) = await OpenAsync(name, range, etag: null, cancellationToken);
        if (body is null)
        {
            return error.Status == 416 ? await EmptyAsync(name, cancellationToken)
                : BlobAnswers.IsBlobMissing(error) ? null
                : throw error.OnRead(What);
        }

        var total = BlobAnswers.TotalLength(response);
        var properties = BlobAnswers.Properties(name, response, total);
        var length = Math.Min(range?.Length ?? long.MaxValue, total - from);
        return new(properties, new ResumingStream(body, length, ResumeAsync));

        async Task<Stream> ResumeAsync(long position, CancellationToken token)
        {
            var rest = new BlobRange(from + position, length - position);
            var (_, more, failure) = await OpenAsync(name, rest, properties.ETag, token);
            return more ?? throw failure.OnRead(failure.Status is 412 or 404 ? $"{What}: it was replaced meanwhile" : What);
        }
    }

    /// <summary>A page of the names that start with <paramref name="prefix"/>.</summary>
    public async Task<BlobListing> ListAsync(string prefix, string marker, CancellationToken cancellationToken)
    {
        var what = $"Listing container {container}";
        using var message = service.Read(RequestMethod.Get, BlobAddress.List(container, prefix, marker));
        var response = await service.ReadAsync(message, what, cancellationToken);
        using var body = response.ContentStream;
        return response.Status == 200 ? BlobListing.Read(body!) : throw StorageError.From(response).OnRead(what);
    }

    private string What => $"Reading a blob of container {container}";

    /// <summary>Asks for a range. The body is not buffered; it owns the connection. Null: the answer is the error.</summary>
    private async Task<(Response Response, Stream? Body, StorageError Error)> OpenAsync(
        string name, BlobRange? range, string? etag, CancellationToken cancellationToken)
    {
        using var message = service.Read(RequestMethod.Get, BlobAddress.Blob(container, name));
        message.BufferResponse = false;
        if (range is { } bytes)
        {
            message.Request.Headers.SetValue("x-ms-range", Header(bytes));
        }

        if (etag is not null)
        {
            message.Request.Headers.SetValue("If-Match", etag);
        }

        var response = await service.ReadAsync(message, What, cancellationToken);
        return response.Status is 200 or 206
            ? (response, message.ExtractResponseContent() ?? Stream.Null, default)
            : (response, null, StorageError.From(response));
    }

    private async Task<BlobDownload?> EmptyAsync(string name, CancellationToken cancellationToken) =>
        await PropertiesAsync(name, cancellationToken) is { } properties ? new(properties, Stream.Null) : null;

    private static string Header(BlobRange range)
    {
        // An end beyond the largest offset is no end.
        var last = range.Length is { } length && length <= long.MaxValue - range.From ? range.From + length - 1 : (long?)null;
        return string.Create(CultureInfo.InvariantCulture, $"bytes={range.From}-{last}");
    }
}
