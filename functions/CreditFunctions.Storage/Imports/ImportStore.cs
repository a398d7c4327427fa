using CreditFunctions.Ledger;
using CreditFunctions.Storage.Azure.Blobs;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Imports;

/// <summary>Imports: their rows in the table <c>directory</c>, what was sent and what was rejected in the container <c>imports</c>.</summary>
public sealed class ImportStore(ITable directory, IBlobContainer imports)
{
    /// <summary>The most bytes a body may have, which is what a blob of blocks holds: 195 GiB.</summary>
    public const long MaxBodyBytes = (long)AzureBlobUpload.BlockSize * AzureBlobUpload.MaxBlocks;

    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(5);

    /// <summary>An import; null if there is none.</summary>
    public Task<ImportRun?> GetAsync(string business, string id, CancellationToken cancellationToken) =>
        directory.GetAsync(business, ImportRow.Key(id), ImportRow.Read, [], cancellationToken);

    /// <summary>Opens an import whose body is there, unless there is one of that id. Returns it as it stands.</summary>
    public async Task<ImportRun> AddAsync(ImportRun run, CancellationToken cancellationToken)
    {
        var result = await directory.WriteAsync(run.Business, new(RowAction.Insert, ImportRow.Key(run.Id), ImportRow.Write(run)), WriteTimeout, cancellationToken);
        return result.Outcome == WriteOutcome.Done ? run with { ETag = result.ETag! } : await GetAsync(run.Business, run.Id, cancellationToken) ?? run;
    }

    /// <summary>Writes down how an import stands, if nobody else has since it was read; null: somebody has.</summary>
    public async Task<ImportRun?> SaveAsync(ImportRun run, CancellationToken cancellationToken)
    {
        var result = await directory.WriteAsync(
            run.Business, new(RowAction.Replace, ImportRow.Key(run.Id), ImportRow.Write(run), run.ETag), WriteTimeout, cancellationToken);
        return result.Outcome == WriteOutcome.Done ? run with { ETag = result.ETag! } : null;
    }

    /// <summary>The imports of a business that are neither done nor given up, oldest first.</summary>
    public async Task<IReadOnlyList<ImportRun>> OpenAsync(string business, CancellationToken cancellationToken)
    {
        var open = await directory.AllAsync(
            RowQuery.Prefix(business, ImportRow.Prefix) with { Where = [new("state", Comparison.Equal, SnakeCase.Name(RunState.Open))] }, ImportRow.Read, cancellationToken);
        return [.. open.OrderBy(run => run.CreatedAt)];
    }

    /// <summary>The latest imports of a business, newest first.</summary>
    public async Task<IReadOnlyList<ImportRun>> LatestAsync(string business, int limit, CancellationToken cancellationToken)
    {
        var all = await directory.AllAsync(RowQuery.Prefix(business, ImportRow.Prefix), ImportRow.Read, cancellationToken);
        return [.. all.OrderByDescending(run => run.CreatedAt).Take(limit)];
    }

    /// <summary>Starts the body of an import; nothing of it is there before it is committed.</summary>
    public BlobUpload Upload(string business, string id, ImportFormat format) =>
        imports.Upload(ImportPaths.Body(business, id), new(format == ImportFormat.Csv ? "text/csv" : "application/x-ndjson"));

    /// <summary>A link at which a body can be uploaded under a name of its own, which is no import's: another's body is then made of it. Null: the storage has none.</summary>
    public Task<BlobLink?> LinkToUploadAsync(string business, string upload, CancellationToken cancellationToken) =>
        imports.LinkToWriteAsync(ImportPaths.Body(business, upload), BlobLink.Longest, cancellationToken);

    /// <summary>The body of an import or an upload, in one version of it whatever is written meanwhile; null if there is none.</summary>
    public Task<BlobDownload?> OpenBodyAsync(string business, string id, CancellationToken cancellationToken) =>
        imports.GetAsync(ImportPaths.Body(business, id), null, cancellationToken);

    /// <summary>The rejected lines before an import's checkpoint, as CSV without a header, part by part.</summary>
    public async IAsyncEnumerable<BlobDownload> RejectedAsync(
        ImportRun run, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var part in imports.ListAsync(ImportPaths.Rejected(run.Business, run.Id), cancellationToken))
        {
            // What lies beyond is of a part that is still under way.
            if (ImportPaths.OffsetOf(part.Name) < run.BytesDone && await imports.GetAsync(part.Name, null, cancellationToken) is { } download)
            {
                yield return download;
            }
        }
    }
}
