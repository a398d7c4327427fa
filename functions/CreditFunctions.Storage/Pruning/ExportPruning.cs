using CreditFunctions.Ledger;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Pruning;

/// <summary>Removes exports that were asked for long ago. The newest stays always: the next one's number follows it.</summary>
internal static class ExportPruning
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>Removes them.</summary>
    public static async Task RunAsync(ITable directory, Business business, Instant now, PruneWork work)
    {
        var all = RowQuery.Prefix(business.Id, ExportRow.Prefix);
        await foreach (var newest in directory.ScanAsync(all with { PageSize = 1 }, RowVersion.Read, work.Stop))
        {
            await work.RangeAsync(directory, all with { From = newest.Key + '!', Where = [new("created_at", Comparison.Less, Time: now.Plus(-Kept))] }, Pruned.Export);
            return;
        }
    }
}
