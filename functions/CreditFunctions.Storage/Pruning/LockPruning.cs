using CreditFunctions.Ledger;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Storage.Pruning;

/// <summary>
/// Removes what was leased while something was worked on, of whatever slot. That is safe at any time: nobody can remove it while it is leased, and whoever wants to lease it makes it anew.
/// </summary>
internal static class LockPruning
{
    private const string LockName = "/lock";
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>Removes them.</summary>
    public static async Task RunAsync(IBlobContainer reports, Business business, Instant now, PruneWork work)
    {
        var old = new List<string>();
        await foreach (var blob in reports.ListAsync($"{business.Id}/", work.Stop))
        {
            if (blob.Name.EndsWith(LockName, StringComparison.Ordinal) && blob.LastModified < now.Plus(-Kept))
            {
                old.Add(blob.Name);
            }

            if (work.IsOver)
            {
                break;
            }
        }

        await work.BlobsAsync(reports, old, Pruned.Lock);
    }
}
