using System.Text.Json;
using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Imports;

/// <summary>
/// What the lines of one customer made, by their idempotency keys: where a later line says <c>key:&lt;idempotency_key&gt;</c> for an id that the ledger was yet to give,
/// the id of it is put.
/// </summary>
internal sealed class KeyReferences(CreditStore store, Business business, string customer, TimeProvider clock)
{
    private const string Prefix = "key:";

    private static readonly Dictionary<string, string> Fields = new(StringComparer.Ordinal)
    {
        ["grant_id"] = LocatedId.GrantPrefix,
        ["reservation_id"] = LocatedId.ReservationPrefix,
        ["entry_id"] = LocatedId.EntryPrefix,
    };

    private readonly Dictionary<string, (AccountKey Account, long Seq)> made = new(StringComparer.Ordinal);

    /// <summary>The hashes of the keys that a line refers to.</summary>
    public static IEnumerable<string> Of(JsonElement line) => References(line).Select(reference => IdempotencyHeader.Hash(reference.Key));

    /// <summary>Keeps what a line made.</summary>
    public void Add(string keyHash, AccountKey account, long seq) => made[keyHash] = (account, seq);

    /// <summary>The ids that stand for the references of a line, by field; the problem, or null and them.</summary>
    public async Task<(Problem? Problem, IReadOnlyDictionary<string, string> Ids)> ResolveAsync(JsonElement line, CancellationToken cancellationToken)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (field, key) in References(line))
        {
            if (await FindAsync(IdempotencyHeader.Hash(key), cancellationToken) is not { } found)
            {
                return (Problem.NotFound("key_not_found", field, $"{field} is 'key:{Problem.Shown(key)}'; no earlier line of customer '{customer}' was done with that idempotency_key."), ids);
            }

            ids[field] = new LocatedId(Shard.Of(customer, business.Shards), found.Account.Hash, found.Seq).ToString(Fields[field]);
        }

        return (null, ids);
    }

    private static IEnumerable<(string Field, string Key)> References(JsonElement line) =>
        from field in Fields.Keys
        where line.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String
        let text = line.GetProperty(field).GetString()
        where text.StartsWith(Prefix, StringComparison.Ordinal)
        select (field, text[Prefix.Length..]);

    private async Task<(AccountKey Account, long Seq)?> FindAsync(string keyHash, CancellationToken cancellationToken)
    {
        if (made.TryGetValue(keyHash, out var known))
        {
            return known;
        }

        var used = await store.KeyAsync(business.Id, business.Shards, customer, new(keyHash, ""), Instant.Now(clock), cancellationToken);
        return used is null ? null : (new(business.Id, customer, used.Entitlement, used.Unit), used.FirstSeq);
    }
}
