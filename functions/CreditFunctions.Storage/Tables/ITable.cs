using System.Text.Json;

namespace CreditFunctions.Storage.Tables;

/// <summary>
/// Reads one row from its wire form. The reader stands on the entity's <c>StartObject</c> and must be left on its <c>EndObject</c>;
/// system columns are <c>odata.etag</c>, <c>PartitionKey</c>, <c>RowKey</c> and <c>Timestamp</c>, and <c>*@odata.type</c> names are to be skipped.
/// Int64 and Decimal columns come as JSON strings, binary ones as base64.
/// </summary>
public delegate T RowReader<out T>(ref Utf8JsonReader json);

/// <summary>
/// One table of Azure Table Storage. Expected outcomes are results; <see cref="StorageException"/> is what storage could not do.
/// Reads are retried within bounds. Writes are never retried: after a failure whose <see cref="StorageException.MayHaveHappened"/>
/// is true the caller must find out.
/// </summary>
public interface ITable
{
    /// <summary>Creates the table if it is missing.</summary>
    Task CreateIfMissingAsync(CancellationToken cancellationToken);

    /// <summary>Reads one row by its key; null if there is none. <paramref name="columns"/> empty means all columns.</summary>
    Task<T?> GetAsync<T>(string partitionKey, string rowKey, RowReader<T> read, IReadOnlyList<string> columns, CancellationToken cancellationToken)
        where T : class;

    /// <summary>Reads one page of a range, in ordinal order of row keys. A page may be empty and yet not the last.</summary>
    Task<RowPage<T>> QueryAsync<T>(RowQuery query, RowReader<T> read, string? continuation, CancellationToken cancellationToken);

    /// <summary>Writes one row. <paramref name="timeout"/> bounds it on the client and, as <c>timeout=</c>, on the service.</summary>
    Task<WriteResult> WriteAsync(string partitionKey, RowWrite write, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>
    /// Writes up to 100 rows of one partition as one entity-group transaction: all of them or none. Each row may appear once.
    /// The result of the first write that failed stands for all, with its place in <see cref="WriteResult.FailedIndex"/>.
    /// </summary>
    Task<WriteResult> CommitAsync(string partitionKey, IReadOnlyList<RowWrite> writes, TimeSpan timeout, CancellationToken cancellationToken);
}
