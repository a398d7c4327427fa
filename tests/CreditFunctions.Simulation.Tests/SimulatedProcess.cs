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

    private readonly Life life = new();

    public SimulatedProcess(ITable credits, VirtualTime time, Random random)
    {
        var table = new DoublingTable(credits, life, random);
        Committer = new(table, time, () => random.NextInt64().ToString("x16", System.Globalization.CultureInfo.InvariantCulture) + random.NextInt64().ToString("x16", System.Globalization.CultureInfo.InvariantCulture));
        Customers = new(table, time);
        Keys = new(table, time);
        Store = new(table);
    }

    public Committer Committer { get; }

    public CustomerStore Customers { get; }

    public BusinessKeys Keys { get; }

    public CreditStore Store { get; }

    public bool IsDead => life.IsOver;

    public void Kill() => life.End();

    private sealed class DoublingTable(ITable table, Life life, Random random) : MortalTable(table, life)
    {
        protected override async Task<WriteResult> CarryAsync(string partitionKey, IReadOnlyList<RowWrite> writes, TimeSpan timeout, CancellationToken cancellationToken)
        {
            var answer = await base.CarryAsync(partitionKey, writes, timeout, cancellationToken);
            return random.Next(100) < DoubledPercent ? await base.CarryAsync(partitionKey, writes, timeout, cancellationToken) : answer;
        }
    }
}
