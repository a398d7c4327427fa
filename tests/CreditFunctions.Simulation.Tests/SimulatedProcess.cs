using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Simulation;

/// <summary>
/// One instance of the program. Killed, it never hears from storage again, and whoever waits for it never hears from it. Now and then its network carries a commit
/// twice and brings back the second answer.
/// </summary>
public sealed class SimulatedProcess
{
    private const int DoubledPercent = 3;

    private readonly TaskCompletionSource never = new();
    private readonly Random random;

    public SimulatedProcess(ITable credits, VirtualTime time, Random random)
    {
        this.random = random;
        var table = new MortalTable(credits, this);
        Committer = new(table, time, () => random.NextInt64().ToString("x16", System.Globalization.CultureInfo.InvariantCulture) + random.NextInt64().ToString("x16", System.Globalization.CultureInfo.InvariantCulture));
        Customers = new(table, time);
        Keys = new(table, time);
        Store = new(table);
    }

    public Committer Committer { get; }

    public CustomerStore Customers { get; }

    public BusinessKeys Keys { get; }

    public CreditStore Store { get; }

    public bool IsDead { get; private set; }

    public void Kill() => IsDead = true;

    private async Task<T> WhileAliveAsync<T>(Func<Task<T>> call)
    {
        await DieIfDeadAsync();
        var result = await call();
        await DieIfDeadAsync();
        return result;
    }

    private Task DieIfDeadAsync() => IsDead ? never.Task : Task.CompletedTask;

    private sealed class MortalTable(ITable table, SimulatedProcess process) : ITable
    {
        public Task CreateIfMissingAsync(CancellationToken cancellationToken) => table.CreateIfMissingAsync(cancellationToken);

        public Task<T?> GetAsync<T>(string partitionKey, string rowKey, RowReader<T> read, IReadOnlyList<string> columns, CancellationToken cancellationToken)
            where T : class =>
            process.WhileAliveAsync(() => table.GetAsync(partitionKey, rowKey, read, columns, cancellationToken));

        public Task<RowPage<T>> QueryAsync<T>(RowQuery query, RowReader<T> read, string? continuation, CancellationToken cancellationToken) =>
            process.WhileAliveAsync(() => table.QueryAsync(query, read, continuation, cancellationToken));

        public Task<WriteResult> WriteAsync(string partitionKey, RowWrite write, TimeSpan timeout, CancellationToken cancellationToken) =>
            process.WhileAliveAsync(() => table.WriteAsync(partitionKey, write, timeout, cancellationToken));

        public Task<WriteResult> CommitAsync(string partitionKey, IReadOnlyList<RowWrite> writes, TimeSpan timeout, CancellationToken cancellationToken) =>
            process.WhileAliveAsync(async () =>
            {
                var answer = await table.CommitAsync(partitionKey, writes, timeout, cancellationToken);
                return process.random.Next(100) < DoubledPercent ? await table.CommitAsync(partitionKey, writes, timeout, cancellationToken) : answer;
            });
    }
}
