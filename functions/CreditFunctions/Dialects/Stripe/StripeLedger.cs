using System.Collections.Immutable;
using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Dialects.Stripe;

/// <summary>Finds customers, accounts and grants as Stripe's clients name them. Only what is money is there for them.</summary>
internal sealed class StripeLedger(CreditStore store, DialectCustomers customers, TimeProvider clock)
{
    private const string Customer = "customer";
    private const string CustomerAccount = "customer_account";

    /// <summary>The customer a request names, by either parameter; both null: it names none.</summary>
    public async Task<(CustomerRow? Customer, Problem? Problem)> CustomerAsync(Business business, StripeFields fields, CancellationToken cancellationToken)
    {
        var (customer, account) = (fields.Given(Customer), fields.Given(CustomerAccount));
        if (customer is not null && account is not null)
        {
            fields.Refuse(StripeProblems.Invalid(CustomerAccount, $"You may only specify one of these parameters: {Customer}, {CustomerAccount}."));
        }

        if (fields.Problem is not null || (customer ?? account) is not { } id)
        {
            return (null, fields.Problem);
        }

        return await customers.FindAsync(business, StripeDialect.Dialect, id, cancellationToken) is { } row
            ? (row, null)
            : (null, StripeProblems.NoSuch(Customer, id, customer is null ? CustomerAccount : Customer));
    }

    /// <summary>The same, of a request that must name one.</summary>
    public async Task<(CustomerRow? Customer, Problem? Problem)> RequiredCustomerAsync(Business business, StripeFields fields, CancellationToken cancellationToken) =>
        await CustomerAsync(business, fields, cancellationToken) is var found and not { Customer: null, Problem: null } ? found : (null, StripeProblems.Missing(Customer));

    /// <summary>The customer's accounts that are money, as they are stored.</summary>
    public async Task<IReadOnlyList<AccountRow>> AccountsAsync(Business business, CustomerRow customer, CancellationToken cancellationToken)
    {
        var keys = customer.Accounts.Where(static account => Currencies.TryGetPrecision(account.Unit, out _));
        var rows = await Task.WhenAll(keys.Select(account => store.AccountAsync(KeyOf(business, customer, account), business.Shards, cancellationToken)));
        return [.. rows.OfType<AccountRow>().Where(static row => row.Account.Unit.IsCurrency)];
    }

    /// <summary>The customer's account that an id names; null if it is of another or no money.</summary>
    public async Task<AccountRow?> AccountAsync(Business business, CustomerRow customer, LocatedId id, CancellationToken cancellationToken)
    {
        foreach (var account in customer.Accounts)
        {
            var key = KeyOf(business, customer, account);
            if (key.Hash == id.Account && id.Shard == Shard.Of(key.Customer, business.Shards))
            {
                return Money(await store.AccountAsync(key, business.Shards, cancellationToken));
            }
        }

        return null;
    }

    /// <summary>The account that an id names; null if the business has none such, or it is no money.</summary>
    public async Task<AccountRow?> AccountAsync(Business business, LocatedId id, CancellationToken cancellationToken) =>
        await store.AccountKeyAsync(business.Id, business.Shards, id, cancellationToken) is { } key && Currencies.TryGetPrecision(key.Unit, out _)
            ? Money(await store.AccountAsync(key, business.Shards, cancellationToken))
            : null;

    /// <summary>A grant by its id; null if there is none.</summary>
    public async Task<StripeGrant?> GrantAsync(Business business, string id, CancellationToken cancellationToken) =>
        LocatedId.TryParse(id, StripeObjects.GrantPrefix, out var located)
        && await store.AccountKeyAsync(business.Id, business.Shards, located, cancellationToken) is { } key && Currencies.TryGetPrecision(key.Unit, out _)
            ? (await GrantsAsync(business, [(key, located.Seq)], cancellationToken)).GetValueOrDefault((key, located.Seq))
            : null;

    /// <summary>Grants as they are now, by their accounts and ids: their accounts and customers are read side by side, each once. What is not there is left out.</summary>
    public async Task<IReadOnlyDictionary<(AccountKey Account, long Id), StripeGrant>> GrantsAsync(
        Business business, IEnumerable<(AccountKey Account, long Id)> named, CancellationToken cancellationToken)
    {
        var all = named.Distinct().ToLookup(static one => one.Account, static one => one.Id);
        var people = all.Select(static one => one.Key.Customer).Distinct(StringComparer.Ordinal)
            .ToDictionary(static id => id, id => store.CustomerAsync(business.Id, business.Shards, id, cancellationToken), StringComparer.Ordinal);
        var grants = await Task.WhenAll(all.Select(async ids =>
            Money(await store.AccountAsync(ids.Key, business.Shards, cancellationToken)) is { } row && await people[ids.Key.Customer] is { } customer
                ? await OfAccountAsync(business, row, customer.Customer, ids, cancellationToken)
                : []));
        return grants.SelectMany(static some => some).ToDictionary(static grant => (grant.Account, grant.Id.Seq));
    }

    /// <summary>A grant of an account as it is shown.</summary>
    public static StripeGrant Shown(Business business, Account account, Grant grant, Customer customer) =>
        new(account.Key, new(Shard.Of(account.Key.Customer, business.Shards), account.Key.Hash, grant.Id), account.Unit, grant, customer);

    /// <summary>The grants of an account that were active when it was read, as time has left them; empty: time has done nothing to them.</summary>
    public IReadOnlyDictionary<long, Grant> Settled(Account account)
    {
        var now = Instant.Later(Instant.Now(clock), account.UpdatedAt);
        return account.NextDue <= now ? SettledGrants.Of(account, now) : ImmutableDictionary<long, Grant>.Empty;
    }

    private async Task<IEnumerable<StripeGrant>> OfAccountAsync(Business business, AccountRow row, Customer customer, IEnumerable<long> ids, CancellationToken cancellationToken)
    {
        var settled = Settled(row.Account);
        var grants = await Task.WhenAll(ids.Select(async id => settled.GetValueOrDefault(id) ?? await store.GrantAsync(row, business.Shards, id, cancellationToken)));
        return grants.OfType<Grant>().Select(grant => Shown(business, row.Account, grant, customer));
    }

    private static AccountKey KeyOf(Business business, CustomerRow customer, (string Entitlement, string Unit) account) =>
        new(business.Id, customer.Customer.Id, account.Entitlement, account.Unit);

    private static AccountRow? Money(AccountRow? row) => row?.Account.Unit.IsCurrency == true ? row : null;
}
