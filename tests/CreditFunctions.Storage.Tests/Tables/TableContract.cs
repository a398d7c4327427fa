using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Tests.Tables;

/// <summary>What every table does. Each test has a partition of its own in a table all of them share.</summary>
public abstract partial class TableContract(IStorage storage)
{
    protected static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private const string Shared = "contract";

    private readonly string partition = Guid.NewGuid().ToString("N");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<ITable> CreateSutAsync()
    {
        var table = storage.Table(Shared);
        await table.CreateIfMissingAsync(Token);
        return table;
    }

    private Task<Row?> GetAsync(ITable table, string key, params string[] columns) => table.GetAsync(partition, key, Row.Reader, columns, Token);

    private Task<WriteResult> WriteAsync(ITable table, RowWrite write) => table.WriteAsync(partition, write, Timeout, Token);

    private Task<WriteResult> CommitAsync(ITable table, params RowWrite[] writes) => table.CommitAsync(partition, writes, Timeout, Token);

    private static async Task<List<string>> KeysAsync(ITable table, RowQuery query) => [.. (await AllAsync(table, query)).Select(row => row.RowKey!)];

    private static async Task<List<Row>> AllAsync(ITable table, RowQuery query)
    {
        var rows = new List<Row>();
        string? continuation = null;
        do
        {
            var page = await table.QueryAsync(query, Row.Reader, continuation, Token);
            Assert.True(page.Rows.Count <= query.PageSize);
            rows.AddRange(page.Rows);
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return rows;
    }
}
