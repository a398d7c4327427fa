using CreditFunctions.Ledger;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Snapshots;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Audits;

/// <summary>
/// Makes audits, shard by shard: what a shard came to is written down before the next is begun, so an audit whose worker died goes on where it was.
/// </summary>
public sealed class AuditRunner(IBlobContainer reports, DirectoryStore directory, ITable credits, TimeProvider clock)
{
    private readonly FindingStore store = new(reports);

    /// <summary>Goes on with an audit to its end, if nobody else is at it.</summary>
    /// <param name="business">Whose accounts.</param>
    /// <param name="run">The audit.</param>
    /// <param name="found">Gets each finding, and which of the audit's it is, from 1; those of a shard that is begun again come again. Only those that are kept.</param>
    /// <param name="cancellationToken">Breaks it off; it stays open.</param>
    public async Task<RunOutcome> RunAsync(Business business, AuditRun run, Action<AuditFinding, long> found, CancellationToken cancellationToken)
    {
        await using var lease = await BlobLease.TryTakeAsync(reports, FindingStore.Lock(business.Id, run.Slot), clock, cancellationToken);
        if (lease is null)
        {
            return RunOutcome.Busy;
        }

        // What was read before the lease may be old by now.
        run = await directory.AuditAsync(business.Id, run.Slot, cancellationToken) ?? run;
        if (run.State != RunState.Open)
        {
            return run.State == RunState.Done ? RunOutcome.Done : RunOutcome.Failed;
        }

        if (run.Attempts >= AuditRun.MaxAttempts)
        {
            return await GiveUpAsync(run, run.Error ?? "Every attempt ended with the program.", cancellationToken);
        }

        run = run with { Attempts = run.Attempts + 1 };
        try
        {
            await directory.SaveAuditAsync(run, lease.Lost);
            var findings = await ReadAsync(run, lease.Lost);
            while (run.ShardsDone < business.Shards)
            {
                (run, findings) = await AuditShardAsync(business, run, findings, found, lease.Lost);
            }

            await directory.SaveAuditAsync(run with { State = RunState.Done, EndedAt = Instant.Now(clock), Error = null }, lease.Lost);
            return RunOutcome.Done;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // What was saved last says how far it got; whatever this was, it counts as an attempt.
            run = await directory.AuditAsync(business.Id, run.Slot, cancellationToken) ?? run;
            if (run.State != RunState.Open)
            {
                // Another has ended it meanwhile.
                return RunOutcome.Busy;
            }

            if (run.Attempts >= AuditRun.MaxAttempts)
            {
                return await GiveUpAsync(run, exception.Message, cancellationToken);
            }

            await directory.SaveAuditAsync(run with { Error = exception.Message }, cancellationToken);
            return RunOutcome.Retry;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The lease was lost: whoever has it now goes on.
            return RunOutcome.Busy;
        }
    }

    private async Task<RunOutcome> GiveUpAsync(AuditRun run, string error, CancellationToken cancellationToken)
    {
        await directory.SaveAuditAsync(run with { State = RunState.Failed, EndedAt = Instant.Now(clock), Error = error }, cancellationToken);
        return RunOutcome.Failed;
    }

    /// <summary>The findings of the shards that are done: those of one that was not written down as done are found again.</summary>
    private async Task<Written> ReadAsync(AuditRun run, CancellationToken cancellationToken)
    {
        var (findings, etag) = await store.ReadAsync(run.Business, run.Slot, cancellationToken);
        var next = RowKeys.Partition(run.Business, run.ShardsDone);
        return new([.. findings.Where(finding => string.CompareOrdinal(finding.Partition, next) < 0)], etag);
    }

    private async Task<(AuditRun Run, Written Findings)> AuditShardAsync(
        Business business, AuditRun run, Written written, Action<AuditFinding, long> found, CancellationToken cancellationToken)
    {
        var shard = new ShardAudit(credits, business, run.ShardsDone, FindingStore.MaxKept - written.Findings.Count);
        await shard.RunAsync(cancellationToken);
        for (var at = 0; at < shard.Kept.Count; at++)
        {
            found(shard.Kept[at], written.Findings.Count + at + 1);
        }

        if (shard.Kept.Count > 0)
        {
            List<AuditFinding> findings = [.. written.Findings, .. shard.Kept];
            written = new(findings, await store.WriteAsync(run.Business, run.Slot, findings, written.ETag, cancellationToken));
        }

        run = run with
        {
            Attempts = 0,
            ShardsDone = run.ShardsDone + 1,
            Accounts = run.Accounts + shard.Accounts,
            Entries = run.Entries + shard.Entries,
            Findings = run.Findings + shard.Findings,
            Error = null,
        };
        await directory.SaveAuditAsync(run, cancellationToken);
        return (run, written);
    }

    /// <summary>The findings as they were written last, and the blob's version then.</summary>
    private sealed record Written(IReadOnlyList<AuditFinding> Findings, string? ETag);
}
