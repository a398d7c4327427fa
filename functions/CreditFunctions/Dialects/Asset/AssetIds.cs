using System.Collections.Concurrent;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Dialects.Asset;

/// <summary>What Asset calls all customers of a business. The rows of all of them are read for it, so it is remembered for at most 30 seconds.</summary>
internal sealed class AssetIds(CreditStore store, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, (IReadOnlyDictionary<string, string> Ids, long Since)> remembered = new(StringComparer.Ordinal);

    /// <summary>External ids by the business's own ids, of those customers that have one.</summary>
    public async ValueTask<IReadOnlyDictionary<string, string>> OfAsync(Business business, CancellationToken cancellationToken)
    {
        foreach (var (of, known) in remembered)
        {
            if (clock.GetElapsedTime(known.Since) >= Lifetime)
            {
                remembered.TryRemove(new(of, known));
            }
        }

        if (remembered.TryGetValue(business.Id, out var one))
        {
            return one.Ids;
        }

        var since = clock.GetTimestamp();
        var shards = await Task.WhenAll(Enumerable.Range(0, business.Shards).Select(shard => OfShardAsync(business, shard, cancellationToken)));
        var ids = shards.SelectMany(static some => some).ToDictionary(StringComparer.Ordinal);
        remembered[business.Id] = (ids, since);
        return ids;
    }

    private async Task<List<KeyValuePair<string, string>>> OfShardAsync(Business business, int shard, CancellationToken cancellationToken)
    {
        var ids = new List<KeyValuePair<string, string>>();
        await foreach (var row in store.CustomersAsync(business.Id, shard, null, Storage.Tables.RowQuery.MaxPageSize, cancellationToken))
        {
            if (row.Customer.ExternalIds.TryGetValue(AssetDialect.Name, out var external))
            {
                ids.Add(new(row.Customer.Id, external));
            }
        }

        return ids;
    }
}
