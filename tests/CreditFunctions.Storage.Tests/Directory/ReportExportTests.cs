using CreditFunctions.Ledger;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Tables;
using CreditFunctions.Storage.Tests.Clock;
using CreditFunctions.Storage.Tests.InMemory;

namespace CreditFunctions.Storage.Tests.Directory;

public sealed class ReportExportTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Add_FirstPageIsEmptyAndNotTheLast_TakesTheNumberAfterTheNewestAtOnce()
    {
        var faults = new ScriptedFaults();
        var table = new InMemoryTable(new ManualTime(), faults);
        await table.CreateIfMissingAsync(Token);
        var directory = new DirectoryStore(new EmptyFirstPages(table));
        for (var number = 1; number <= 3; number++)
        {
            Assert.Equal(number, (await directory.AddExportAsync("biz", "", Instant.Min, Token)).Number);
        }

        Assert.Equal(3, faults.Calls.Count(static call => call.Operation == StorageOperation.RowWrite));
    }

    /// <summary>Answers each query with an empty page first, as the service may.</summary>
    private sealed class EmptyFirstPages(ITable table) : ITable
    {
        private const string Rest = "rest";

        public Task<RowPage<T>> QueryAsync<T>(RowQuery query, RowReader<T> read, string? continuation, CancellationToken cancellationToken) =>
            continuation is null ? Task.FromResult(new RowPage<T>([], Rest)) : table.QueryAsync(query, read, continuation == Rest ? null : continuation, cancellationToken);

        public Task CreateIfMissingAsync(CancellationToken cancellationToken) => table.CreateIfMissingAsync(cancellationToken);

        public Task<T?> GetAsync<T>(string partitionKey, string rowKey, RowReader<T> read, IReadOnlyList<string> columns, CancellationToken cancellationToken)
            where T : class => table.GetAsync(partitionKey, rowKey, read, columns, cancellationToken);

        public Task<WriteResult> WriteAsync(string partitionKey, RowWrite write, TimeSpan timeout, CancellationToken cancellationToken) =>
            table.WriteAsync(partitionKey, write, timeout, cancellationToken);

        public Task<WriteResult> CommitAsync(string partitionKey, IReadOnlyList<RowWrite> writes, TimeSpan timeout, CancellationToken cancellationToken) =>
            table.CommitAsync(partitionKey, writes, timeout, cancellationToken);
    }
}
