using CreditFunctions.Ledger;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Imports;

namespace CreditFunctions.Storage.Pruning;

/// <summary>
/// Removes the files of imports that ended long ago, and of those that never began since their sender broke off. The row of an import stays, and says first that its files are gone.
/// </summary>
/// <param name="imports">Where the files are.</param>
/// <param name="store">Which imports there are.</param>
/// <param name="kept">How long the files of an import stay after its end.</param>
internal sealed class ImportPruning(IBlobContainer imports, ImportStore store, TimeSpan kept)
{
    // Files are given out until an import's days are over; whoever has begun to fetch them then gets them whole.
    private static readonly TimeSpan LongestRequest = TimeSpan.FromHours(1);

    /// <summary>Removes them.</summary>
    public async Task RunAsync(Business business, Instant now, PruneWork work)
    {
        var oldest = now.Plus(-kept - LongestRequest);
        var (import, files, newest) = ("", new List<BlobProperties>(), Instant.Min);
        await foreach (var blob in imports.ListAsync($"{business.Id}/", work.Stop))
        {
            var of = blob.Name.Split('/')[1];
            if (of != import)
            {
                await RemoveAsync();
                (import, files, newest) = (of, [], Instant.Min);
            }

            files.Add(blob);
            newest = Instant.Later(newest, blob.LastModified);
            if (work.IsOver)
            {
                return;
            }
        }

        await RemoveAsync();

        async Task RemoveAsync()
        {
            // What was written since then is not of an import that ended before.
            if (files.Count == 0 || newest >= oldest)
            {
                return;
            }

            if (await store.GetAsync(business.Id, import, work.Stop) is not { } run)
            {
                // Its sender may come back in this moment: before the row is there the body is written again, and then it stays.
                await work.UnchangedBlobsAsync(imports, files, Pruned.ImportFile);
            }
            else if (await IsOverAsync(run, now, oldest, work.Stop))
            {
                await work.BlobsAsync(imports, [.. files.Select(static file => file.Name)], Pruned.ImportFile);
            }
        }
    }

    /// <summary>Did an import end so long ago, and does its row say that its files are gone?</summary>
    private async Task<bool> IsOverAsync(ImportRun run, Instant now, Instant oldest, CancellationToken cancellationToken) =>
        run.EndedAt < oldest && (run.FilesRemovedAt is not null || await store.SaveAsync(run with { FilesRemovedAt = now }, cancellationToken) is not null);
}
