using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Pruning;

/// <summary>
/// Removes what nobody looks for any more of keys: records of months before this one and the last two, and the claims of the same age to keys that are unique in the business and are forgotten in time; a document's number is taken for ever. What has become too old
/// stays for another day, so that no clock that is late and no request under way misses it. Claims to external ids have no age: they count as long as their customer lists the id.
/// </summary>
internal static class KeyPruning
{
    private static readonly TimeSpan Late = TimeSpan.FromDays(1);

    /// <summary>Removes them from one shard.</summary>
    public static async Task RunAsync(ITable credits, Business business, int shard, Instant now, PruneWork work)
    {
        var present = now.Plus(-Late).ToDateTimeOffset().UtcDateTime;
        var month = Instant.From(new DateTimeOffset(present.Year, present.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1 - CommitRows.KeyMonths));
        var partition = RowKeys.Partition(business.Id, shard);
        await work.RangeAsync(credits, new RowQuery(partition, RowKeys.Keys, RowKeys.KeysOf(month)) { Select = ["RowKey"] }, Pruned.IdempotencyKey);
        if (!work.IsOver)
        {
            // A claim is written before its record: by the turn of a month it may be of the one before.
            var claims = RowQuery.Prefix(partition, RowKeys.KeyClaims) with
            {
                Where = [new(BusinessKeyRow.Kept, Comparison.Equal, BusinessKeyRow.Months), new("Timestamp", Comparison.Less, Time: month.Plus(-Late))],
            };
            await work.RangeAsync(credits, claims, Pruned.KeyClaim);
        }
    }
}
