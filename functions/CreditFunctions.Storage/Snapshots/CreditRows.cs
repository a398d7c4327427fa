using CreditFunctions.Ledger;
using CreditFunctions.Reports;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>
/// Makes rows of <see cref="CustomerCredits"/> from a shard's accounts and entries, both in order of accounts. A customer's accounts lie beside each other: they are held while its entries are
/// written, since each of these bears the customer's balance.
/// </summary>
internal sealed class CreditRows(RowStream accounts, RowStream entries)
{
    private const int BatchBytes = 64 * 1024;

    private readonly RowWriter row = new();
    private readonly RowBatch customer = new();
    private readonly List<long> balances = [];

    /// <summary>All rows, in parts. A batch is only valid until the next.</summary>
    /// <exception cref="BalanceTooLargeException">A customer has more of a currency than a balance can show.</exception>
    public async IAsyncEnumerable<RowBatch> AllAsync()
    {
        var batch = new RowBatch();
        await accounts.MoveAsync();
        await entries.MoveAsync();
        while (accounts.HasRow)
        {
            customer.Clear();
            do
            {
                customer.Add(accounts.Row);
                await accounts.MoveAsync();
            }
            while (accounts.HasRow && IsSameCustomer(accounts.Row));

            Sum();
            for (var account = 0; account < customer.Count; account++)
            {
                for (; entries.HasRow && Write(account); await entries.MoveAsync())
                {
                    batch.Add(row.Written);
                    if (batch.Bytes >= BatchBytes)
                    {
                        yield return batch;
                        batch.Clear();
                    }
                }
            }
        }

        if (entries.HasRow)
        {
            throw new InvalidOperationException("An entry has no account, or is out of order.");
        }

        yield return batch;
    }

    private bool IsSameCustomer(ReadOnlySpan<byte> account)
    {
        var next = Account(account, stackalloc long[Row.MaxColumns]);
        var held = Account(customer[0], stackalloc long[Row.MaxColumns]);
        return next.Text(CreditBalances.CustomerId).SequenceEqual(held.Text(CreditBalances.CustomerId));
    }

    /// <summary>
    /// What the customer has available in the unit of each account: money of one currency adds up over all entitlements, a custom unit counts in its own entitlement only, since two pools of
    /// "hours" need not be the same hours.
    /// </summary>
    private void Sum()
    {
        balances.Clear();
        var sums = new Dictionary<string, Int128>(StringComparer.Ordinal);
        Span<long> cells = stackalloc long[Row.MaxColumns];
        for (var at = 0; at < customer.Count; at++)
        {
            var account = Account(customer[at], cells);
            if (UnitOf(account) is { IsCurrency: true } unit)
            {
                sums[unit.Code] = sums.GetValueOrDefault(unit.Code) + account.Number(CreditBalances.Available);
            }
        }

        for (var at = 0; at < customer.Count; at++)
        {
            var account = Account(customer[at], cells);
            var unit = UnitOf(account);
            var balance = unit.IsCurrency ? sums[unit.Code] : account.Number(CreditBalances.Available);
            balances.Add(balance <= long.MaxValue ? (long)balance : throw new BalanceTooLargeException(account.String(CreditBalances.CustomerId)!, unit.Code));
        }
    }

    /// <summary>Writes the row of the entry that comes next; false: it is not of that account.</summary>
    private bool Write(int at)
    {
        var account = Account(customer[at], stackalloc long[Row.MaxColumns]);
        var entry = new Row(entries.Row, ShardEntries.Definition, stackalloc long[Row.MaxColumns]);
        if (!entry.Text(ShardEntries.CustomerId).SequenceEqual(account.Text(CreditBalances.CustomerId))
            || !entry.Text(ShardEntries.Entitlement).SequenceEqual(account.Text(CreditBalances.Entitlement))
            || !entry.Text(ShardEntries.Unit).SequenceEqual(account.Text(CreditBalances.Unit)))
        {
            return false;
        }

        row.Begin(account.Precision).Text(account.Text(CreditBalances.CustomerId)).Number(account.Number(CreditBalances.CustomerNumber))
            .Text(account, CreditBalances.CustomerName).Text(account, CreditBalances.CustomerEmail)
            .Number(entry.Number(ShardEntries.CreatedAt)).Number(entry.Number(ShardEntries.PostedAt)).Text(entry.Text(ShardEntries.Type)).Number(entry.Number(ShardEntries.Amount))
            .Number(balances[at]).Text(account.Text(CreditBalances.Entitlement)).Text(account.Text(CreditBalances.Unit)).Text(entry, ShardEntries.Memo)
            .Text(entry.Text(ShardEntries.EntryId)).Number(entry.Number(ShardEntries.EntryNumber));
        return true;
    }

    private static Unit UnitOf(in Row account) => new(account.String(CreditBalances.Unit)!, account.Precision);

    private static Row Account(ReadOnlySpan<byte> bytes, Span<long> cells) => new(bytes, ShardAccounts.Definition, cells);
}
