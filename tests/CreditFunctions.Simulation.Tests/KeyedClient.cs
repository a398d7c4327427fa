using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Simulation;

/// <summary>Sends requests under keys that are unique in the business, as a vendor's API does.</summary>
public static class KeyedClient
{
    public const string Business = "biz";
    public const int Shards = 4;

    private static readonly Unit Usd = new("USD", 2);

    public static AccountKey Account(string customer) => new(Business, customer, Entitlement.DefaultId, Usd.Code);

    /// <summary>The entries' memo is the request's hash.</summary>
    public static async Task<(ClaimStatus Claim, CommitStatus? Commit)> SendAsync(
        BusinessKeys keys, Committer committer, BusinessKey key, string request, string customer, Command command)
    {
        var claim = await keys.ClaimAsync(Business, Shards, key, request, Account(customer), default);
        if (claim.Status != ClaimStatus.Claimed)
        {
            return (claim.Status, null);
        }

        var answer = await committer.SubmitAsync(new(claim.Account, Usd, new(DrawOrder.Standard), Shards), new([command with { Memo = request }]), claim.Key);
        if (answer.Status == CommitStatus.Refused)
        {
            await keys.ReleaseAsync(Business, Shards, key, claim, default);
        }

        return (claim.Status, answer.Status);
    }

    /// <summary>The memos of all entries that commands made.</summary>
    public static async Task<IReadOnlyList<string>> MemosAsync(ITable credits)
    {
        var memos = new List<string>();
        for (var shard = 0; shard < Shards; shard++)
        {
            await foreach (var row in new CreditStore(credits).EntriesAsync(Business, shard, default))
            {
                memos.AddRange(row.Entry.Draft.Memo is { } memo ? [memo] : []);
            }
        }

        return memos;
    }
}
