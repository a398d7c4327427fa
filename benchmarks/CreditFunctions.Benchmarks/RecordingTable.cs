using System.Collections.Concurrent;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Benchmarks;

/// <summary>Keeps what is committed through it, in the order in which the commits began.</summary>
internal sealed class RecordingTable(ITable table) : ITable
{
    /// <summary>The rows of each commit.</summary>
    public ConcurrentQueue<(string PartitionKey, IReadOnlyList<RowWrite> Rows)> Commits { get; } = [];

    public Task CreateIfMissingAsync(CancellationToken cancellationToken) => table.CreateIfMissingAsync(cancellationToken);

    public Task<T?> GetAsync<T>(string partitionKey, string rowKey, RowReader<T> read, IReadOnlyList<string> columns, CancellationToken cancellationToken)
        where T : class =>
        table.GetAsync(partitionKey, rowKey, read, columns, cancellationToken);

    public Task<RowPage<T>> QueryAsync<T>(RowQuery query, RowReader<T> read, string? continuation, CancellationToken cancellationToken) =>
        table.QueryAsync(query, read, continuation, cancellationToken);

    public Task<WriteResult> WriteAsync(string partitionKey, RowWrite write, TimeSpan timeout, CancellationToken cancellationToken) =>
        table.WriteAsync(partitionKey, write, timeout, cancellationToken);

    public Task<WriteResult> CommitAsync(string partitionKey, IReadOnlyList<RowWrite> writes, TimeSpan timeout, CancellationToken cancellationToken)
    {
        Commits.Enqueue((partitionKey, writes));
        return table.CommitAsync(partitionKey, writes, timeout, cancellationToken);
    }
}
