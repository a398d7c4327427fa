using System.Collections.Concurrent;
using System.Globalization;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Tables;
using CreditFunctions.Storage.Telemetry;

namespace CreditFunctions.Storage.Credits;

/// <summary>
/// Brings one batch of requests on one account to its answers. Each round reads, decides and tries to commit once. What makes it safe:
/// the account's If-Match and the new entries' keys let one writer win a seq; a write whose outcome is not known is looked up by the commit
/// id on the entry at its seq before anything else is said about it; and the account is read before the idempotency keys' records, so
/// that a key found absent is absent for the state that is decided on.
/// </summary>
internal sealed class BatchCommit(
    ITable credits, TimeProvider clock, Func<string> newCommitId, ConcurrentDictionary<string, long> lastNumbers, CommitScope scope, List<PendingRequest> pending)
{
    /// <summary>How long a commit may take from the instant it is dated with; then it is decided again with a new one.</summary>
    private static readonly TimeSpan CommitDeadline = TimeSpan.FromSeconds(5);

    /// <summary>How long conflicts and failures are retried.</summary>
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(10);

    private const int PayloadTooLarge = 413;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(1);

    private readonly CreditStore store = new(credits);
    private readonly string partition = RowKeys.Partition(scope.Key.Business, scope.Key.Customer, scope.Shards);
    private readonly List<Attempt> uncertain = [];
    private int mostAtOnce = Committer.MaxBatch;

    /// <summary>Returns when every request has its answer; never throws.</summary>
    public async Task RunAsync()
    {
        var trace = CommitTrace.Begin(clock, scope.Key.Business, pending);
        var round = 0;
        try
        {
            var start = clock.GetTimestamp();
            StorageException? failure = null;
            for (; pending.Count > 0; round++)
            {
                if (round > 0 && clock.GetElapsedTime(start) > GiveUpAfter)
                {
                    await GiveUpAsync(failure);
                    return;
                }

                try
                {
                    failure = null;
                    if (await TryOnceAsync(round))
                    {
                        continue;
                    }
                }
                catch (StorageException exception)
                {
                    failure = exception;
                }

                await BackOffAsync(round);
            }
        }
        catch (Exception exception)
        {
            pending.ForEach(request => request.Failed(exception));
        }
        finally
        {
            trace.End(round);
        }
    }

    /// <summary>One round. False: someone else won, or nobody knows yet; wait before the next.</summary>
    private async Task<bool> TryOnceAsync(int round)
    {
        var row = await store.AccountAsync(scope.Key, scope.Shards, CancellationToken.None);
        await ResolveUncertainAsync(row?.Account.Seq ?? 0);
        await AnswerRepeatedAsync(round, row?.Account.UpdatedAt ?? Instant.Min);
        if (pending.Count == 0)
        {
            return true;
        }

        var customer = row is null ? await store.CustomerAsync(scope.Key.Business, scope.Shards, scope.Key.Customer, CancellationToken.None) : null;
        if (row is null && customer?.Accounts.Contains((scope.Key.Entitlement, scope.Key.Unit)) == true)
        {
            // Another opened it since it was read.
            return false;
        }

        if (row is null && !MayOpenAccount(customer))
        {
            return true;
        }

        // Two requests with one key: the second is answered by the first one's record, in the next round.
        var batch = pending.Where((request, at) => request.Key is null || pending.FindIndex(other => other.Key?.KeyHash == request.Key.KeyHash) == at)
            .Take(mostAtOnce).ToList();
        var account = row?.Account ?? Account.Empty(scope.Key, scope.Unit);
        var requests = batch.ConvertAll(request => request.Request);
        var records = await credits.RecordsAsync(account, scope.Shards, requests, CancellationToken.None);
        var planned = clock.GetTimestamp();
        var now = Instant.Now(clock);
        if (AnswerTooLate(now))
        {
            return true;
        }

        var commitId = newCommitId();
        var plan = CommitPlan.Make(account, requests, scope.Policy, now, commitId, lastNumbers.GetValueOrDefault(partition), records);
        if (plan.Entries.Count == 0)
        {
            AnswerWithoutWriting(batch, plan.Answers);
            return true;
        }

        lastNumbers.AddOrUpdate(partition, plan.After.Number, (_, last) => Math.Max(last, plan.After.Number));
        var attempt = new Attempt(commitId, plan.Before.Seq + 1, plan.Answers, [.. batch.Take(plan.Answers.Count)]);
        return await WriteAsync(attempt, CommitRows.Of(scope, plan, row, customer, [.. attempt.Requests.Select(request => request.Key)]), planned);
    }

    private async Task<bool> WriteAsync(Attempt attempt, IReadOnlyList<RowWrite> rows, long planned)
    {
        var left = CommitDeadline - clock.GetElapsedTime(planned);
        if (left <= TimeSpan.Zero)
        {
            return false;
        }

        try
        {
            var result = await credits.CommitAsync(partition, rows, left, CancellationToken.None);
            if (result.Outcome == WriteOutcome.Done)
            {
                Finish(attempt);
                return true;
            }
        }
        catch (StorageException exception) when (exception.Status == PayloadTooLarge)
        {
            // On the wire a row can take several times its characters, which nothing before it can know.
            LessAtOnce(attempt);
            return true;
        }
        catch (StorageException exception) when (exception.MayHaveHappened)
        {
            Doubt(attempt);
            return false;
        }

        Metrics.CommitConflicts.Add(1);
        // A conflict can be with oneself: a write that was sent once may have been carried out twice on the way. The next round, which reads anew, finds out.
        Doubt(attempt with { WasRefused = true });
        return false;
    }

    private void LessAtOnce(Attempt attempt)
    {
        mostAtOnce = Math.Max(1, attempt.Requests.Count / 2);
        if (attempt.Requests.Count == 1)
        {
            Refuse(attempt.Requests[0], CommitStatus.Refused, new(
                RefusalCodes.CommitTooLarge, "The request would write more than one transaction holds; shorten memos or metadata, or send fewer commands at once."));
            pending.Remove(attempt.Requests[0]);
        }
    }

    /// <summary>Keeps an attempt until the entry at its seq says whose it is: the write may even land later.</summary>
    private void Doubt(Attempt attempt)
    {
        uncertain.Add(attempt);
        attempt.Requests.ForEach(request => request.IsUncertain = true);
    }

    /// <summary>
    /// Once a seq is taken, whoever tried it knows: by its own commit id it was done, by another's it never will be. While it is free, an attempt that
    /// storage refused was not done either.
    /// </summary>
    private async Task ResolveUncertainAsync(long lastSeq)
    {
        foreach (var attempt in uncertain.Where(attempt => attempt.FirstSeq <= lastSeq || attempt.WasRefused).ToList())
        {
            var entry = attempt.FirstSeq <= lastSeq ? await store.EntryAsync(scope.Key, scope.Shards, attempt.FirstSeq, CancellationToken.None) : null;
            uncertain.Remove(attempt);
            if (entry?.Entry.CommitId == attempt.CommitId)
            {
                Finish(attempt);
            }
        }

        foreach (var request in pending)
        {
            request.IsUncertain = uncertain.Exists(attempt => attempt.Requests.Contains(request));
        }
    }

    /// <summary>Answers requests whose key was used before, with what it was used for.</summary>
    private async Task AnswerRepeatedAsync(int round, Instant lastPosted)
    {
        var keyed = pending.Where(request => request.Key is { } key && (round > 0 || !key.IsNew)).ToList();
        // A key is kept under the month of its commit, which another's clock may have begun already.
        var now = Instant.Later(Instant.Now(clock), lastPosted);
        var found = await Task.WhenAll(keyed.Select(request => store.KeyAsync(scope.Key.Business, scope.Shards, scope.Key.Customer, request.Key!, now, CancellationToken.None)));
        foreach (var (request, row) in keyed.Zip(found))
        {
            if (row is not { } used || !pending.Contains(request))
            {
                continue;
            }

            if (used.RequestHash != request.Key!.RequestHash)
            {
                request.Done(CommitStatus.KeyReused, []);
                pending.Remove(request);
                continue;
            }

            var account = scope.Key with { Entitlement = used.Entitlement, Unit = used.Unit };
            var entries = await store.EntriesAsync(account, scope.Shards, used.FirstSeq + used.Count - 1, (int)used.Count, CancellationToken.None);
            if (uncertain.Find(attempt => attempt.Requests.Contains(request) && entries.Any(entry => entry.Entry.CommitId == attempt.CommitId)) is { } landed)
            {
                // It was this very request that used the key, by a write that landed after the account was read.
                uncertain.Remove(landed);
                Finish(landed);
                continue;
            }

            request.Done(CommitStatus.Replayed, [.. entries.Select(row => row.Entry).Where(entry => !entry.Draft.IsEffectOfTime).Reverse()]);
            // Only now: where the entries cannot be read, the next round answers it.
            pending.Remove(request);
        }
    }

    /// <summary>Answers requests whose keys may be another's by now. Were there any?</summary>
    private bool AnswerTooLate(Instant now)
    {
        var late = pending.FindAll(request => request.Key?.Until <= now);
        late.ForEach(request => request.Done(request.IsUncertain ? CommitStatus.Unknown : CommitStatus.Contended, []));
        return pending.RemoveAll(late.Contains) > 0;
    }

    private bool MayOpenAccount(CustomerRow? customer)
    {
        if (customer is not null && customer.Accounts.Count < Limits.AccountsPerCustomer)
        {
            return true;
        }

        foreach (var request in pending)
        {
            Refuse(request, customer is null ? CommitStatus.CustomerMissing : CommitStatus.Refused, customer is null ? null : new(
                RefusalCodes.TooManyAccounts, string.Create(CultureInfo.InvariantCulture, $"The customer has {customer.Accounts.Count} accounts, which is all it may have.")));
        }

        pending.Clear();
        return false;
    }

    private void AnswerWithoutWriting(List<PendingRequest> batch, IReadOnlyList<Answer> answers)
    {
        foreach (var (request, answer) in batch.Zip(answers))
        {
            if (answer.Refusal is null)
            {
                // It asked for nothing but what has come due, and nothing has.
                request.Done(CommitStatus.Committed, []);
            }
            else
            {
                Refuse(request, CommitStatus.Refused, answer.Refusal);
            }

            pending.Remove(request);
        }
    }

    /// <summary>A refusal is only given when the request was certainly not done.</summary>
    private static void Refuse(PendingRequest request, CommitStatus status, Refusal? refusal)
    {
        if (request.IsUncertain)
        {
            request.Done(CommitStatus.Unknown, []);
        }
        else
        {
            request.Done(status, [], refusal);
        }
    }

    private void Finish(Attempt attempt)
    {
        foreach (var (request, answer) in attempt.Requests.Zip(attempt.Answers))
        {
            request.Done(
                answer.Refusal is null ? CommitStatus.Committed : CommitStatus.Refused, [.. answer.Entries.Select(entry => entry.Entry)], answer.Refusal);
            pending.Remove(request);
        }
    }

    private async Task GiveUpAsync(StorageException? failure)
    {
        try
        {
            var row = await store.AccountAsync(scope.Key, scope.Shards, CancellationToken.None);
            await ResolveUncertainAsync(row?.Account.Seq ?? 0);
        }
        catch (StorageException)
        {
            // What is uncertain stays so.
        }

        foreach (var request in pending)
        {
            if (request.IsUncertain)
            {
                request.Done(CommitStatus.Unknown, []);
            }
            else if (failure is not null)
            {
                request.Failed(failure);
            }
            else
            {
                request.Done(CommitStatus.Contended, []);
            }
        }

        pending.Clear();
    }

    private Task BackOffAsync(int round)
    {
        var ceiling = Math.Min(LongestDelay.TotalMilliseconds, FirstDelay.TotalMilliseconds * Math.Pow(2, Math.Min(round, 10)));
        // Commit ids are random, so they also are the jitter: no second source of chance for a simulation to seed.
        var jitter = byte.Parse(newCommitId().AsSpan(0, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
        return Task.Delay(TimeSpan.FromMilliseconds(ceiling * (0.5 + (jitter / 2))), clock);
    }

    /// <summary>One write that was tried: by which id its entries are known, at which seq, and what it answers to whom if it was done.</summary>
    private sealed record Attempt(string CommitId, long FirstSeq, IReadOnlyList<Answer> Answers, List<PendingRequest> Requests)
    {
        /// <summary>Did storage answer that it conflicts?</summary>
        public bool WasRefused { get; init; }
    }
}
