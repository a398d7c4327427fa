using System.IO.Compression;
using CreditFunctions.Http;
using CreditFunctions.Reports;
using CreditFunctions.Settings;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Storage.Snapshots;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Net.Http.Headers;

namespace CreditFunctions.Api.Reports;

/// <summary>
/// Sends a file of a snapshot: whole (compressed with br or gzip if the caller takes it) or one byte range of it. What is asked for by a name in <c>.gz</c> is sent as the file it is, to be kept
/// so; what is stored beside it as such is sent in its stead to whoever takes gzip, and unpacked by the client. The ETag is the file's SHA-256, and the encoding if there is one, since a snapshot
/// never changes. What is stored must have the length of the manifest, and if all of it is sent its SHA-256: else the answer breaks off before its last bytes. A file of as many bytes as settings say
/// is not sent: its caller is sent to where it is stored.
/// </summary>
/// <param name="Snapshots">Where it is.</param>
/// <param name="Runs">Where it says what became of it if it is not.</param>
/// <param name="Settings">From which size on it is only linked to.</param>
/// <param name="Manifest">The snapshot.</param>
/// <param name="File">The file.</param>
/// <param name="AsLink">Is only said where it can be fetched? A browser's script cannot follow a redirect to another host.</param>
internal sealed record SnapshotFileResult(SnapshotStore Snapshots, RunStore Runs, ProgramSettings Settings, Manifest Manifest, SnapshotFile File, bool AsLink) : IResult
{
    private const string Gzip = "gzip";
    private const string GzipType = "application/gzip";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response, aborted) = (httpContext.Request, httpContext.Response, httpContext.RequestAborted);
        var range = RangeOf(request);
        var encoding = range is null ? EncodingOf(httpContext) : null;
        var stored = encoding == Gzip && Packed is { } packed ? packed : File;
        if (AsLink)
        {
            var link = await LinkAsync(stored, aborted) ?? new FileLinkResult(new($"{RunAnswer.UrlOf(Manifest.Report, Manifest.Snapshot)}/{File.Name}", null), AsJson: true);
            await link.ExecuteAsync(httpContext);
            return;
        }

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

        if (await LinkAsync(stored, aborted) is { } elsewhere)
        {
            response.Clear();
            await elsewhere.ExecuteAsync(httpContext);
            return;
        }

        await using var download = await Snapshots.OpenAsync(Manifest, stored.Name, range, aborted);
        if (download is null)
        {
            response.Clear();
            await (await GoneAsync(stored, aborted)).ExecuteAsync(httpContext);
            return;
        }

        Check(download.Properties, stored);
        response.ContentType = ContentType;
        response.Headers.ContentDisposition = $"attachment; filename=\"{File.Name}\"";
        response.Headers.ContentEncoding = encoding;
        if (encoding is not null && stored == File)
        {
            await using Stream compressed = encoding == "br"
                ? new BrotliStream(response.Body, CompressionLevel.Fastest, leaveOpen: true)
                : new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
            await CheckedCopy.RunAsync(download.Content, compressed, stored, aborted);
            return;
        }

        response.ContentLength = range is { } part ? part.Length!.Value : stored.Bytes;
        if (range is { } sent)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {sent.From}-{sent.From + sent.Length!.Value - 1}/{File.Bytes}";
            await download.Content.CopyToAsync(response.Body, aborted);
            return;
        }

        await CheckedCopy.RunAsync(download.Content, response.Body, stored, aborted);
    }

    private string ContentType => File.ContentEncoding is null ? File.ContentType : GzipType;

    /// <summary>The same file, stored compressed.</summary>
    private SnapshotFile? Packed => Manifest.Files.FirstOrDefault(file => file.Name == File.Name + ".gz" && file.ContentEncoding == Gzip);

    /// <summary>The coding it is sent with. What all answers go through chooses, as it would compress this one too if it were left to it.</summary>
    private string? EncodingOf(HttpContext http)
    {
        if (File.ContentEncoding is not null)
        {
            return null;
        }

        var chosen = http.RequestServices.GetRequiredService<IResponseCompressionProvider>().GetCompressionProvider(http)?.EncodingName;
        // What is stored compressed costs nothing to send so.
        return Packed is not null && http.Request.GetTypedHeaders().AcceptEncoding.Any(static one => one.Value.Equals(Gzip, StringComparison.OrdinalIgnoreCase) && one.Quality is not 0)
            ? Gzip
            : chosen;
    }

    /// <summary>The answer that says where the file is stored, served as it would be from here; null: it is sent from here.</summary>
    private async Task<IResult?> LinkAsync(SnapshotFile stored, CancellationToken cancellationToken)
    {
        if (Settings.FileLinksFromBytes == 0 || stored.Bytes < Settings.FileLinksFromBytes)
        {
            return null;
        }

        var headers = new BlobHeaders(ContentType, stored == File ? null : Gzip);
        if (await Snapshots.LinkAsync(Manifest, stored.Name, File.Name, headers, Settings.FileLinkLifetime, cancellationToken) is not { } link)
        {
            return null;
        }

        if (await Snapshots.PropertiesAsync(Manifest, stored.Name, cancellationToken) is not { } found)
        {
            return await GoneAsync(stored, cancellationToken);
        }

        Check(found, stored);
        return new FileLinkResult(new(link.Url.AbsoluteUri, link.ExpiresAt.ToString()), AsLink);
    }

    private static void Check(BlobProperties found, SnapshotFile stored)
    {
        if (found.Length != stored.Bytes)
        {
            throw new SnapshotException(stored.Name, $"has {found.Length} bytes and must have {stored.Bytes}.");
        }
    }

    /// <summary>The answer where the file is not there: the snapshot was removed since its manifest was read; or it is damaged.</summary>
    private async Task<Problem> GoneAsync(SnapshotFile stored, CancellationToken cancellationToken) =>
        await Snapshots.ManifestAsync(Manifest.Business, Manifest.Report, Manifest.Snapshot, cancellationToken) is null
            ? SnapshotProblems.NotThere(
                ReportCatalogue.All.Single(report => report.Key == Manifest.Report), Manifest.Snapshot,
                await Runs.GetAsync(Manifest.Business, RunTask.Of(Manifest.Report), Manifest.Snapshot, cancellationToken))
            : throw new SnapshotException(stored.Name, "is gone.");

    /// <summary>The one range asked for, within the file. Several ranges, and those of an If-Range that is another file's, get the whole file (RFC 9110, 14.2).</summary>
    private BlobRange? RangeOf(HttpRequest request)
    {
        var headers = request.GetTypedHeaders();
        if (headers.Range is not { Unit.Value: "bytes", Ranges.Count: 1 } ranges
            || (headers.IfRange is { } condition && (condition.EntityTag is not { IsWeak: false } tag || tag.Tag.Value != $"\"{File.Sha256}\"")))
        {
            return null;
        }

        var range = ranges.Ranges.Single();
        var from = range.From ?? Math.Max(0, File.Bytes - range.To!.Value);
        var to = range.From is null ? File.Bytes - 1 : Math.Min(range.To ?? (File.Bytes - 1), File.Bytes - 1);
        return new(from, to - from + 1);
    }
}
