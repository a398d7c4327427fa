using System.Globalization;
using CreditFunctions.Authentication;
using CreditFunctions.Ledger;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Clock;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Runs;

namespace CreditFunctions.Timers;

/// <summary>
/// The timer function <c>ExpireCredits</c>: writes down what has come due by its slot in accounts that nobody writes to, so that their rows show it too. Nothing depends on it, since
/// readers settle for themselves. What is settled is due later or never, and so is not found again: a run that died is gone on with from the start, one that ends in pieces from the shard it had come to.
/// </summary>
internal sealed partial class ExpireCredits(
    IStorage storage, RunStore runs, DirectoryStore directory, CachedDirectory rules, CreditStore store, Committer committer, StorageClock clock, ILogger<ExpireCredits> logger)
{
    private const int AtOnce = 16;
    private const string NextShard = "next is shard ";

    private readonly RunTurns turns = new(storage.Container(StoreNames.Reports), runs, clock, RunTurns.ThisProcess);

    /// <summary>Goes on with settling every account of a business that had something due, unless it has an import under way: then it stays open.</summary>
    public Task<RunOutcome> RunAsync(Business business, Run run, Piece piece) =>
        turns.RunAsync(run, piece, new(RunPaths.Lock(business.Id, RunTask.ExpireCredits), (progress, token) => DoAsync(business, progress, piece, token), Log));

    private static string Summary(long settled, long failed) =>
        string.Create(CultureInfo.InvariantCulture, $"{settled:N0} accounts settled{(failed > 0 ? string.Create(CultureInfo.InvariantCulture, $", {failed:N0} could not be") : "")}");

    private static int FirstShard(string? progress) =>
        progress?.LastIndexOf(NextShard, StringComparison.Ordinal) is >= 0 and var at && int.TryParse(progress.AsSpan(at + NextShard.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var shard) ? shard : 0;

    private async Task<RunResult> DoAsync(Business business, RunProgress progress, Piece piece, CancellationToken cancellationToken)
    {
        // Only where a piece ended it is known that nothing but what failed is left of the shards before.
        var first = FirstShard(progress.Run.Progress);
        var failed = first > 0 ? progress.Run.Failures : 0;
        await progress.BeginAsync(Summary(progress.Run.Settled, failed), cancellationToken);
        await foreach (var (shard, page) in DuePagesAsync(business, first, progress.Run.Slot.Slot, cancellationToken))
        {
            if (piece.IsOver && shard > first)
            {
                await progress.GotOnAsync(progress.Run with { Failures = failed, Progress = $"{Summary(progress.Run.Settled, failed)}; {NextShard}{shard}" }, cancellationToken);
                return new(RunOutcome.Unfinished);
            }

            if (progress.IsOver)
            {
                return new(RunOutcome.Unfinished);
            }

            // Looked for after the page was read: whoever finds an account that an import has made finds the import too. History is judged at its own time, and
            // must not come to an account that was settled past it.
            if (await directory.ImportIsOpenAsync(business.Id, cancellationToken))
            {
                LogImportIsOpen(logger, business.Id);
                return new(RunOutcome.Unfinished);
            }

            var outcomes = await SettleAsync(business, page, cancellationToken);
            failed += outcomes.Count(static isSettled => !isSettled);
            if (outcomes.Count(static isSettled => isSettled) is > 0 and var settled)
            {
                var all = progress.Run.Settled + settled;
                await progress.GotOnAsync(progress.Run with { Settled = all, Progress = Summary(all, failed) }, cancellationToken);
            }
        }

        return new(failed > 0 ? RunOutcome.Retry : RunOutcome.Done, Summary(progress.Run.Settled, failed), failed);
    }

    private async IAsyncEnumerable<(int Shard, IReadOnlyList<DueAccount> Page)> DuePagesAsync(
        Business business, int first, Instant until, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var shard = first; shard < business.Shards; shard++)
        {
            await foreach (var page in store.DueAccountsAsync(business.Id, shard, until, cancellationToken))
            {
                if (!clock.IsTrusted)
                {
                    throw new InvalidOperationException($"This server's clock and the storage service's differ by {clock.Skew}: nothing is settled by it.");
                }

                yield return (shard, page);
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

    private void Log(Run run, RunOutcome outcome)
    {
        if (outcome == RunOutcome.Done)
        {
            LogDone(logger, run.Settled, run.Business, run.Failures);
        }
        else if (outcome != RunOutcome.Unfinished)
        {
            LogNotDone(logger, run.Slot.Slot, run.Business, outcome, run.Error ?? run.Outcome);
        }
    }

    [LoggerMessage(EventId = 2201, Level = LogLevel.Information, Message = "{Settled} accounts of {Business} with something due were settled, {Failed} could not be.")]
    private static partial void LogDone(ILogger logger, long settled, string business, long failed);

    [LoggerMessage(EventId = 2205, Level = LogLevel.Error, Message = "Settling what had come due by {Slot} for {Business} ended in {Outcome}: {Error}")]
    private static partial void LogNotDone(ILogger logger, Instant slot, string business, RunOutcome outcome, string? error);

    [LoggerMessage(EventId = 2202, Level = LogLevel.Information, Message = "{Business} has an import under way; its accounts are settled when that is done.")]
    private static partial void LogImportIsOpen(ILogger logger, string business);

    [LoggerMessage(EventId = 2203, Level = LogLevel.Error, Message = "Account {Customer}/{Entitlement}/{Unit} of {Business} could not be settled.")]
    private static partial void LogFailed(ILogger logger, string customer, string entitlement, string unit, string business, Exception exception);

    [LoggerMessage(EventId = 2204, Level = LogLevel.Warning, Message = "Account {Customer}/{Entitlement}/{Unit} of {Business} was not settled: {Status}. The next run tries again.")]
    private static partial void LogNotSettled(ILogger logger, string customer, string entitlement, string unit, string business, CommitStatus status);
}
