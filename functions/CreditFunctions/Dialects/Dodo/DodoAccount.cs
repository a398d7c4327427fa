using CreditFunctions.Authentication;
using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Dialects.Dodo;

/// <summary>A customer's account in a credit entitlement, as a path names it.</summary>
/// <param name="Business">Whose they are.</param>
/// <param name="Entitlement">The entitlement.</param>
/// <param name="Unit">What it counts.</param>
/// <param name="Customer">The customer.</param>
/// <param name="Row">The account as read, not settled; null: it has no entry yet.</param>
internal sealed record DodoAccount(Business Business, Entitlement Entitlement, Unit Unit, CustomerRow Customer, AccountRow? Row)
{
    /// <summary>Stands before the id of a balance.</summary>
    public const string BalancePrefix = "cdb_";

    /// <summary>Stands before the id of a grant.</summary>
    public const string GrantPrefix = "cdg_";

    /// <summary>Stands before the id of a ledger entry.</summary>
    public const string EntryPrefix = "cdl_";

    /// <summary>Which account it is.</summary>
    public AccountKey Key { get; } = new(Business.Id, Customer.Customer.Id, Entitlement.Id, Unit.Code);

    /// <summary>What the dialect calls the customer.</summary>
    public string CustomerId { get; } = DialectCustomers.IdOf(Customer.Customer, DodoDialect.Dialect);

    /// <summary>Where the account is: the id of its first entry, and so of its balance.</summary>
    public LocatedId Location { get; } = new(
        Shard.Of(Customer.Customer.Id, Business.Shards), new AccountKey(Business.Id, Customer.Customer.Id, Entitlement.Id, Unit.Code).Hash, 1);
}

/// <summary>Finds the entitlements, customers and accounts that paths name.</summary>
internal sealed class DodoAccounts(CachedDirectory directory, DialectCustomers customers, CreditStore store)
{
    /// <summary>The entitlement <c>{credit_entitlement_id}</c>; the problem, or null and the entitlement.</summary>
    public async ValueTask<(Entitlement? Entitlement, Problem? Problem)> EntitlementAsync(HttpContext http)
    {
        var id = http.PathValue("credit_entitlement_id");
        return await VisibleAsync(Caller.Of(http).Business, id, http.RequestAborted) is { } entitlement
            ? (entitlement.Entitlement, null)
            : (null, DodoErrors.NotFound($"There is no credit entitlement '{Problem.Shown(id)}'."));
    }

    /// <summary>An entitlement, if it has one unit and is not deleted: others do not exist for the dialect.</summary>
    public async ValueTask<StoredEntitlement?> VisibleAsync(Business business, string id, CancellationToken cancellationToken) =>
        Id.IsValid(id) && await directory.StoredEntitlementAsync(business.Id, id, cancellationToken) is { DeletedAt: null, Entitlement.Unit: not null } entitlement ? entitlement : null;

    /// <summary>The customer <c>{customer_id}</c>; the problem, or null and the customer.</summary>
    public async Task<(CustomerRow? Customer, Problem? Problem)> CustomerAsync(HttpContext http)
    {
        var id = http.PathValue("customer_id");
        var customer = await customers.FindAsync(Caller.Of(http).Business, DodoDialect.Dialect, id, http.RequestAborted);
        return (customer, customer is null ? DodoErrors.NotFound($"There is no customer '{Problem.Shown(id)}'.") : null);
    }

    /// <summary>The account of <c>{credit_entitlement_id}</c> and <c>{customer_id}</c>, whether or not it has an entry; the problem, or null and the account.</summary>
    public async Task<(DodoAccount? Account, Problem? Problem)> ReadAsync(HttpContext http)
    {
        var (entitlement, missing) = await EntitlementAsync(http);
        return entitlement is null ? (null, missing) : await ReadAsync(http, entitlement, http.PathValue("customer_id"));
    }

    /// <summary>The account of a customer in an entitlement; the problem, or null and the account.</summary>
    public async Task<(DodoAccount? Account, Problem? Problem)> ReadAsync(HttpContext http, Entitlement entitlement, string id)
    {
        var (business, unit) = (Caller.Of(http).Business, entitlement.Unit!.Value);
        // Most paths name the customer by the business's own id: then both rows are there after one round trip.
        var own = Id.IsValid(id) ? store.AccountAsync(new(business.Id, id, entitlement.Id, unit.Code), business.Shards, http.RequestAborted) : null;
        var customer = await customers.FindAsync(business, DodoDialect.Dialect, id, http.RequestAborted);
        var row = own is null ? null : await own;
        if (customer is null)
        {
            return (null, DodoErrors.NotFound($"There is no customer '{Problem.Shown(id)}'."));
        }

        if (customer.Customer.Id != id)
        {
            row = await store.AccountAsync(new(business.Id, customer.Customer.Id, entitlement.Id, unit.Code), business.Shards, http.RequestAborted);
        }

        return (new(business, entitlement, unit, customer, row), null);
    }
}
