using System.Globalization;
using System.Text.Json;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.InMemory;

/// <summary>
/// A table in memory that behaves as the service does: rows in wire form, ordinal order, ETags, the service's limits. Safe for use by many
/// threads; without timers or threads of its own, so that a simulation replays.
/// </summary>
/// <param name="clock">What <c>Timestamp</c> is taken from.</param>
/// <param name="faults">What goes wrong; null for nothing.</param>
/// <param name="name">What calls and errors name it.</param>
public sealed class InMemoryTable(TimeProvider clock, IFaults? faults = null, string name = "table") : ITable
{
    /// <summary>How many rows the service looks at for one page, whether they meet the conditions or not.</summary>
    private const int MaxScanned = 1000;

    private readonly FaultGate gate = new(clock, faults);
    private readonly Lock access = new();
    private Dictionary<string, Partition>? partitions;
    private long version;

    /// <inheritdoc/>
    public Task CreateIfMissingAsync(CancellationToken cancellationToken) =>
        gate.WriteAsync(Call(StorageOperation.TableCreate, ""), TimeSpan.MaxValue, () => Locked(() => partitions ??= new(StringComparer.Ordinal)), cancellationToken);

    /// <inheritdoc/>
    public Task<T?> GetAsync<T>(string partitionKey, string rowKey, RowReader<T> read, IReadOnlyList<string> columns, CancellationToken cancellationToken)
        where T : class =>
        gate.ReadAsync(
            Call(StorageOperation.RowGet, partitionKey, rowKey),
            () => Locked(() => Find(partitionKey)?.Rows.GetValueOrDefault(rowKey)) is { } row ? Read(row.Select(columns), read) : null,
            cancellationToken);

    /// <inheritdoc/>
    public Task<RowPage<T>> QueryAsync<T>(RowQuery query, RowReader<T> read, string? continuation, CancellationToken cancellationToken)
    {
        var from = continuation ?? query.From;
        return gate.ReadAsync(
            Call(StorageOperation.RowQuery, query.PartitionKey, from),
            () =>
            {
                var (rows, next) = Locked(() => Scan(query, from));
                return new RowPage<T>(rows.ConvertAll(row => Read(row.Select(query.Select), read)), next);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<WriteResult> WriteAsync(string partitionKey, RowWrite write, TimeSpan timeout, CancellationToken cancellationToken)
    {
        TransactionLimits.CheckCondition(write);
        return gate.WriteAsync(
            Call(StorageOperation.RowWrite, partitionKey, write.RowKey),
            timeout,
            () => Locked(() => Write(partitionKey, [write])),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<WriteResult> CommitAsync(string partitionKey, IReadOnlyList<RowWrite> writes, TimeSpan timeout, CancellationToken cancellationToken)
    {
        TransactionLimits.Check(partitionKey, writes);
        var call = new StorageCall(StorageOperation.RowCommit, name, partitionKey, [.. writes.Select(w => w.RowKey)]);
        var result = await gate.WriteAsync(call, timeout, () => Locked(() => Write(partitionKey, writes)), cancellationToken);
        return result with { ETag = null };
    }

    private WriteResult Write(string partitionKey, IReadOnlyList<RowWrite> writes)
    {
        var partition = Find(partitionKey) ?? new Partition();
        var rows = new StoredRow?[writes.Count];
        for (var index = 0; index < writes.Count; index++)
        {
            var write = writes[index];
            var old = partition.Rows.GetValueOrDefault(write.RowKey);
            if (Refusal(write, old) is { } outcome)
            {
                return new(outcome, index);
            }

            rows[index] = write.Action == RowAction.Delete ? null : NewRow(partitionKey, write, old);
        }

        for (var index = 0; index < writes.Count; index++)
        {
            partition.Set(writes[index].RowKey, rows[index]);
        }

        partitions![partitionKey] = partition;
        return new(WriteOutcome.Done, ETag: rows[^1]?.ETag);
    }

    private static WriteOutcome? Refusal(RowWrite write, StoredRow? old) => write.Action switch
    {
        RowAction.Insert => old is null ? null : WriteOutcome.Exists,
        RowAction.Upsert => null,
        _ when old is null => WriteOutcome.Missing,
        _ => write.IfMatch is null or "*" || write.IfMatch == old.ETag ? null : WriteOutcome.Changed,
    };

    private StoredRow NewRow(string partitionKey, RowWrite write, StoredRow? old)
    {
        var given = write.Columns.IsEmpty ? [] : RowColumn.Parse(write.Columns);
        var columns = write.Action == RowAction.Merge ? RowColumn.Merge(old!.Columns(), given) : given;
        RowLimits.Check(partitionKey, write.RowKey, columns);
        version++;
        var etag = string.Create(CultureInfo.InvariantCulture, $"W/\"version'{version}'\"");
        return StoredRow.Write(partitionKey, write.RowKey, etag, clock.GetUtcNow(), columns);
    }

    private (List<StoredRow> Rows, string? Next) Scan(RowQuery query, string from)
    {
        var rows = new List<StoredRow>();
        var scanned = 0;
        foreach (var key in Find(query.PartitionKey)?.Keys(from, query.To) ?? [])
        {
            if (rows.Count == query.PageSize || scanned++ == MaxScanned)
            {
                return (rows, key);
            }

            var row = Find(query.PartitionKey)!.Rows[key];
            if (RowConditions.Hold(row, query.Where))
            {
                rows.Add(row);
            }
        }

        return (rows, null);
    }

    private Partition? Find(string partitionKey) => partitions is null
        ? throw new StorageException($"Table {name} does not exist: create it first.", mayHaveHappened: false, 404, "TableNotFound")
        : partitions.GetValueOrDefault(partitionKey);

    private static T Read<T>(byte[] wire, RowReader<T> read)
    {
        var json = new Utf8JsonReader(wire);
        json.Read();
        var row = read(ref json);
        return json is { TokenType: JsonTokenType.EndObject, CurrentDepth: 0 }
            ? row
            : throw new InvalidOperationException("A row's reader has to leave the JSON reader on the row's EndObject.");
    }

    private T Locked<T>(Func<T> action)
    {
        lock (access)
        {
            return action();
        }
    }

    private StorageCall Call(StorageOperation operation, string partitionKey, params string[] rows) => new(operation, name, partitionKey, rows);

    /// <summary>The rows of one partition, and their keys in order.</summary>
    private sealed class Partition
    {
        private readonly SortedSet<string> keys = new(StringComparer.Ordinal);

        public Dictionary<string, StoredRow> Rows { get; } = new(StringComparer.Ordinal);

        public void Set(string key, StoredRow? row)
        {
            if (row is null)
            {
                Rows.Remove(key);
                keys.Remove(key);
            }
            else
            {
                Rows[key] = row;
                keys.Add(key);
            }
        }

        public IEnumerable<string> Keys(string from, string? to) =>
            keys.Max is { } last && string.CompareOrdinal(from, last) <= 0
                ? keys.GetViewBetween(from, last).TakeWhile(key => to is null || string.CompareOrdinal(key, to) < 0)
                : [];
    }
}
