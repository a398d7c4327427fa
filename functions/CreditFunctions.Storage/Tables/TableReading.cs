using System.Runtime.CompilerServices;

namespace CreditFunctions.Storage.Tables;

/// <summary>Reads what takes several pages.</summary>
internal static class TableReading
{
    /// <summary>All rows of a range, for ranges that have few.</summary>
    public static async Task<IReadOnlyList<T>> AllAsync<T>(this ITable table, RowQuery query, RowReader<T> read, CancellationToken cancellationToken)
    {
        var all = new List<T>();
        string? continuation = null;
        do
        {
            var page = await table.QueryAsync(query, read, continuation, cancellationToken);
            all.AddRange(page.Rows);
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return all;
    }

    /// <summary>The rows of a range, of which no more than a page is held.</summary>
    public static async IAsyncEnumerable<T> ScanAsync<T>(this ITable table, RowQuery query, RowReader<T> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            var page = await table.QueryAsync(query, read, continuation, cancellationToken);
            foreach (var row in page.Rows)
            {
                yield return row;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
    }
}
