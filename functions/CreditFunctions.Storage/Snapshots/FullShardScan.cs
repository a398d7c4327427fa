using CreditFunctions.Ledger;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>
/// Makes a shard's files from all of its accounts and entries. Some accounts are read, then the entries of those, and so on: an account is read before its entries, and no more than those
/// few are held.
/// </summary>
/// <param name="reader">Reads the shard.</param>
/// <param name="output">Where its rows go.</param>
/// <param name="before">The accounts of an earlier snapshot; null: there is none to compare with.</param>
/// <param name="since">Entries created before are left out.</param>
internal sealed class FullShardScan(ShardReader reader, ShardOutput output, RowStream? before, Instant since)
{
    private const int AccountsAtOnce = 4_000;
    private const int EffectsAtOnce = 20_000;

    private ShardAccount? earlier;

    /// <summary>Reads and writes all of it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await MoveAsync();
        var some = new List<(AccountAsOf Account, ReportedCustomer Customer)>();
        var effects = 0;
        await foreach (var next in reader.AccountsAsync(cancellationToken))
        {
            some.Add(next);
            effects += next.Account.Past.Due.Count;
            if (some.Count == AccountsAtOnce || effects >= EffectsAtOnce)
            {
                await WriteAsync(some, cancellationToken);
                some.Clear();
                effects = 0;
            }
        }

        await WriteAsync(some, cancellationToken);
        while (earlier is not null)
        {
            await PassAsync();
        }
    }

    private async Task WriteAsync(List<(AccountAsOf Account, ReportedCustomer Customer)> some, CancellationToken cancellationToken)
    {
        if (some.Count == 0)
        {
            return;
        }

        await using var entries = new EntryCursor(reader.EntriesAsync(some[0].Account.Key, some[^1].Account.Key, since, cancellationToken), cancellationToken);
        foreach (var (account, customer) in some)
        {
            var after = ShardAccount.Of(account, customer);
            while (earlier is not null && string.CompareOrdinal(earlier.Name, after.Name) < 0)
            {
                await PassAsync();
            }

            var was = earlier?.Name == after.Name ? earlier : null;
            output.Account(account.Key, after, was);
            var flow = output.Begin(account, was);
            await foreach (var row in entries.OfAsync(account, isComplete: since == Instant.Min))
            {
                reader.Check(row);
                output.Entry(account, row.Entry, flow);
                await output.FlushAsync(cancellationToken);
            }

            output.End(after, flow);
            await output.FlushAsync(cancellationToken);
            if (was is not null)
            {
                await MoveAsync();
            }
        }
    }

    /// <summary>An account of the earlier snapshot that is gone: it is opened and never closed, so that the roll-forward says so.</summary>
    private ValueTask PassAsync()
    {
        output.Flows.Open(earlier!);
        return MoveAsync();
    }

    private async ValueTask MoveAsync()
    {
        if (before is not null)
        {
            await before.MoveAsync();
            earlier = before.HasRow ? ShardAccount.Read(before.Row) : null;
        }
    }
}
