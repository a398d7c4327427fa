using System.Runtime.CompilerServices;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Blobs;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>
/// Makes rows of <see cref="CreditChanges"/>: a shard's accounts, entries and changes lie in the same order and are gone through side by side, a customer at a time: each that has a changed
/// account, or new entries, though they may have led back to what was.
/// </summary>
/// <param name="reports">Where the shards are.</param>
/// <param name="set">The shards; each has its changes.</param>
/// <param name="since">The instant of the slot they started from.</param>
internal sealed class CreditChangeRows(IBlobContainer reports, ShardSet set, Instant since)
{
    private const int BatchBytes = 64 * 1024;

    private readonly RowBatch batch = new();
    private readonly RowWriter writer = new();

    // Of one customer: money of one currency adds up over all entitlements, a custom unit counts in its own only.
    private readonly SortedDictionary<(string Code, string Entitlement), UnitBalance> units = [];

    /// <summary>All of them, shard by shard. A batch is only valid until the next.</summary>
    public async IAsyncEnumerable<RowBatch> AllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var shard in set.Shards)
        {
            await using var changes = RowStream.Of(reports, shard.Changes!, cancellationToken);
            await using var accounts = RowStream.Of(reports, shard.Accounts, cancellationToken);
            await using var entries = RowStream.Of(reports, shard.Entries, cancellationToken);
            await changes.MoveAsync();
            await accounts.MoveAsync();
            await MoveToNewAsync(entries);
            while (changes.HasRow || entries.HasRow)
            {
                await CustomerAsync(FirstOf(changes, entries).ToArray(), changes, accounts, entries);
                if (batch.Bytes > BatchBytes)
                {
                    yield return batch;
                    batch.Clear();
                }
            }
        }

        yield return batch;
    }

    private async Task CustomerAsync(byte[] customer, RowStream changes, RowStream accounts, RowStream entries)
    {
        units.Clear();
        for (; changes.HasRow && CustomerOf(changes.Row).SequenceEqual(customer); await changes.MoveAsync())
        {
            AddChange(changes.Row);
        }

        for (; accounts.HasRow && CustomerOf(accounts.Row).SequenceCompareTo(customer) <= 0; await accounts.MoveAsync())
        {
            if (CustomerOf(accounts.Row).SequenceEqual(customer))
            {
                AddBalance(accounts.Row);
            }
        }

        for (; entries.HasRow && CustomerOf(entries.Row).SequenceEqual(customer); await MoveToNewAsync(entries))
        {
            WriteEntry(entries.Row, customer);
        }

        foreach (var ((code, _), unit) in units)
        {
            if (unit.Moved != unit.Told)
            {
                var now = set.Slot.Slot.Microseconds;
                Write(customer, code, CreditChanges.Balance, unit).Text((string?)null).Text((string?)null).Text((string?)null)
                    .Number(unit.Moved - unit.Told).Number(now).Number(now).Text((string?)null);
                batch.Add(writer.Written);
            }
        }
    }

    /// <summary>Goes on to the next entry that is new.</summary>
    private async ValueTask MoveToNewAsync(RowStream entries)
    {
        do
        {
            await entries.MoveAsync();
        }
        while (entries.HasRow && !IsNew(entries.Row));
    }

    private bool IsNew(ReadOnlySpan<byte> entry) =>
        new Row(entry, ShardEntries.Definition, stackalloc long[Row.MaxColumns]).Number(ShardEntries.PostedAt) > since.Microseconds;

    private void AddChange(ReadOnlySpan<byte> bytes)
    {
        var row = new Row(bytes, ShardChanges.Definition, stackalloc long[Row.MaxColumns]);
        var pair = ShardChanges.FirstPair + (2 * ShardChanges.Amounts.IndexOf(CreditBalances.Available));
        UnitOf(row, ShardChanges.Unit, ShardChanges.Entitlement).Moved += row.Number(pair + 1) - row.Number(pair);
    }

    private void AddBalance(ReadOnlySpan<byte> bytes)
    {
        var row = new Row(bytes, ShardAccounts.Definition, stackalloc long[Row.MaxColumns]);
        UnitOf(row, CreditBalances.Unit, CreditBalances.Entitlement).Balance += row.Number(CreditBalances.Available);
    }

    private void WriteEntry(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> customer)
    {
        var row = new Row(bytes, ShardEntries.Definition, stackalloc long[Row.MaxColumns]);
        var (code, amount) = (row.String(ShardEntries.Unit)!, row.Number(ShardEntries.Amount));
        var unit = UnitOf(row, ShardEntries.Unit, ShardEntries.Entitlement);
        unit.Told += amount;
        Write(customer, code, CreditChanges.Entry, unit).Text(row.Text(ShardEntries.Entitlement)).Text(row.Text(ShardEntries.EntryId)).Text(row.Text(ShardEntries.Type))
            .Number(amount).Number(row.Number(ShardEntries.CreatedAt)).Number(row.Number(ShardEntries.PostedAt)).Text(row, ShardEntries.Memo);
        batch.Add(writer.Written);
    }

    private RowWriter Write(ReadOnlySpan<byte> customer, string code, string change, UnitBalance unit) =>
        writer.Begin(unit.Precision).Text(customer).Text(code).Text(change).Number(unit.Balance - unit.Moved).Number(unit.Balance);

    private UnitBalance UnitOf(in Row row, int unit, int entitlement)
    {
        var counted = new Unit(row.String(unit)!, row.Precision);
        var key = (counted.Code, counted.IsCurrency ? "" : row.String(entitlement)!);
        if (!units.TryGetValue(key, out var of))
        {
            units.Add(key, of = new(row.Precision));
        }

        return of;
    }

    private static ReadOnlySpan<byte> FirstOf(RowStream changes, RowStream entries) =>
        !changes.HasRow || (entries.HasRow && CustomerOf(entries.Row).SequenceCompareTo(CustomerOf(changes.Row)) < 0) ? CustomerOf(entries.Row) : CustomerOf(changes.Row);

    // The customer's id is the first column of all three; its length is below 128.
    private static ReadOnlySpan<byte> CustomerOf(ReadOnlySpan<byte> row) => row.Slice(2, row[1] - 1);

    /// <summary>In minor units.</summary>
    private sealed class UnitBalance(int precision)
    {
        public int Precision => precision;

        /// <summary>What the customer has now.</summary>
        public long Balance { get; set; }

        /// <summary>By how much that is another than before.</summary>
        public long Moved { get; set; }

        /// <summary>By how much new entries of the report say it is.</summary>
        public long Told { get; set; }
    }
}
