
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
        foreach (var account in accounts.Where(account => account.Unit.IsCurrency))
        {
            var key = (account.Key.Customer, account.Key.Unit);
            var sum = (Int128)byCurrency.GetValueOrDefault(key) + account.Totals.Available;
            byCurrency[key] = sum <= long.MaxValue ? (long)sum : throw new BalanceTooLargeException(key.Customer, key.Unit);
        }
    }

    /// <summary>Minor units.</summary>
    public long Of(ScannedAccount account) =>
        account.Unit.IsCurrency ? byCurrency[(account.Key.Customer, account.Key.Unit)] : account.Totals.Available;
}

/// <summary>What a customer holds of a currency, over all entitlements, does not fit a report's balance.</summary>
public sealed class BalanceTooLargeException(string customer, string unit)
    : Exception($"Customer '{customer}' holds more than 2^63-1 minor units of {unit} over all entitlements, which is more than a balance can show.");
