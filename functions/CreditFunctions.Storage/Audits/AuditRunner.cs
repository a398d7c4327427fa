using System.Globalization;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Storage.Tables;
using CreditFunctions.Storage.Telemetry;

namespace CreditFunctions.Storage.Audits;

/// <summary>
/// Makes audits, shard by shard: what a shard came to is written down before the next is begun, so an audit whose worker died goes on where it was.
/// </summary>
public sealed class AuditRunner(IBlobContainer reports, RunStore runs, ITable credits, TimeProvider clock)
{
    private readonly RunTurns turns = new(reports, runs, clock, RunTurns.ThisProcess);
    private readonly FindingStore store = new(reports);

    /// <summary>Goes on with an audit, if nobody else is at it.</summary>
    /// <param name="business">Whose accounts.</param>
    /// <param name="run">The audit.</param>
    /// <param name="notes">Hears of it.</param>
    /// <param name="piece">How long.</param>
    public Task<RunOutcome> RunAsync(Business business, Run run, AuditNotes notes, Piece piece)
    {
        ArgumentNullException.ThrowIfNull(business);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(notes);
        return turns.RunAsync(run, piece, new(FindingStore.Lock(business.Id, run.Slot), DoAsync, notes.Heard));

        async Task<RunResult> DoAsync(RunProgress progress, CancellationToken token)
        {
            await progress.BeginAsync(progress.Run.Progress ?? ShardsOf(progress.Run.Audited, business), token);
            var findings = await ReadAsync(progress.Run, token);
            while (progress.Run.Audited.ShardsDone < business.Shards)
            {
                if (progress.IsOver)
                {
                    return new(RunOutcome.Unfinished);
                }

                findings = await AuditShardAsync(business, progress, findings, notes.Found, token);
            }

            var audited = progress.Run.Audited;
            var summary = string.Create(
                CultureInfo.InvariantCulture, $"{audited.Accounts:N0} accounts with {audited.Entries:N0} entries, {(progress.Run.Failures == 0 ? "all in order" : $"{progress.Run.Failures:N0} rows damaged")}");
            return new(RunOutcome.Done, summary, progress.Run.Failures);
        }
    }

    private static string ShardsOf(AuditCounts audited, Business business) => string.Create(CultureInfo.InvariantCulture, $"shards {audited.ShardsDone} of {business.Shards}");

    /// <summary>The findings of the shards that are done: those of one that was not written down as done are found again.</summary>
    private async Task<Written> ReadAsync(Run run, CancellationToken cancellationToken)
    {
        var (findings, etag) = await store.ReadAsync(run.Business, run.Slot, cancellationToken);
        var next = RowKeys.Partition(run.Business, run.Audited.ShardsDone);
        return new([.. findings.Where(finding => string.CompareOrdinal(finding.Partition, next) < 0)], etag);
    }

    private async Task<Written> AuditShardAsync(Business business, RunProgress progress, Written written, Action<AuditFinding, long> found, CancellationToken cancellationToken)
    {
        var run = progress.Run;
        var shard = new ShardAudit(credits, business, run.Audited.ShardsDone, FindingStore.MaxKept - written.Findings.Count);
        using var span = Spans.Begin(Spans.AuditShard, business.Id)?.SetTag("shard", run.Audited.ShardsDone);
        await shard.RunAsync(cancellationToken);
        span?.SetTag("findings", shard.Findings);
        for (var at = 0; at < shard.Kept.Count; at++)
        {
            found(shard.Kept[at], written.Findings.Count + at + 1);
        }

        if (shard.Kept.Count > 0)
        {
            List<AuditFinding> findings = [.. written.Findings, .. shard.Kept];
            written = new(findings, await store.WriteAsync(run.Business, run.Slot, findings, written.ETag, cancellationToken));
        }

        var audited = new AuditCounts(run.Audited.ShardsDone + 1, run.Audited.Accounts + shard.Accounts, run.Audited.Entries + shard.Entries);
        await progress.GotOnAsync(
            run with
            {
                Audited = audited,
                Failures = run.Failures + shard.Findings,
                Progress = ShardsOf(audited, business),
            },
            cancellationToken);
        Metrics.AuditFindings.Add(shard.Findings);
        return written;
    }

    /// <summary>The findings as they were written last, and the blob's version then.</summary>
    private sealed record Written(IReadOnlyList<AuditFinding> Findings, string? ETag);
}
