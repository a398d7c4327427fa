using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Simulation;

/// <summary>A table as a program sees it that may stand still before any of its calls.</summary>
/// <param name="table">The table.</param>
/// <param name="pauseAsync">Awaited before each call, with the row it begins with and whether it is a write.</param>
public sealed class PausingTable(ITable table, Func<string, bool, Task> pauseAsync) : ITable
{
    public Task CreateIfMissingAsync(CancellationToken cancellationToken) => table.CreateIfMissingAsync(cancellationToken);

    public async Task<T?> GetAsync<T>(string partitionKey, string rowKey, RowReader<T> read, IReadOnlyList<string> columns, CancellationToken cancellationToken)
        where T : class
    {
        await pauseAsync(rowKey, false);
        return await table.GetAsync(partitionKey, rowKey, read, columns, cancellationToken);
    }

    public async Task<RowPage<T>> QueryAsync<T>(RowQuery query, RowReader<T> read, string? continuation, CancellationToken cancellationToken)
    {
        await pauseAsync(query.From, false);
        return await table.QueryAsync(query, read, continuation, cancellationToken);
    }

    public async Task<WriteResult> WriteAsync(string partitionKey, RowWrite write, TimeSpan timeout, CancellationToken cancellationToken)
    {
        await pauseAsync(write.RowKey, true);
        return await table.WriteAsync(partitionKey, write, timeout, cancellationToken);
    }

    public async Task<WriteResult> CommitAsync(string partitionKey, IReadOnlyList<RowWrite> writes, TimeSpan timeout, CancellationToken cancellationToken)
    {
        await pauseAsync(writes[0].RowKey, true);
        return await table.CommitAsync(partitionKey, writes, timeout, cancellationToken);
    }
}
