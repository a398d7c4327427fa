using CreditFunctions.Ledger;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Credits;

/// <summary>
/// Keeps keys unique in a business, though the record of what a key was used for lies in its customer's partition, and two requests of one key may be about two customers.
/// A request first claims its key in the partition of the key's hash, and is then submitted under the key that its claim gives:
/// <list type="bullet">
/// <item>A claim gives 20 s in which a commit may be begun, and a commit that was begun lands within 5 s. So a claim of more than 30 s ago without a commit is of a request
/// that was not done and never will be under it: another takes it over as it was read.</item>
/// <item>Who meets the claim of the same request writes it anew and has its own 20 s. What makes one commit of the two is the customer's record of the key.</item>
/// <item>A claim is released as it was written, so only by one who is alone with it: not once the same request has met it, since that may yet be done.</item>
/// </list>
/// A claim whose request was done is never written over while its customer's record is remembered.
/// </summary>
public sealed class BusinessKeys(ITable credits, TimeProvider clock)
{
    /// <summary>How old a claim without a commit is when another request may take it over: longer than anything of its own can still land, by any clock.</summary>
    public static readonly TimeSpan TakenOverAfter = TimeSpan.FromSeconds(30);

    /// <summary>How long after a claim a commit may be begun: all that a request waits for its turn and is tried.</summary>
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(20);
    private const int LongestDelay = 25;

    private readonly CreditStore store = new(credits);

    /// <summary>The account that the request is for that claimed a key last, done or not; null: nobody did.</summary>
    public async Task<AccountKey?> HolderAsync(string business, int shards, BusinessKey key, CancellationToken cancellationToken) =>
        (await credits.GetAsync(RowKeys.Partition(business, key.Hash, shards), RowKeys.Claim(key), BusinessKeyRow.Read, [], cancellationToken))?.Account;

    /// <summary>Claims a key for a request.</summary>
    /// <param name="business">Where the key is unique.</param>
    /// <param name="shards">How many shards the business has.</param>
    /// <param name="key">The key.</param>
    /// <param name="requestHash">SHA-256 of the whole request, in hexadecimal.</param>
    /// <param name="account">The account the request is for.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <exception cref="StorageException">Storage could not be reached; the key may or may not be claimed.</exception>
    public async Task<ClaimOutcome> ClaimAsync(string business, int shards, BusinessKey key, string requestHash, AccountKey account, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        var partition = RowKeys.Partition(business, key.Hash, shards);
        for (var round = 1; ; round++)
        {
            var isLast = clock.GetElapsedTime(start) >= GiveUpAfter;
            try
            {
                if (await TryOnceAsync(partition, shards, key, requestHash, account, isFirst: round == 1, cancellationToken) is { } outcome)
                {
                    return outcome;
                }

                if (isLast)
                {
                    // Others kept writing it.
                    return new(ClaimStatus.InUse, account);
                }
            }
            catch (StorageException exception) when (exception.MayHaveHappened && !isLast)
            {
                // Read again: the claim says whose it is.
            }

            await Task.Delay(Delay * Math.Min(round, LongestDelay), clock, cancellationToken);
        }
    }

    /// <summary>
    /// Gives back the key of a request that was certainly not done, such as a refused one: it may come with another request then. Does its best; a key that is not given back
    /// can be taken over later.
    /// </summary>
    public async Task ReleaseAsync(string business, int shards, BusinessKey key, ClaimOutcome claim, CancellationToken cancellationToken)
    {
        if (claim.ETag is null)
        {
            return;
        }

        try
        {
            await credits.WriteAsync(
                RowKeys.Partition(business, key.Hash, shards), new(RowAction.Delete, RowKeys.Claim(key), default, claim.ETag), WriteTimeout, cancellationToken);
        }
        catch (StorageException)
        {
            // It is taken over instead.
        }
    }

    /// <summary>One round. Null: another wrote the claim meanwhile.</summary>
    private async Task<ClaimOutcome?> TryOnceAsync(
        string partition, int shards, BusinessKey key, string requestHash, AccountKey account, bool isFirst, CancellationToken cancellationToken)
    {
        // Most keys are new: the first round does without a look.
        var row = isFirst ? null : await ReadAsync();
        if (row is null)
        {
            if (await WriteAsync(new(RowAction.Insert, RowKeys.Claim(key), BusinessKeyRow.Write(key, requestHash, account)), account, isAlone: true) is { } inserted)
            {
                return inserted;
            }

            row = await ReadAsync();
        }

        if (row is null)
        {
            return null;
        }

        var isOld = Instant.Now(clock).Since(row.Timestamp) > TakenOverAfter;
        if (row.RequestHash == requestHash)
        {
            return await WriteAsync(Replace(row, row.Account), row.Account, isAlone: isOld);
        }

        // Looked for after the claim was read: what an old claim's request did not do by then it never will.
        var record = await store.KeyAsync(
            row.Account.Business, shards, row.Account.Customer, new(key.Hash, row.RequestHash), Instant.Now(clock), cancellationToken);
        return record is not null ? new(ClaimStatus.Reused, row.Account)
            : isOld ? await WriteAsync(Replace(row, account), account, isAlone: true)
            : new(ClaimStatus.InUse, row.Account);

        Task<BusinessKeyRow?> ReadAsync() => credits.GetAsync(partition, RowKeys.Claim(key), BusinessKeyRow.Read, [], cancellationToken);

        RowWrite Replace(BusinessKeyRow read, AccountKey now) => new(RowAction.Replace, RowKeys.Claim(key), BusinessKeyRow.Write(key, requestHash, now), read.ETag);

        async Task<ClaimOutcome?> WriteAsync(RowWrite write, AccountKey now, bool isAlone)
        {
            var until = Instant.Now(clock).Plus(GoodFor);
            var result = await credits.WriteAsync(partition, write, WriteTimeout, cancellationToken);
            return result.Outcome == WriteOutcome.Done
                ? new(ClaimStatus.Claimed, now, new(key.Hash, requestHash) { Until = until }) { ETag = isAlone ? result.ETag : null }
                : null;
        }
    }
}
