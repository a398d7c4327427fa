using CreditFunctions.Ledger;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Credits;

/// <summary>Goes through the commits of one shard, page by page: small pages first, since most readers want the newest few.</summary>
internal sealed class ShardCommits(ITable credits, RowQuery query)
{
    private const int FirstPage = 25;
    private const int Growth = 4;

    private IReadOnlyList<(string Row, FeedCommit Commit, Instant Timestamp)> page = [];
    private int at = -1;
    private int pageSize = FirstPage;
    private string? continuation;
    private bool isLastPage;

    /// <summary>The key of the row it stands on; null: before the first and after the last.</summary>
    public string? Row => at >= 0 && at < page.Count ? page[at].Row : null;

    /// <summary>The commit it stands on.</summary>
    public FeedCommit Commit => page[at].Commit;

    /// <summary>Goes to the first row, or on to the next.</summary>
    public async Task MoveAsync(CancellationToken cancellationToken)
    {
        for (at++; at >= page.Count && !isLastPage; at = 0)
        {
            var read = await credits.QueryAsync(query with { PageSize = pageSize }, TimeRow.Read, continuation, cancellationToken);
            (page, continuation, isLastPage) = (read.Rows, read.Continuation, read.Continuation is null);
            pageSize = Math.Min(pageSize * Growth, RowQuery.MaxPageSize);
        }
    }
}
