namespace CreditFunctions.Storage.Tables;

/// <summary>Counts what is read of a table: what is written is none of its business, and is refused.</summary>
internal sealed class CountingTable(ITable table) : ITable
{
    private long rows;
    private long requests;

    /// <summary>Rows that were handed out.</summary>
    public long Rows => Interlocked.Read(ref rows);

    /// <summary>Requests that were answered.</summary>
    public long Requests => Interlocked.Read(ref requests);

    /// <inheritdoc/>
    public async Task<T?> GetAsync<T>(string partitionKey, string rowKey, RowReader<T> read, IReadOnlyList<string> columns, CancellationToken cancellationToken)
        where T : class
    {
        var row = await table.GetAsync(partitionKey, rowKey, read, columns, cancellationToken);
        Count(row is null ? 0 : 1);
        return row;
    }

    /// <inheritdoc/>
    public async Task<RowPage<T>> QueryAsync<T>(RowQuery query, RowReader<T> read, string? continuation, CancellationToken cancellationToken)
    {
        var page = await table.QueryAsync(query, read, continuation, cancellationToken);
        Count(page.Rows.Count);
        return page;
    }

    /// <inheritdoc/>
    public Task CreateIfMissingAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task<WriteResult> WriteAsync(string partitionKey, RowWrite write, TimeSpan timeout, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task<WriteResult> CommitAsync(string partitionKey, IReadOnlyList<RowWrite> writes, TimeSpan timeout, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    private void Count(int read)
    {
        Interlocked.Add(ref rows, read);
        Interlocked.Increment(ref requests);
    }
}
