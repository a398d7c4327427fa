using System.Collections.Concurrent;
using CreditFunctions.Ledger;

namespace CreditFunctions.Storage.Credits;

/// <summary>
/// Reads the accounts of a customer while the customer's own row is still on its way: those that its name led to the last time. The row then says which accounts there are;
/// what was not foreseen is read after it. So a look-up takes the time of one read and not of two, and is right whatever was remembered.
/// </summary>
public sealed class AccountsAhead(CreditStore store)
{
    private const int MaxRemembered = 10_000;

    private readonly ConcurrentDictionary<(string Business, string Name), IReadOnlyList<AccountKey>> remembered = new();

    /// <summary>Begins to read what a name led to the last time.</summary>
    /// <param name="business">Whose.</param>
    /// <param name="shards">How many shards the business has.</param>
    /// <param name="name">What a caller calls the customer.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public Reading Begin(string business, int shards, string name, CancellationToken cancellationToken)
    {
        var begun = new Dictionary<AccountKey, Task<AccountRow?>>();
        foreach (var key in remembered.GetValueOrDefault((business, name), []))
        {
            begun.Add(key, store.AccountAsync(key, shards, cancellationToken));
        }

        return new(this, store, business, shards, name, begun);
    }

    private void Remember(string business, string name, IReadOnlyList<AccountKey> keys)
    {
        if (remembered.Count >= MaxRemembered)
        {
            remembered.Clear();
        }

        remembered[(business, name)] = keys;
    }

    /// <summary>Accounts on their way.</summary>
    public sealed class Reading
    {
        private readonly AccountsAhead ahead;
        private readonly CreditStore store;
        private readonly string business;
        private readonly int shards;
        private readonly string name;
        private readonly Dictionary<AccountKey, Task<AccountRow?>> begun;

        internal Reading(AccountsAhead ahead, CreditStore store, string business, int shards, string name, Dictionary<AccountKey, Task<AccountRow?>> begun) =>
            (this.ahead, this.store, this.business, this.shards, this.name, this.begun) = (ahead, store, business, shards, name, begun);

        /// <summary>The customer's accounts, as stored; those of other units than are wanted are left out.</summary>
        public async Task<IReadOnlyList<AccountRow>> OfAsync(CustomerRow customer, Func<string, bool> isWantedUnit, CancellationToken cancellationToken)
        {
            var keys = customer.Accounts.Where(account => isWantedUnit(account.Unit))
                .Select(account => new AccountKey(business, customer.Customer.Id, account.Entitlement, account.Unit)).ToList();
            ahead.Remember(business, name, keys);
            var rows = await Task.WhenAll(keys.Select(key => ReadAsync(key, cancellationToken)));
            return [.. rows.OfType<AccountRow>()];
        }

        /// <summary>An account that was not there yet when it was read ahead is read again, since the customer's row knows it.</summary>
        private async Task<AccountRow?> ReadAsync(AccountKey key, CancellationToken cancellationToken) =>
            (begun.TryGetValue(key, out var row) ? await row : null) ?? await store.AccountAsync(key, shards, cancellationToken);
    }
}
