using CreditFunctions.Authentication;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Clock;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Timers;

/// <summary>
/// The timer function <c>ExpireCredits</c>: writes down what has come due in accounts that nobody writes to, so that their rows show it too. Nothing depends on it, since
/// readers settle for themselves. What is settled is due later or never, and so is not found again: a run that died, or runs twice at once, is made good by the next.
/// </summary>
internal sealed partial class ExpireCredits(
    DirectoryStore directory, CachedDirectory rules, CreditStore store, Committer committer, StorageClock clock, ILogger<ExpireCredits> logger)
{
    private const int AtOnce = 16;

    /// <summary>Settles every account of every business that has something due, but for businesses with an import under way.</summary>
    /// <exception cref="Storage.StorageException">Accounts could not be looked for.</exception>
    /// <exception cref="InvalidOperationException">The clock is not trusted: what it holds for due may not be.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = Instant.Now(clock);
        var (settled, failed) = (0, 0);
        foreach (var business in await directory.BusinessesAsync(cancellationToken))
        {
            await foreach (var page in DuePagesAsync(business, now, cancellationToken))
            {
                // Looked for after the page was read: whoever finds an account that an import has made finds the import too. History is judged at its own time, and
                // must not come to an account that was settled past it.
                if (await directory.ImportIsOpenAsync(business.Id, cancellationToken))
                {
                    LogImportIsOpen(logger, business.Id);
                    break;
                }

                var outcomes = await SettleAsync(business, page, cancellationToken);
                settled += outcomes.Count(isSettled => isSettled);
                failed += outcomes.Count(isSettled => !isSettled);
            }
        }

        LogDone(logger, settled, failed);
    }

    private async IAsyncEnumerable<IReadOnlyList<DueAccount>> DuePagesAsync(
        Business business, Instant now, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var shard = 0; shard < business.Shards; shard++)
        {
            await foreach (var page in store.DueAccountsAsync(business.Id, shard, now, cancellationToken))
            {
                if (!clock.IsTrusted)
                {
                    throw new InvalidOperationException($"This server's clock and the storage service's differ by {clock.Skew}: nothing is settled by it.");
                }

                yield return page;
            }
        }
    }

    /// <summary>Settles each account, a bounded number at once; says of each whether it was.</summary>
    private async Task<bool[]> SettleAsync(Business business, IReadOnlyList<DueAccount> accounts, CancellationToken cancellationToken)
    {
        var outcomes = new bool[accounts.Count];
        await Parallel.ForAsync(0, accounts.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (at, token) =>
            outcomes[at] = await TrySettleAsync(business, accounts[at], token));
        return outcomes;
    }

    /// <summary>Settles one account; what keeps it from being settled does not keep the others.</summary>
    private async Task<bool> TrySettleAsync(Business business, DueAccount account, CancellationToken cancellationToken)
    {
        var key = account.Key;
        try
        {
            // The account's own rules: commands of others may go into the same commit, and credit that becomes effective may have overage to repay.
            var entitlement = await rules.EntitlementAsync(business.Id, key.Entitlement, cancellationToken) ?? Entitlement.Default;
            var answer = await committer.SubmitAsync(new(key, account.Unit, entitlement.PolicyIn(account.Unit), business.Shards), new([]), key: null);
            if (answer.Status == CommitStatus.Committed)
            {
                return true;
            }

            LogNotSettled(logger, key.Customer, key.Entitlement, key.Unit, key.Business, answer.Status);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(logger, key.Customer, key.Entitlement, key.Unit, key.Business, exception);
        }

        return false;
    }

    [LoggerMessage(EventId = 2201, Level = LogLevel.Information, Message = "{Settled} accounts with something due were settled, {Failed} could not be.")]
    private static partial void LogDone(ILogger logger, int settled, int failed);

    [LoggerMessage(EventId = 2202, Level = LogLevel.Information, Message = "{Business} has an import under way; its accounts are settled when that is done.")]
    private static partial void LogImportIsOpen(ILogger logger, string business);

    [LoggerMessage(EventId = 2203, Level = LogLevel.Error, Message = "Account {Customer}/{Entitlement}/{Unit} of {Business} could not be settled.")]
    private static partial void LogFailed(ILogger logger, string customer, string entitlement, string unit, string business, Exception exception);

    [LoggerMessage(EventId = 2204, Level = LogLevel.Warning, Message = "Account {Customer}/{Entitlement}/{Unit} of {Business} was not settled: {Status}. The next run tries again.")]
    private static partial void LogNotSettled(ILogger logger, string customer, string entitlement, string unit, string business, CommitStatus status);
}
