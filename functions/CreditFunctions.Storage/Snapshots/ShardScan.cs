using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>
/// Reads one shard as of one instant, though writes go on. Accounts are read before entries: an account's seq bounds which of its entries count, so both say the
/// same. An account that changed after the instant is taken back to its last entry not after it; see <see cref="PastAccounts"/>.
/// </summary>
/// <param name="store">Where to read.</param>
/// <param name="business">Whose shard.</param>
/// <param name="shard">Which.</param>
/// <param name="asOf">The instant.</param>
/// <param name="startedAt">When the scan began: a row dated up to the instant but written after this could have been missed.</param>
internal sealed class ShardScan(CreditStore store, Business business, int shard, Instant asOf, Instant startedAt)
{
    /// <summary>Was a row met that others of its kind could have been missed beside? Then the scan proves nothing and is made again.</summary>
    public bool IsDoubtful { get; private set; }

    /// <summary>
    /// The shard's accounts that had an entry by the instant, in order of their keys, and its customers. Customers come after the accounts, so that every account's
    /// customer is among them.
    /// </summary>
    public async Task<(List<ScannedAccount> Accounts, Dictionary<string, Customer> Customers)> AccountsAsync(CancellationToken cancellationToken)
    {
        var accounts = new List<ScannedAccount>();
        var customers = new Dictionary<string, Customer>(StringComparer.Ordinal);
        await foreach (var (account, customer) in store.AccountsAndCustomersAsync(business.Id, shard, cancellationToken))
        {
            if (customer is not null)
            {
                customers.Add(customer.Customer.Id, customer.Customer);
            }
            else if (await AtInstantAsync(account!, cancellationToken) is { } scanned)
            {
                accounts.Add(scanned);
            }
        }

        return (accounts, customers);
    }

    /// <summary>The entries of those accounts posted by the instant and written down, newest first within each account.</summary>
    public async IAsyncEnumerable<EntryRow> EntriesAsync(
        IReadOnlyDictionary<AccountKey, ScannedAccount> accounts, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in store.EntriesAsync(business.Id, shard, cancellationToken))
        {
            if (accounts.TryGetValue(row.Account, out var account) && row.Entry.Seq <= account.Seq)
            {
                Doubt(row.Entry.Number, row.Timestamp);
                yield return row;
            }
        }
    }

    private async Task<ScannedAccount?> AtInstantAsync(AccountRow row, CancellationToken cancellationToken)
    {
        var account = row.Account;
        Doubt(account.Number, row.Timestamp);
        if (await store.AtAsync(account, business.Shards, asOf, cancellationToken) is not { } past)
        {
            return null;
        }

        if (past.Entry is { } last)
        {
            Doubt(last.Entry.Number, last.Timestamp);
        }

        return new(account.Key, account.Unit, account.CreatedAt, past.Seq, past.Head, past.Totals, past.Overage, past.UpdatedAt, past.Due);
    }

    /// <summary>A number tells the microsecond of the commit, for effects of time too.</summary>
    private void Doubt(long number, Instant timestamp) => IsDoubtful |= number <= asOf.Microseconds && timestamp > startedAt;
}
