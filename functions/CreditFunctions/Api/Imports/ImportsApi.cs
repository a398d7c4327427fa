using CreditFunctions.Authentication;
using CreditFunctions.Http;
using CreditFunctions.Imports;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Imports;
using Microsoft.AspNetCore.Http.Features;

namespace CreditFunctions.Api.Imports;

/// <summary>Imports: send, look at, list, and fetch what was rejected.</summary>
internal sealed class ImportsApi(ImportStore store, ImportWorker worker, TimeProvider clock)
{
    /// <summary>The most imports that are listed.</summary>
    public const int MaxListed = 100;

    private static readonly Dictionary<string, ImportFormat> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        ["text/csv"] = ImportFormat.Csv,
        ["application/x-ndjson"] = ImportFormat.Ndjson,
    };

    /// <summary>The content types that are taken.</summary>
    public static IReadOnlyList<string> ContentTypes => [.. Formats.Keys];

    /// <summary>POST: 202 once all of it is stored, and the Location to look at.</summary>
    public async Task<IResult> PostAsync(HttpContext http)
    {
        if (!TryReadFormat(http.Request, out var format))
        {
            return new Problem(
                StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type",
                $"Content-Type is '{http.Request.ContentType}'; allowed are {string.Join(" and ", ContentTypes)}, in UTF-8.")
            {
                Fields = [new("Content-Type", $"Allowed are {string.Join(" and ", ContentTypes)}.")],
            };
        }

        if (IdempotencyHeader.Read(http, out var key) is { } badKey)
        {
            return badKey;
        }

        // Nothing of it is held, so it may have any size.
        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        var business = Caller.Of(http).Business.Id;
        var id = $"imp_{(key is null ? Guid.NewGuid().ToString("N") : IdempotencyHeader.Hash(key)[..32])}";
        var existing = key is null ? null : await store.GetAsync(business, id, http.RequestAborted);
        await using var upload = existing is null ? store.Upload(business, id, http.Request.ContentType!) : null;
        var (body, problem) = await ImportUpload.ReadAsync(http.Request.Body, format, upload, http.RequestAborted);
        if (body is null)
        {
            return problem!;
        }

        if (upload is not null)
        {
            var stored = await upload.CommitAsync(BlobCondition.Absent, http.RequestAborted);
            if (stored.Written || await IsStoredAsync(business, id, body, http.RequestAborted))
            {
                existing = await AddAsync(new(business, id, body, Instant.Now(clock)), http.RequestAborted);
            }
        }

        if (existing?.Body != body)
        {
            return new Problem(StatusCodes.Status409Conflict, "idempotency_key_reused", $"The {IdempotencyHeader.Name} was used for another import; a new import needs a new key.")
            {
                Fields = [new(IdempotencyHeader.Name, "Use a new key for a new import.")],
            };
        }

        http.Response.Headers.Location = ImportAnswer.UrlOf(id);
        return new JsonAnswer<ImportAnswer>(ImportAnswer.Of(existing), ApiJson.Readable.ImportAnswer, StatusCodes.Status202Accepted);
    }

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
        return run is null ? problem! : new RejectedResult(store, run);
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

    /// <summary>Is the body there, of a request with the same key that did not get to the end?</summary>
    private async Task<bool> IsStoredAsync(string business, string id, ImportBody body, CancellationToken cancellationToken)
    {
        await using var download = await store.OpenBodyAsync(business, id, cancellationToken);
        return download is not null && (await ImportUpload.ReadAsync(download.Content, body.Format, null, cancellationToken)).Body == body;
    }

    private static bool TryReadFormat(HttpRequest request, out ImportFormat format)
    {
        format = default;
        var type = request.GetTypedHeaders().ContentType;
        return type?.MediaType.Value is { } name && Formats.TryGetValue(name, out format)
            && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }
}
