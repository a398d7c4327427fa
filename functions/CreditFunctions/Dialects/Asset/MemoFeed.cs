using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Dialects.Asset;

/// <summary>A memo of a list, or something among them that was looked at and is none.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Customer">The business's own id of its customer.</param>
/// <param name="Grant">Its grant; null: it is no memo.</param>
/// <param name="Precision">The decimals of its currency.</param>
internal sealed record FoundMemo(LocatedId Id, string Customer, Grant? Grant, int Precision);

/// <summary>All memos of a business or of a customer, newest first, from a certain one on. No more of them is read than is asked for, by a few.</summary>
internal sealed class MemoFeed(CreditStore store, CommitFeed commits)
{
    private const int CommitsAtOnce = 16;

    /// <summary>Those of a customer: its accounts by entitlement, newest first within each. Null: the start is none of them.</summary>
    public async Task<IAsyncEnumerable<FoundMemo>?> OfCustomerAsync(Business business, CustomerRow customer, LocatedId? start, CancellationToken cancellationToken)
    {
        var keys = customer.Accounts.Where(account => account.Unit == business.HomeCurrency)
            .Select(account => new AccountKey(business.Id, customer.Customer.Id, account.Entitlement, account.Unit))
            .OrderBy(key => key.Entitlement, StringComparer.Ordinal)
            .SkipWhile(key => start is { } from && key.Hash != from.Account).ToList();
        return start is not null && keys.Count == 0 ? null : ReadAsync(business, keys, start?.Seq ?? long.MaxValue, cancellationToken);
    }

    /// <summary>Those of a business, in the order they were written down; a commit of another unit's grants is there as one that is no memo. Null: the start is none of them.</summary>
    public async Task<IAsyncEnumerable<FoundMemo>?> OfBusinessAsync(Business business, LocatedId? start, CancellationToken cancellationToken)
    {
        if (start is not { } from)
        {
            return ReadAsync(business, null, null, cancellationToken);
        }

        return await store.AccountKeyAsync(business.Id, business.Shards, from, cancellationToken) is { } key
            && await store.EntryAsync(key, business.Shards, from.Seq, cancellationToken) is { } entry
                ? ReadAsync(business, from, entry.Entry.Number, cancellationToken)
                : null;
    }

    private async IAsyncEnumerable<FoundMemo> ReadAsync(Business business, List<AccountKey> keys, long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var key in keys)
        {
            if (await store.AccountAsync(key, business.Shards, cancellationToken) is { } row && MemoReading.HoldsMemos(business, row.Account))
            {
                await foreach (var grant in store.GrantsAsync(row, business.Shards, from, cancellationToken))
                {
                    yield return Found(business, row, grant);
                }
            }

            from = long.MaxValue;
        }
    }

    private async IAsyncEnumerable<FoundMemo> ReadAsync(Business business, LocatedId? start, long? number, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var all = commits.CommitsAsync(business.Id, business.Shards, number, grantsOnly: true, cancellationToken)
            // What was written down at the same microsecond in other accounts may come before the start, and was shown with it.
            .SkipWhile(commit => start is { } from && !Holds(commit, from));
        await foreach (var some in all.Chunk(CommitsAtOnce).WithCancellation(cancellationToken))
        {
            var accounts = new ConcurrentDictionary<AccountKey, Task<AccountRow?>>();
            foreach (var found in await Task.WhenAll(some.Select(commit => OfCommitAsync(business, commit, accounts, cancellationToken))))
            {
                foreach (var memo in found)
                {
                    if (start is { } from && memo.Id.Account == from.Account && memo.Id.Seq > from.Seq)
                    {
                        continue;
                    }

                    yield return memo;
                }
            }
        }
    }

    private async Task<IReadOnlyList<FoundMemo>> OfCommitAsync(
        Business business, FeedCommit commit, ConcurrentDictionary<AccountKey, Task<AccountRow?>> accounts, CancellationToken cancellationToken)
    {
        var last = commit.FirstSeq + commit.Count - 1;
        // An account is read after one of its commits was seen, and older ones follow: it knows them all.
        var row = commit.Account.Unit == business.HomeCurrency
            ? await accounts.GetOrAdd(commit.Account, key => store.AccountAsync(key, business.Shards, cancellationToken))
            : null;
        if (row is null || !MemoReading.HoldsMemos(business, row.Account))
        {
            return [new(IdOf(business, commit.Account, last), commit.Account.Customer, null, 0)];
        }

        var grants = await Task.WhenAll(Enumerable.Range(0, (int)commit.Count).Select(back => store.GrantAsync(row, business.Shards, last - back, cancellationToken)));
        return [.. grants.OfType<Grant>().Select(grant => Found(business, row, grant))];
    }

    private static bool Holds(FeedCommit commit, LocatedId id) => commit.Account.Hash == id.Account && id.Seq >= commit.FirstSeq && id.Seq < commit.FirstSeq + commit.Count;

    private static FoundMemo Found(Business business, AccountRow row, Grant grant) =>
        new(IdOf(business, row.Account.Key, grant.Id), row.Account.Key.Customer, grant, row.Account.Unit.Precision);

    private static LocatedId IdOf(Business business, AccountKey account, long seq) => new(Shard.Of(account.Customer, business.Shards), account.Hash, seq);
}
