using CreditFunctions.Ledger;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Tests.Application;

/// <summary>Damages rows by hand, as someone with Storage Explorer may.</summary>
internal static class Damage
{
    /// <summary>A customer's account in dollars.</summary>
    public static AccountKey Account(string customer) => new(CreditApplication.Business, customer, Entitlement.DefaultId, "USD");

    /// <summary>Removes a row of a customer's.</summary>
    public static async Task DeleteAsync(this CreditApplication app, string customer, string row)
    {
        var result = await app.Storage.Table(StoreNames.Credits).WriteAsync(
            RowKeys.Partition(CreditApplication.Business, customer, Shard.DefaultCount), new(RowAction.Delete, row, default), TimeSpan.FromSeconds(5), CancellationToken.None);
        Assert.Equal(WriteOutcome.Done, result.Outcome);
    }
}
