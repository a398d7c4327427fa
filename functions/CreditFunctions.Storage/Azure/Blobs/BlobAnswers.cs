using System.Globalization;
using Azure;
using Azure.Core;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Azure.Http;
using CreditFunctions.Storage.Blobs;

namespace CreditFunctions.Storage.Azure.Blobs;

/// <summary>Conditions and contents as headers of a request, and answers as the port's records.</summary>
internal static class BlobAnswers
{
    /// <summary>Sets what must hold for the write.</summary>
    public static void SetCondition(Request request, BlobCondition condition)
    {
        if (condition.IfAbsent)
        {
            request.Headers.SetValue("If-None-Match", "*");
        }
        else if (condition.IfMatch is { } etag)
        {
            request.Headers.SetValue("If-Match", etag);
        }
    }

    /// <summary>Sets what the blob is to be served with.</summary>
    public static void SetHeaders(Request request, BlobHeaders headers)
    {
        request.Headers.SetValue("x-ms-blob-content-type", headers.ContentType);
        if (headers.ContentEncoding is { } encoding)
        {
            request.Headers.SetValue("x-ms-blob-content-encoding", encoding);
        }
    }

    /// <summary>How a write ended.</summary>
    public static BlobWriteResult Written(Response response, BlobCondition condition, string what)
    {
        if (response.Status == 201)
        {
            return new(true, ETag(response));
        }

        var error = StorageError.From(response);
        var refused = error switch
        {
            { Status: 409, Code: "BlobAlreadyExists" } => condition.IfAbsent,
            _ when IsOtherVersion(error) => true,
            { Status: 404, Code: "BlobNotFound" } => condition.IfMatch is not null,
            _ => false,
        };
        return refused ? new(false, null) : throw error.OnWrite(what);
    }

    /// <summary>What an answer's headers say of a blob.</summary>
    /// <param name="name">The blob.</param>
    /// <param name="response">The answer to a GET or HEAD.</param>
    /// <param name="length">The whole blob's length in bytes.</param>
    public static BlobProperties Properties(string name, Response response, long length) => new(
        name,
        length,
        ETag(response),
        LastModified(Header(response, "Last-Modified")),
        Header(response, "Content-Type"),
        Header(response, "Content-Encoding"));

    /// <summary>An RFC 1123 date; the service always gives one.</summary>
    public static Instant LastModified(string? text) =>
        DateTimeOffset.TryParseExact(text, "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? Instant.From(time) : Instant.Min;

    /// <summary>The blob's length: what follows the slash of Content-Range, or else Content-Length.</summary>
    public static long TotalLength(Response response)
    {
        var range = Header(response, "Content-Range");
        var text = range is null ? Header(response, "Content-Length") : range[(range.IndexOf('/', StringComparison.Ordinal) + 1)..];
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? length
            : throw new StorageException("Storage's answer does not say how long the blob is.", mayHaveHappened: false, response.Status);
    }

    /// <summary>Is there just no such blob (rather than no container)? An answer to HEAD has no body and may name no code.</summary>
    public static bool IsBlobMissing(StorageError error) => error is { Status: 404, Code: "BlobNotFound" or null };

    /// <summary>Does a condition on the blob's version not hold?</summary>
    public static bool IsOtherVersion(StorageError error) => error is { Status: 412, Code: "ConditionNotMet" or "TargetConditionNotMet" };

    private static string ETag(Response response) => Header(response, "ETag") ?? "";

    private static string? Header(Response response, string name) =>
        response.Headers.TryGetValue(name, out var value) && !string.IsNullOrEmpty(value) ? value : null;
}
