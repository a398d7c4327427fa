using System.Runtime.CompilerServices;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Audits;

/// <summary>Reads rows of the table <c>credits</c> as they are.</summary>
internal static class RawRows
{
    /// <summary>All rows of a range, in order of their keys.</summary>
    public static async IAsyncEnumerable<RawRow> RawAsync(this ITable credits, RowQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            var page = await credits.QueryAsync(query, RawRow.Read, continuation, cancellationToken);
            foreach (var row in page.Rows)
            {
                yield return row;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    /// <summary>One row; null if there is none.</summary>
    public static Task<RawRow?> RawAsync(this ITable credits, string partition, string row, CancellationToken cancellationToken) =>
        credits.GetAsync(partition, row, RawRow.Read, [], cancellationToken);

    /// <summary>The entries of an account from one seq to another, both included, newest first.</summary>
    public static IAsyncEnumerable<RawRow> EntriesAsync(this ITable credits, string partition, AccountKey account, long from, long to, CancellationToken cancellationToken) =>
        credits.RawAsync(new(partition, RowKeys.Entry(account, to), RowKeys.Entry(account, from - 1)), cancellationToken);
}
