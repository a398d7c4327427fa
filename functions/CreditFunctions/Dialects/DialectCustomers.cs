using System.Collections.Concurrent;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Dialects;

/// <summary>
/// Finds customers and their accounts as the dialects name them: by the external id of a system of the dialect's name, or by the business's own id.
/// </summary>
internal sealed class DialectCustomers(CreditStore store, CustomerStore customers, AccountsAhead accounts, TimeProvider clock)
{
    private const int MaxRemembered = 10_000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Who had an external id when it was last looked up, and when that was; null: nobody. Whoever is named is only a hint, since the customer's own row says whether it still has it.
    /// That nobody had it counts for 30 seconds, as keys and entitlements do.
    /// </summary>
    private readonly ConcurrentDictionary<(string Business, ExternalId External), (string? Customer, long Since)> remembered = new();

    /// <summary>
    /// The customer a dialect calls <paramref name="id"/>: the one with that external id, else the one of that own id; null if there is none. That is the order of
    /// <see cref="IdOf"/>, so that an id from an answer leads back to the customer it was given for.
    /// </summary>
    public async Task<CustomerRow?> FindAsync(Business business, Dialect dialect, string id, CancellationToken cancellationToken)
    {
        Task<CustomerRow?> OwnAsync(string own) => Id.IsValid(own) ? store.CustomerAsync(business.Id, business.Shards, own, cancellationToken) : Task.FromResult<CustomerRow?>(null);

        if (!ExternalId.TryParse($"{dialect.Name}:{id}", out var external))
        {
            return await OwnAsync(id);
        }

        if (remembered.TryGetValue((business.Id, external), out var last))
        {
            // No two customers have one external id: whoever lists it is the one, and nothing else need be read.
            if (last.Customer is { } hint && await OwnAsync(hint) is { } row && row.Customer.ExternalIds.GetValueOrDefault(dialect.Name) == id)
            {
                return row;
            }

            if (last.Customer is null && clock.GetElapsedTime(last.Since) < Lifetime && await OwnAsync(id) is { } own)
            {
                return own;
            }
        }

        // Side by side: most callers name a customer by its own id, and shall not wait for the other look-up.
        var found = await Task.WhenAll(LookUpAsync(business, external, cancellationToken), OwnAsync(id));
        return found[0] ?? found[1];
    }

    /// <summary>What a dialect calls a customer.</summary>
    public static string IdOf(Customer customer, Dialect dialect) => customer.ExternalIds.TryGetValue(dialect.Name, out var external) ? external : customer.Id;

    /// <summary>Begins to read the accounts of a customer before it is found.</summary>
    public AccountsAhead.Reading Ahead(Business business, Dialect dialect, string id, CancellationToken cancellationToken) =>
        accounts.Begin(business.Id, business.Shards, $"{dialect.Name}:{id}", cancellationToken);

    /// <summary>
    /// The customer's accounts in a currency, of whatever entitlement, settled: what time has done to them is counted in. In order of unit, then entitlement.
    /// </summary>
    public async Task<IReadOnlyList<Account>> MoneyAsync(CustomerRow customer, AccountsAhead.Reading ahead, CancellationToken cancellationToken) =>
    [
        .. (await ahead.OfAsync(customer, static unit => Currencies.TryGetPrecision(unit, out _), cancellationToken))
            .Where(static row => row.Account.Unit.IsCurrency).Select(row => Settled(row.Account))
            .OrderBy(static account => account.Unit.Code, StringComparer.Ordinal).ThenBy(static account => account.Key.Entitlement, StringComparer.Ordinal),
    ];

    /// <summary>An account as it is now.</summary>
    public Account Settled(Account account) => Settlement.Settle(account, Instant.Later(Instant.Now(clock), account.UpdatedAt));

    private async Task<CustomerRow?> LookUpAsync(Business business, ExternalId external, CancellationToken cancellationToken)
    {
        var since = clock.GetTimestamp();
        var row = await customers.FindAsync(business.Id, business.Shards, external, cancellationToken);
        if (remembered.Count >= MaxRemembered)
        {
            remembered.Clear();
        }

        remembered[(business.Id, external)] = (row?.Customer.Id, since);
        return row;
    }
}
