using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Audits;

/// <summary>
/// Goes through all rows of one kind of a shard. Kinds are in the same order of their accounts, so a few of these beside each other bring together what belongs to
/// one account, as sorted files are merged. A row whose key is none of its kind is handed over and passed by.
/// </summary>
/// <param name="credits">The table.</param>
/// <param name="partition">The shard's partition.</param>
/// <param name="kind">The kind of row, such as <c>entry!</c>.</param>
/// <param name="name">Reads a key of that kind.</param>
/// <param name="misnamed">Gets each row whose key is none.</param>
/// <param name="cancellationToken">Breaks it off.</param>
internal sealed class RowCursor(
    ITable credits, string partition, string kind, Func<string, RowName?> name, Action<RawRow> misnamed, CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<RawRow> rows = credits.RawAsync(RowQuery.Prefix(partition, kind), cancellationToken).GetAsyncEnumerator(cancellationToken);

    /// <summary>Of the row that comes next; null: there is none.</summary>
    public RowName? Next { get; private set; }

    /// <summary>Goes to the first row, or on to the next.</summary>
    public async Task MoveAsync()
    {
        for (Next = null; Next is null && await rows.MoveNextAsync();)
        {
            Next = name(rows.Current.Key);
            if (Next is null)
            {
                misnamed(rows.Current);
            }
        }
    }

    /// <summary>Takes the one row of a path; null: there is none.</summary>
    public async Task<RawRow?> TakeAsync(string path)
    {
        if (Next?.Path != path)
        {
            return null;
        }

        var row = rows.Current;
        await MoveAsync();
        return row;
    }

    /// <summary>Takes all rows of a path.</summary>
    public async IAsyncEnumerable<RawRow> TakeAllAsync(string path)
    {
        while (await TakeAsync(path) is { } row)
        {
            yield return row;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => rows.DisposeAsync();
}
