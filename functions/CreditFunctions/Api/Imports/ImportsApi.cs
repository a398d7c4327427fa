using System.Globalization;
using CreditFunctions.Authentication;
using CreditFunctions.Http;
using CreditFunctions.Imports;
using CreditFunctions.Ledger;
using CreditFunctions.Settings;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Imports;
using Microsoft.AspNetCore.Http.Features;

namespace CreditFunctions.Api.Imports;

/// <summary>Imports: send, look at, list, and fetch what was rejected.</summary>
internal sealed class ImportsApi(ImportStore store, ImportWorker worker, ProgramSettings settings, TimeProvider clock)
{
    /// <summary>The most imports that are listed.</summary>
    public const int MaxListed = 100;

    /// <summary>What was uploaded and is larger than this is copied in the background: 64 MiB, which takes seconds. A call that takes longer than the host lets it ends all others with it.</summary>
    public const long CopiedAtOnceBytes = 64 * 1024 * 1024;

    private const string UploadPrefix = "upl_";

    // As Azure Blob Storage wants to be told, where a blob is put as a whole.
    private static readonly Dictionary<string, string> UploadHeaders = new(StringComparer.Ordinal) { ["x-ms-blob-type"] = "BlockBlob" };

    private static readonly Dictionary<string, ImportFormat> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        ["text/csv"] = ImportFormat.Csv,
        ["application/x-ndjson"] = ImportFormat.Ndjson,
    };

    /// <summary>The content types that are taken.</summary>
    public static IReadOnlyList<string> ContentTypes => [.. Formats.Keys];

    /// <summary>POST: 202 once all of it is stored, and the Location to look at. It is the body, or JSON that names what was uploaded.</summary>
    public async Task<IResult> PostAsync(HttpContext http)
    {
        var isUploaded = http.Request.HasJsonContentType();
        if (!TryReadFormat(http.Request, out var format) && !isUploaded)
        {
            return new Problem(
                StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type",
                $"Content-Type is '{http.Request.ContentType}'; allowed are {string.Join(" and ", ContentTypes)}, in UTF-8, and application/json that names an upload.")
            {
                Fields = [new("Content-Type", $"Allowed are {string.Join(", ", ContentTypes)} and application/json.")],
            };
        }

        if (IdempotencyHeader.Read(http, out var key) is { } badKey)
        {
            return badKey;
        }

        if (isUploaded)
        {
            return await PostUploadedAsync(http, key);
        }

        // Nothing of it is held, so it may have any size.
        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        return await TakeAsync(http, key, http.Request.Body, format, null);
    }

    /// <summary>POST: a link to upload the body of an import to.</summary>
    public async Task<IResult> PostUploadAsync(HttpContext http)
    {
        var upload = UploadPrefix + Guid.NewGuid().ToString("N");
        if (await store.LinkToUploadAsync(Caller.Of(http).Business.Id, upload, http.RequestAborted) is not { } link)
        {
            return new Problem(StatusCodes.Status501NotImplemented, "uploads_not_available", "The storage of this service takes no uploads; send the body itself to /api/imports.");
        }

        http.Response.Headers.CacheControl = "no-store";
        var answer = new UploadAnswer(upload, link.Url.AbsoluteUri, UploadHeaders, link.ExpiresAt.ToString());
        return new JsonAnswer<UploadAnswer>(answer, ApiJson.Readable.UploadAnswer, StatusCodes.Status201Created);
    }

    private async Task<IResult> PostUploadedAsync(HttpContext http, string? key)
    {
        var (json, problem) = await JsonBody.ReadObjectAsync(http.Request, http.RequestAborted);
        if (json is null)
        {
            return problem!;
        }

        using (json)
        {
            var (body, problems) = JsonBody.Bind(json.RootElement, ApiJson.Readable.UploadedBody);
            if (body is null)
            {
                return Problem.Invalid(problems);
            }

            if (!SnakeCase.TryParse<ImportFormat>(body.Format, out var format))
            {
                return Problem.Invalid(new FieldProblem("format", $"format is '{Problem.Shown(body.Format)}'; allowed are {SnakeCase.Allowed<ImportFormat>()}."));
            }

            if (body.Sha256 is { } sha256 && (sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigitLower)))
            {
                return Problem.Invalid(new FieldProblem("sha256", $"sha256 is '{Problem.Shown(sha256)}'; 64 digits 0 to 9 and a to f are needed."));
            }

            // The name of an upload says which it is: it need not be there any more.
            var (business, id) = (Caller.Of(http).Business.Id, IdOf(key));
            var existing = key is null ? null : await store.GetAsync(business, id, http.RequestAborted);
            if (existing is not null && existing.Upload == body.Upload && existing.Body.Format == format)
            {
                return Accepted(http, existing);
            }

            var isId = body.Upload.StartsWith(UploadPrefix, StringComparison.Ordinal) && Id.IsValid(body.Upload);
            await using var uploaded = isId ? await store.OpenBodyAsync(business, body.Upload, http.RequestAborted) : null;
            // What is read is one version of it, and is copied: whatever comes by the link from now on changes nothing.
            if (uploaded is null)
            {
                return Problem.NotFound("upload_not_found", "upload", $"Nothing was uploaded as '{Problem.Shown(body.Upload)}'; POST /api/imports/uploads says where to.");
            }

            if (uploaded.Properties.Length > ImportStore.MaxBodyBytes)
            {
                var detail = string.Create(CultureInfo.InvariantCulture, $"What was uploaded has {uploaded.Properties.Length} bytes; at most {ImportStore.MaxBodyBytes} (195 GiB) are allowed.");
                return new Problem(StatusCodes.Status413PayloadTooLarge, "upload_too_large", detail) { Fields = [new("upload", detail)] };
            }

            return uploaded.Properties.Length <= CopiedAtOnceBytes
                ? await TakeAsync(http, key, uploaded.Content, format, body)
                : await TakeLargeAsync(http, new(business, id, new(format, uploaded.Properties.Length, body.Sha256 ?? ""), Instant.Now(clock)) { Upload = body.Upload, UploadETag = uploaded.Properties.ETag }, existing, uploaded.Content);
        }
    }

    /// <summary>Looks at the beginning of what was uploaded and opens the import; it is copied in the background.</summary>
    private async Task<IResult> TakeLargeAsync(HttpContext http, ImportRun run, ImportRun? existing, Stream content)
    {
        if (await ImportUpload.LookAsync(content, run.Body.Format, http.RequestAborted) is { } problem)
        {
            return problem;
        }

        existing ??= await AddAsync(run, http.RequestAborted);
        return existing.Body.Format == run.Body.Format && (existing.Upload == run.Upload || (existing.Body == run.Body && run.Body.Sha256.Length > 0)) ? Accepted(http, existing) : Reused();
    }

    /// <summary>Looks at a body, stores it and opens the import.</summary>
    private async Task<IResult> TakeAsync(HttpContext http, string? key, Stream content, ImportFormat format, UploadedBody? uploaded)
    {
        var (business, id) = (Caller.Of(http).Business.Id, IdOf(key));
        var existing = key is null ? null : await store.GetAsync(business, id, http.RequestAborted);
        await using var upload = existing is null ? store.Upload(business, id, format) : null;
        var (body, problem) = await ImportUpload.ReadAsync(content, format, upload, http.RequestAborted);
        if (body is null)
        {
            return problem!;
        }

        if (uploaded?.Sha256 is { } sha256 && sha256 != body.Sha256)
        {
            return Problem.Invalid(new FieldProblem("sha256", $"What was uploaded has the SHA-256 {body.Sha256}."));
        }

        if (upload is not null && await StoreAsync(upload, business, id, body, http.RequestAborted))
        {
            existing = await AddAsync(new(business, id, body, Instant.Now(clock)) { Upload = uploaded?.Upload }, http.RequestAborted);
        }

        return existing?.Body == body ? Accepted(http, existing) : Reused();
    }

    private static string IdOf(string? key) => $"imp_{(key is null ? Guid.NewGuid().ToString("N") : IdempotencyHeader.Hash(key)[..32])}";

    private static JsonAnswer<ImportAnswer> Accepted(HttpContext http, ImportRun run)
    {
        http.Response.Headers.Location = ImportAnswer.UrlOf(run.Id);
        return new(ImportAnswer.Of(run), ApiJson.Readable.ImportAnswer, StatusCodes.Status202Accepted);
    }

    private static Problem Reused() =>
        new(StatusCodes.Status409Conflict, "idempotency_key_reused", $"The {IdempotencyHeader.Name} was used for another import; a new import needs a new key.")
        {
            Fields = [new(IdempotencyHeader.Name, "Use a new key for a new import.")],
        };

    /// <summary>GET one.</summary>
    public async Task<IResult> GetAsync(HttpContext http)
    {
        var (run, problem) = await ReadAsync(http);
        return run is null ? problem! : new JsonAnswer<ImportAnswer>(ImportAnswer.Of(run), ApiJson.Readable.ImportAnswer);
    }

    /// <summary>GET the latest.</summary>
    public async Task<IResult> ListAsync(HttpContext http)
    {
        var latest = await store.LatestAsync(Caller.Of(http).Business.Id, MaxListed, http.RequestAborted);
        return new JsonAnswer<ImportsAnswer>(new([.. latest.Select(ImportAnswer.Of)]), ApiJson.Readable.ImportsAnswer);
    }

    /// <summary>GET what was rejected so far, as CSV.</summary>
    public async Task<IResult> RejectedAsync(HttpContext http)
    {
        var (run, problem) = await ReadAsync(http);
        return run is null ? problem! : AreFilesKept(run) ? new RejectedResult(store, run) : Pruned(run);
    }

    private bool AreFilesKept(ImportRun run) => run.FilesRemovedAt is null && (run.EndedAt is null || Instant.Now(clock) <= run.EndedAt.Value.Plus(TimeSpan.FromDays(settings.ImportsKeptDays)));

    private Problem Pruned(ImportRun run)
    {
        var detail = string.Create(
            CultureInfo.InvariantCulture,
            $"Import '{run.Id}' ended at {run.EndedAt}; its rejected lines were kept for {settings.ImportsKeptDays} days. GET {ImportAnswer.UrlOf(run.Id)} still says how many there were.");
        return new(StatusCodes.Status410Gone, "import_pruned", detail) { Fields = [new("import", detail)] };
    }

    private async Task<(ImportRun? Run, Problem? Problem)> ReadAsync(HttpContext http)
    {
        if (http.PathId("import", out var id) is { } badId)
        {
            return (null, badId);
        }

        var run = await store.GetAsync(Caller.Of(http).Business.Id, id, http.RequestAborted);
        return run is null ? (null, Problem.NotFound("import_not_found", "import", $"There is no import '{id}'.")) : (run, null);
    }

    private async Task<ImportRun> AddAsync(ImportRun run, CancellationToken cancellationToken)
    {
        try
        {
            return await store.AddAsync(run, cancellationToken);
        }
        finally
        {
            // Even if nobody heard that it was added.
            worker.Wake();
        }
    }

    /// <summary>Makes the body; false: another is there under the same key.</summary>
    /// <exception cref="StorageException">What was there was removed in this moment.</exception>
    private async Task<bool> StoreAsync(BlobUpload upload, string business, string id, ImportBody body, CancellationToken cancellationToken)
    {
        if ((await upload.CommitAsync(BlobCondition.Absent, cancellationToken)).Written)
        {
            return true;
        }

        // It is of a request with the same key that did not get to the end, or that is a moment ahead.
        await using var stored = await store.OpenBodyAsync(business, id, cancellationToken);
        if (stored is null || (await ImportUpload.ReadAsync(stored.Content, body.Format, null, cancellationToken)).Body != body)
        {
            return false;
        }

        // Without a row it may be about to be removed, being old: written again it is another version, and stays.
        return await store.GetAsync(business, id, cancellationToken) is not null || (await upload.CommitAsync(BlobCondition.Match(stored.Properties.ETag), cancellationToken)).Written
            ? true
            : throw new StorageException("The body that was there was removed or written again in this moment.", mayHaveHappened: false);
    }

    private static bool TryReadFormat(HttpRequest request, out ImportFormat format)
    {
        format = default;
        var type = request.GetTypedHeaders().ContentType;
        return type?.MediaType.Value is { } name && Formats.TryGetValue(name, out format)
            && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }
}
