using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Dialects.Asset;

/// <summary>Finds credit memos.</summary>
internal sealed class MemoReading(CreditStore store)
{
    /// <summary>Does an account hold memos? Asset has one currency a business, and nowhere to say another.</summary>
    public static bool HoldsMemos(Business business, Account account) => account.Unit.IsCurrency && account.Unit.Code == business.HomeCurrency;

    /// <summary>A memo; null if the business has none such. Time changes nothing that is shown of it, so it is not settled.</summary>
    public async Task<(AccountRow Row, Grant Grant)?> FindAsync(Business business, LocatedId id, CancellationToken cancellationToken) =>
        await store.AccountKeyAsync(business.Id, business.Shards, id, cancellationToken) is { } key
        && await store.AccountAsync(key, business.Shards, cancellationToken) is { } row && HoldsMemos(business, row.Account)
        && await store.GrantAsync(row, business.Shards, id.Seq, cancellationToken) is { } grant
            ? (row, grant)
            : null;

    /// <summary>A memo as it is shown.</summary>
    public async Task<Memo> ShowAsync(Business business, LocatedId id, AccountRow row, Grant grant, CancellationToken cancellationToken) =>
        new(id, business.Id, await CustomerAsync(business, row.Account.Key.Customer, cancellationToken), grant, row.Account.Unit.Precision);

    /// <summary>What Asset calls a customer.</summary>
    public async Task<string> CustomerAsync(Business business, string customer, CancellationToken cancellationToken) =>
        await store.CustomerAsync(business.Id, business.Shards, customer, cancellationToken) is { } row ? DialectCustomers.IdOf(row.Customer, AssetDialect.Dialect) : customer;
}
