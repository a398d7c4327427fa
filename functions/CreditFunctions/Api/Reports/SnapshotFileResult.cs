using System.IO.Compression;
using CreditFunctions.Http;
using CreditFunctions.Reports;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Snapshots;
using Microsoft.Net.Http.Headers;

namespace CreditFunctions.Api.Reports;

/// <summary>
/// Sends a file of a snapshot: whole (compressed with br or gzip if the caller takes it) or one byte range of it. The ETag is the file's SHA-256, and the
/// encoding if there is one, since a snapshot never changes.
/// </summary>
internal sealed record SnapshotFileResult(SnapshotStore Snapshots, Manifest Manifest, SnapshotFile File) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response, aborted) = (httpContext.Request, httpContext.Response, httpContext.RequestAborted);
        var range = RangeOf(request);
        var encoding = range is null ? EncodingOf(request) : null;
        var etag = new EntityTagHeaderValue(encoding is null ? $"\"{File.Sha256}\"" : $"\"{File.Sha256}-{encoding}\"");
        response.Headers.ETag = etag.ToString();
        response.Headers.AcceptRanges = "bytes";
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (request.GetTypedHeaders().IfNoneMatch is { Count: > 0 } known && known.Any(tag => tag.Compare(etag, false) || tag.Tag == "*"))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        if (range is { } asked && asked.From >= File.Bytes)
        {
            response.Headers.ContentRange = $"bytes */{File.Bytes}";
            await new Problem(StatusCodes.Status416RangeNotSatisfiable, "range_not_satisfiable", $"The file has {File.Bytes} bytes.") { Fields = [new("Range", $"Allowed is up to byte {File.Bytes - 1}.")] }
                .ExecuteAsync(httpContext);
            return;
        }

        await using var download = await Snapshots.OpenAsync(Manifest, File.Name, range, aborted)
            ?? throw new StorageException($"{File.Name} of snapshot {Manifest.Snapshot} is missing.", false);
        response.ContentType = File.ContentType;
        response.Headers.ContentDisposition = $"attachment; filename=\"{File.Name}\"";
        if (encoding is not null)
        {
            response.Headers.ContentEncoding = encoding;
            await using Stream packed = encoding == "br"
                ? new BrotliStream(response.Body, CompressionLevel.Fastest, leaveOpen: true)
                : new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
            await download.Content.CopyToAsync(packed, aborted);
            return;
        }

        response.ContentLength = range is { } part ? part.Length!.Value : File.Bytes;
        if (range is { } sent)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {sent.From}-{sent.From + sent.Length!.Value - 1}/{File.Bytes}";
        }

        await download.Content.CopyToAsync(response.Body, aborted);
    }

    private static string? EncodingOf(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().AcceptEncoding;
        return accepted.Any(one => one.Value == "br" && one.Quality is not 0) ? "br"
            : accepted.Any(one => one.Value == "gzip" && one.Quality is not 0) ? "gzip"
            : null;
    }

    /// <summary>The one range asked for, within the file. Several ranges, and those of an If-Range that is another file's, get the whole file (RFC 9110, 14.2).</summary>
    private BlobRange? RangeOf(HttpRequest request)
    {
        var headers = request.GetTypedHeaders();
        if (headers.Range is not { Unit.Value: "bytes", Ranges.Count: 1 } ranges
            || (headers.IfRange is { } condition && condition.EntityTag?.Tag.Value != $"\"{File.Sha256}\""))
        {
            return null;
        }

        var range = ranges.Ranges.Single();
        var from = range.From ?? Math.Max(0, File.Bytes - range.To!.Value);
        var to = range.From is null ? File.Bytes - 1 : Math.Min(range.To ?? (File.Bytes - 1), File.Bytes - 1);
        return new(from, to - from + 1);
    }
}
