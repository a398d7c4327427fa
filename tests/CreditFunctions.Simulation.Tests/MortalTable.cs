using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Simulation;

/// <summary>A table as one process has it.</summary>
internal class MortalTable(ITable table, Life life) : ITable
{
    public Task CreateIfMissingAsync(CancellationToken cancellationToken) => life.WhileItLastsAsync(() => table.CreateIfMissingAsync(cancellationToken));

    public Task<T?> GetAsync<T>(string partitionKey, string rowKey, RowReader<T> read, IReadOnlyList<string> columns, CancellationToken cancellationToken)
        where T : class =>
        life.WhileItLastsAsync(() => table.GetAsync(partitionKey, rowKey, read, columns, cancellationToken));

    public Task<RowPage<T>> QueryAsync<T>(RowQuery query, RowReader<T> read, string? continuation, CancellationToken cancellationToken) =>
        life.WhileItLastsAsync(() => table.QueryAsync(query, read, continuation, cancellationToken));

    public Task<WriteResult> WriteAsync(string partitionKey, RowWrite write, TimeSpan timeout, CancellationToken cancellationToken) =>
        life.WhileItLastsAsync(() => table.WriteAsync(partitionKey, write, timeout, cancellationToken));

    public Task<WriteResult> CommitAsync(string partitionKey, IReadOnlyList<RowWrite> writes, TimeSpan timeout, CancellationToken cancellationToken) =>
        life.WhileItLastsAsync(() => CarryAsync(partitionKey, writes, timeout, cancellationToken));

    /// <summary>What the network does with a commit, whether or not the process still lives.</summary>
    protected virtual Task<WriteResult> CarryAsync(string partitionKey, IReadOnlyList<RowWrite> writes, TimeSpan timeout, CancellationToken cancellationToken) =>
        table.CommitAsync(partitionKey, writes, timeout, cancellationToken);
}
