using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Dialects;

/// <summary>
/// Finds customers and their accounts as the dialects name them: by the business's own id, or by the external id of a system of the dialect's name.
/// </summary>
internal sealed class DialectCustomers(CreditStore store, CustomerStore customers, TimeProvider clock)
{
    /// <summary>The customer a dialect calls <paramref name="id"/>; null if there is none.</summary>
    public async Task<CustomerRow?> FindAsync(Business business, Dialect dialect, string id, CancellationToken cancellationToken)
    {
        var own = Id.IsValid(id) ? await store.CustomerAsync(business.Id, business.Shards, id, cancellationToken) : null;
        return own is not null || !ExternalId.TryParse($"{dialect.Name}:{id}", out var external)
            ? own
            : await customers.FindAsync(business.Id, business.Shards, external, cancellationToken);
    }

    /// <summary>What a dialect calls a customer.</summary>
    public static string IdOf(Customer customer, Dialect dialect) => customer.ExternalIds.TryGetValue(dialect.Name, out var external) ? external : customer.Id;

    /// <summary>
    /// The customer's accounts in a currency, of whatever entitlement, read side by side and settled: what time has done to them is counted in. In order of unit, then entitlement.
    /// </summary>
    public async Task<IReadOnlyList<Account>> MoneyAsync(Business business, CustomerRow customer, CancellationToken cancellationToken)
    {
        var money = customer.Accounts.Where(static account => Currencies.TryGetPrecision(account.Unit, out _));
        var rows = await Task.WhenAll(money.Select(
            account => store.AccountAsync(new(business.Id, customer.Customer.Id, account.Entitlement, account.Unit), business.Shards, cancellationToken)));
        return
        [
            .. rows.OfType<AccountRow>().Where(static row => row.Account.Unit.IsCurrency).Select(row => Settled(row.Account))
                .OrderBy(static account => account.Unit.Code, StringComparer.Ordinal).ThenBy(static account => account.Key.Entitlement, StringComparer.Ordinal),
        ];
    }

    /// <summary>An account as it is now.</summary>
    public Account Settled(Account account) => Settlement.Settle(account, Instant.Later(Instant.Now(clock), account.UpdatedAt));
}
