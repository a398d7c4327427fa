
namespace CreditFunctions.Storage.Snapshots;

/// <summary>
/// What a customer has available in the unit of an account: money of one currency adds up over all entitlements, a custom unit counts in its own entitlement only,
/// since two pools of "hours" need not be the same hours.
/// </summary>
internal sealed class CustomerBalances
{
    private readonly Dictionary<(string Customer, string Unit), long> byCurrency = [];

    public CustomerBalances(IEnumerable<ScannedAccount> accounts)
    {
        foreach (var account in accounts.Where(account => account.Stored.Unit.IsCurrency))
        {
            var key = (account.Stored.Key.Customer, account.Stored.Key.Unit);
            byCurrency[key] = byCurrency.GetValueOrDefault(key) + account.Totals.Available;
        }
    }

    /// <summary>Minor units.</summary>
    public long Of(ScannedAccount account) =>
        account.Stored.Unit.IsCurrency ? byCurrency[(account.Stored.Key.Customer, account.Stored.Key.Unit)] : account.Totals.Available;
}
