using System.Text;

namespace CreditFunctions.Storage.Tables;

/// <summary>What the service allows in one entity-group transaction. Every implementation of <see cref="ITable"/> refuses the same ones, before anything is sent.</summary>
public static class TransactionLimits
{
    /// <summary>The most rows of one transaction.</summary>
    public const int MaxRows = 100;

    /// <summary>The most bytes of one transaction's body.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>At least as many bytes as the headers of one row's part take, its key's length apart.</summary>
    private const int PartBytes = 1024;

    /// <summary>Refuses a transaction that can never be one.</summary>
    /// <exception cref="ArgumentException">No rows, more than <see cref="MaxRows"/>, a row twice, or a condition on a write that takes none.</exception>
    /// <exception cref="StorageException">More than <see cref="MaxBytes"/>, reckoned generously: <c>RequestBodyTooLarge</c>, and nothing happened.</exception>
    public static void Check(string partitionKey, IReadOnlyList<RowWrite> writes)
    {
        if (writes.Count is 0 or > MaxRows)
        {
            throw new ArgumentException($"A transaction has 1 to {MaxRows} rows, not {writes.Count}.", nameof(writes));
        }

        var rows = new HashSet<string>(writes.Count, StringComparer.Ordinal);
        var bytes = 0;
        foreach (var write in writes)
        {
            CheckCondition(write);
            if (!rows.Add(write.RowKey))
            {
                throw new ArgumentException($"Row {write.RowKey} occurs twice in one transaction.", nameof(writes));
            }

            // Keys stand in the address, escaped, and in the body.
            bytes += PartBytes + write.Columns.Length + (4 * Encoding.UTF8.GetByteCount(partitionKey)) + (4 * Encoding.UTF8.GetByteCount(write.RowKey));
        }

        if (bytes > MaxBytes)
        {
            throw new StorageException(
                $"A transaction of {writes.Count} rows has some {bytes} bytes, and {MaxBytes} are allowed.", mayHaveHappened: false, 413, "RequestBodyTooLarge");
        }
    }

    /// <summary>Refuses an ETag where there is no row to bear it.</summary>
    /// <exception cref="ArgumentException">An insert or upsert has <see cref="RowWrite.IfMatch"/>.</exception>
    public static void CheckCondition(RowWrite write)
    {
        if (write is { Action: RowAction.Insert or RowAction.Upsert, IfMatch: not null })
        {
            throw new ArgumentException($"{write.Action} takes no ETag.", nameof(write));
        }
    }
}
