using System.Runtime.CompilerServices;
using System.Text.Json;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Credits;

/// <summary>Reads of the table <c>credits</c>. <c>shards</c> is the number of shards the business was created with.</summary>
public sealed class CreditStore(ITable credits)
{
    private const int DueAccountsAtOnce = 100;
    private const int GrantsAtOnce = 100;

    /// <summary>A customer; null if there is none.</summary>
    public Task<CustomerRow?> CustomerAsync(string business, int shards, string customer, CancellationToken cancellationToken) =>
        credits.GetAsync(RowKeys.Partition(business, customer, shards), RowKeys.Customer(customer), CustomerRow.Read, [], cancellationToken);

    /// <summary>The account as stored, not settled; null if it has no entry yet.</summary>
    public Task<AccountRow?> AccountAsync(AccountKey key, int shards, CancellationToken cancellationToken) =>
        credits.GetAsync(RowKeys.Partition(key.Business, key.Customer, shards), RowKeys.Account(key), AccountRow.Read, [], cancellationToken);

    /// <summary>The account of what a located id names; null if the business has none such.</summary>
    public async Task<AccountKey?> AccountKeyAsync(string business, int shards, LocatedId id, CancellationToken cancellationToken)
    {
        var row = id.Shard < shards
            ? await credits.GetAsync(RowKeys.Partition(business, id.Shard), RowKeys.AccountHash(id.Account), AccountHashRow.Read, [], cancellationToken)
            : null;
        return row is null ? null : new(business, row.Customer, row.Entitlement, row.Unit);
    }

    /// <summary>What a customer's idempotency key was used for, as far back as keys are remembered; null if it was not.</summary>
    public async Task<KeyRow?> KeyAsync(string business, int shards, string customer, IdempotencyKey key, Instant now, CancellationToken cancellationToken)
    {
        var partition = RowKeys.Partition(business, customer, shards);
        var months = Enumerable.Range(0, CommitRows.KeyMonths).Select(ago => Instant.From(now.ToDateTimeOffset().AddMonths(-ago)))
            .TakeWhile((month, ago) => ago == 0 || key.NotBefore is not { } since || MonthOf(month) >= MonthOf(since));
        var rows = await Task.WhenAll(months.Select(month => credits.GetAsync(
            partition, RowKeys.IdempotencyKey(month, customer, key.KeyHash), KeyRow.Read, [], cancellationToken)));
        return rows.FirstOrDefault(row => row is not null);
    }

    /// <summary>One entry; null if there is none.</summary>
    public Task<EntryRow?> EntryAsync(AccountKey key, int shards, long seq, CancellationToken cancellationToken) =>
        credits.GetAsync(RowKeys.Partition(key.Business, key.Customer, shards), RowKeys.Entry(key, seq), EntryRow.Read, [], cancellationToken);

    /// <summary>Up to <paramref name="limit"/> entries from <paramref name="seq"/> down.</summary>
    public async Task<IReadOnlyList<EntryRow>> EntriesAsync(AccountKey key, int shards, long seq, int limit, CancellationToken cancellationToken)
    {
        var all = RowQuery.Prefix(RowKeys.Partition(key.Business, key.Customer, shards), RowKeys.EntriesOf(key));
        var query = all with { From = RowKeys.Entry(key, seq), PageSize = Math.Min(limit, RowQuery.MaxPageSize) };
        var entries = new List<EntryRow>();
        string? continuation = null;
        do
        {
            var page = await credits.QueryAsync(query, EntryRow.Read, continuation, cancellationToken);
            entries.AddRange(page.Rows.Take(limit - entries.Count));
            continuation = page.Continuation;
        }
        while (continuation is not null && entries.Count < limit);
        return entries;
    }

    /// <summary>
    /// One grant of an account, active or ended, not settled; null if there is none. An active one is as the account has it: its own row waits for its end.
    /// </summary>
    public async Task<Grant?> GrantAsync(AccountRow account, int shards, long id, CancellationToken cancellationToken)
    {
        var key = account.Account.Key;
        return id < 1 || id > account.Account.Seq ? null : account.Account.Grant(id) ?? (await credits.GetAsync(RowKeys.Partition(key.Business, key.Customer, shards), RowKeys.Grant(key, id), GrantRow.Read, [], cancellationToken))?.Grant;
    }

    /// <summary>All grants of an account from the one of id <paramref name="from"/> down, newest first, not settled: active ones as the account has them, ended ones as they ended.</summary>
    public async IAsyncEnumerable<Grant> GrantsAsync(AccountRow account, int shards, long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // What was made after the account was read is not in it.
        var (key, newest) = (account.Account.Key, Math.Min(from, account.Account.Seq));
        if (newest < 1)
        {
            yield break;
        }

        var query = RowQuery.Prefix(RowKeys.Partition(key.Business, key.Customer, shards), RowKeys.GrantsOf(key)) with { From = RowKeys.Grant(key, newest), PageSize = GrantsAtOnce };
        await foreach (var row in credits.ScanAsync(query, GrantRow.Read, cancellationToken))
        {
            yield return account.Account.Grant(row.Grant.Id) ?? row.Grant;
        }
    }

    /// <summary>The customers of a shard, in order of their ids, from <paramref name="after"/> (exclusive; null: from the first).</summary>
    public async IAsyncEnumerable<CustomerRow> CustomersAsync(
        string business, int shard, string? after, int pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = RowQuery.Prefix(RowKeys.Partition(business, shard), RowKeys.Customers) with { PageSize = pageSize };
        if (after is not null)
        {
            // The least key that is greater than the customer's own.
            query = query with { From = RowKeys.Customer(after) + "!" };
        }

        await foreach (var customer in credits.ScanAsync(query, CustomerRow.Read, cancellationToken))
        {
            yield return customer;
        }
    }

    /// <summary>
    /// All accounts of a shard in order of their keys, not settled, and then all its customers: the two kinds of row lie side by side, so this is one range scan.
    /// </summary>
    public async IAsyncEnumerable<(AccountRow? Account, CustomerRow? Customer)> AccountsAndCustomersAsync(
        string business, int shard, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var partition = RowKeys.Partition(business, shard);
        var both = new RowQuery(partition, RowKeys.Accounts, RowQuery.Prefix(partition, RowKeys.Customers).To);
        await foreach (var row in credits.ScanAsync(both, ReadAccountOrCustomer, cancellationToken))
        {
            // Kinds of rows that are yet to come may lie between the two.
            if (row is not (null, null))
            {
                yield return row;
            }
        }
    }

    /// <summary>
    /// The accounts of a shard in which something had come due by <paramref name="now"/> that was not written down, page by page; no page is empty. The service looks
    /// for them, so that what is not due costs no transfer.
    /// </summary>
    public async IAsyncEnumerable<IReadOnlyList<DueAccount>> DueAccountsAsync(
        string business, int shard, Instant now, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = RowQuery.Prefix(RowKeys.Partition(business, shard), RowKeys.Accounts) with
        {
            Select = DueAccount.Columns,
            Where = [new("next_due", Comparison.LessOrEqual, Time: now)],
            PageSize = DueAccountsAtOnce,
        };
        string? continuation = null;
        do
        {
            var page = await credits.QueryAsync(query, DueAccount.Read, continuation, cancellationToken);
            if (page.Rows.Count > 0)
            {
                yield return page.Rows;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    /// <summary>All entries of a shard, in order of their accounts' keys and newest first within each.</summary>
    public IAsyncEnumerable<EntryRow> EntriesAsync(string business, int shard, CancellationToken cancellationToken) =>
        credits.ScanAsync(RowQuery.Prefix(RowKeys.Partition(business, shard), RowKeys.Entries), EntryRow.Read, cancellationToken);

    private static int MonthOf(Instant instant) => (instant.ToDateTimeOffset().Year * 12) + instant.ToDateTimeOffset().Month;

    private static (AccountRow? Account, CustomerRow? Customer) ReadAccountOrCustomer(ref Utf8JsonReader json)
    {
        // A reader is a value: the copy looks ahead to the row's key, and the original then reads the row.
        var ahead = json;
        while (ahead.Read() && !ahead.ValueTextEquals("RowKey"u8))
        {
            _ = ahead.Read();
        }

        _ = ahead.Read();
        if (ahead.ValueSpan.StartsWith("account!"u8))
        {
            return (AccountRow.Read(ref json), null);
        }

        if (ahead.ValueSpan.StartsWith("customer!"u8))
        {
            return (null, CustomerRow.Read(ref json));
        }

        json.Skip();
        return (null, null);
    }
}
