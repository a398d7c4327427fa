using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Snapshots;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Pruning;

/// <summary>
/// Removes blobs and rows, some at once, while there is time, and counts them. What another has removed before is no error. When time is over nothing more is begun: what is left is found again.
/// </summary>
/// <param name="isOver">Is it time to begin nothing more?</param>
/// <param name="tally">Counts.</param>
/// <param name="stop">Breaks it off.</param>
internal sealed class PruneWork(Func<bool> isOver, PruneTally tally, CancellationToken stop)
{
    private const int AtOnce = 8;
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Is it time to begin nothing more?</summary>
    public bool IsOver => isOver();

    /// <summary>Breaks it off.</summary>
    public CancellationToken Stop => stop;

    /// <summary>All of it at once, and nobody counts.</summary>
    public static PruneWork Unlimited(CancellationToken cancellationToken) => new(static () => false, new(), cancellationToken);

    /// <summary>For what belongs to something that has begun to be removed: all of it goes, though time be over.</summary>
    public PruneWork ToTheEnd() => new(static () => false, tally, stop);

    /// <summary>Counts what was removed of its own, beside the blobs of it.</summary>
    public void Count(Pruned what) => tally.Add(what, 1);

    /// <summary>Removes blobs, but for those on which somebody holds a lease.</summary>
    /// <param name="container">Where they are.</param>
    /// <param name="names">Their names.</param>
    /// <param name="what">As what they are counted; null: they are not.</param>
    public Task BlobsAsync(IBlobContainer container, IReadOnlyList<string> names, Pruned? what) => BlobsAsync(container, names, static name => (name, null), what);

    /// <summary>Removes blobs that are as they were listed, but for those on which somebody holds a lease.</summary>
    /// <param name="container">Where they are.</param>
    /// <param name="blobs">Their versions.</param>
    /// <param name="what">As what they are counted.</param>
    public Task UnchangedBlobsAsync(IBlobContainer container, IReadOnlyList<BlobProperties> blobs, Pruned what) =>
        BlobsAsync(container, blobs, static blob => (blob.Name, blob.ETag), what);

    /// <summary>Removes the rows of a range, page by page.</summary>
    /// <param name="table">Where they are.</param>
    /// <param name="query">The range; with <see cref="RowQuery.Select"/> empty, rows that are written meanwhile stay.</param>
    /// <param name="what">As what they are counted.</param>
    public async Task RangeAsync(ITable table, RowQuery query, Pruned what)
    {
        string? continuation = null;
        do
        {
            var page = await table.QueryAsync(query, RowVersion.Read, continuation, stop);
            await RowsAsync(table, query.PartitionKey, [.. page.Rows.Select(row => query.Select.Count == 0 ? row : row with { ETag = null })], what);
            continuation = page.Continuation;
        }
        while (continuation is not null && !IsOver);
    }

    /// <summary>Removes rows of a partition that are as they were read, or whatever they are where no version is said.</summary>
    public Task RowsAsync(ITable table, string partition, IReadOnlyList<RowVersion> rows, Pruned what)
    {
        var chunks = rows.Chunk(TransactionLimits.MaxRows).ToList();
        return SomeAtOnce.RunAsync(chunks.Count, AtOnce, (at, token) => DeleteAsync(table, partition, chunks[at], what, token), stop);
    }

    private async Task DeleteAsync(ITable table, string partition, RowVersion[] rows, Pruned what, CancellationToken cancellationToken)
    {
        if (IsOver)
        {
            return;
        }

        var deletes = rows.Select(static row => new RowWrite(RowAction.Delete, row.Key, default, row.ETag)).ToList();
        if ((await table.CommitAsync(partition, deletes, WriteTimeout, cancellationToken)).Outcome == WriteOutcome.Done)
        {
            tally.Add(what, rows.Length);
            return;
        }

        // Another was there before, and a transaction is all or nothing.
        foreach (var delete in deletes)
        {
            if ((await table.WriteAsync(partition, delete, WriteTimeout, cancellationToken)).Outcome == WriteOutcome.Done)
            {
                tally.Add(what, 1);
            }
        }
    }

    private Task BlobsAsync<T>(IBlobContainer container, IReadOnlyList<T> blobs, Func<T, (string Name, string? ETag)> of, Pruned? what) => SomeAtOnce.RunAsync(
        blobs.Count,
        AtOnce,
        async (at, token) =>
        {
            var (name, etag) = of(blobs[at]);
            if (!IsOver && await TryDeleteAsync(container, name, etag, token) && what is { } kind)
            {
                tally.Add(kind, 1);
            }
        },
        stop);

    private static async Task<bool> TryDeleteAsync(IBlobContainer container, string name, string? etag, CancellationToken cancellationToken)
    {
        try
        {
            return await container.DeleteAsync(name, etag, cancellationToken);
        }
        catch (StorageException refused) when (refused is { Code: "LeaseIdMissing" } or { Status: 409 })
        {
            // Somebody holds it, or it is in a state in which it cannot go: the others still do.
            return false;
        }
    }
}
