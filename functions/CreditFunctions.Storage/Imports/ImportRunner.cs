using CreditFunctions.Ledger;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Storage.Telemetry;

namespace CreditFunctions.Storage.Imports;

/// <summary>
/// Works imports off, chunk by chunk. After each chunk first its rejected lines are written and then the checkpoint, so that a chunk which was not finished is done
/// again, whole, by whoever comes next; what makes that harmless is that every line is done once.
/// </summary>
public sealed class ImportRunner(IBlobContainer imports, ImportStore store, TimeProvider clock)
{
    private static readonly BlobHeaders CsvHeaders = new("text/csv; charset=utf-8");

    /// <summary>Works on an import until it is done, if nobody else is at it.</summary>
    public async Task<RunOutcome> RunAsync(Business business, string id, ChunkWork work, CancellationToken cancellationToken)
    {
        await using var lease = await BlobLease.TryTakeAsync(imports, ImportPaths.Lock(business.Id, id), clock, cancellationToken);
        if (lease is null)
        {
            return RunOutcome.Busy;
        }

        try
        {
            // What was read before the lease may be old by now.
            var run = await ReadAsync(business.Id, id, lease.Lost);
            if (run.State != RunState.Open)
            {
                return run.State == RunState.Done ? RunOutcome.Done : RunOutcome.Failed;
            }

            return run.Attempts < ImportRun.MaxAttempts ? await AttemptAsync(business, run, work, lease.Lost) : await FailAsync(run, "Every attempt ended with the program.", lease.Lost);
        }
        catch (TakenOverException)
        {
            return RunOutcome.Busy;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The lease was lost: whoever has it now goes on.
            return RunOutcome.Busy;
        }
    }

    private async Task<RunOutcome> AttemptAsync(Business business, ImportRun run, ChunkWork work, CancellationToken cancellationToken)
    {
        try
        {
            var wasBegun = run.Attempts > 0 || run.BytesDone > 0;
            run = await SaveAsync(run with { Attempts = run.Attempts + 1, Error = null }, cancellationToken);
            if (run.UploadETag is not null)
            {
                var (sha256, wrong) = await UploadCopy.RunAsync(store, run, cancellationToken);
                if (wrong is not null)
                {
                    return await FailAsync(run, wrong, cancellationToken);
                }

                var body = run.Body with { Sha256 = sha256 };
                run = await SaveAsync(run with { Body = body, UploadETag = null, CheckpointAt = Instant.Now(clock), Attempts = 1 }, cancellationToken);
                wasBegun = false;
            }

            await WorkOffAsync(business, run, wasBegun, work, cancellationToken);
            return RunOutcome.Done;
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or TakenOverException))
        {
            // Whatever it was, it counts as an attempt: an import that cannot get on must end, and say why.
            run = await ReadAsync(run.Business, run.Id, cancellationToken);
            if (run.State != RunState.Open)
            {
                return RunOutcome.Done;
            }

            if (run.Attempts >= ImportRun.MaxAttempts)
            {
                return await FailAsync(run, exception.Message, cancellationToken);
            }

            await SaveAsync(run with { Attempts = Math.Max(1, run.Attempts), Error = exception.Message }, cancellationToken);
            return RunOutcome.Retry;
        }
    }

    private async Task WorkOffAsync(Business business, ImportRun run, bool wasBegun, ChunkWork work, CancellationToken cancellationToken)
    {
        var reader = Reader(run, 0, 1);
        var header = run.Body.Format == ImportFormat.Csv ? await reader.NextAsync(cancellationToken) : null;
        if (run.BytesDone > 0)
        {
            reader = Reader(run, run.BytesDone, run.NextLine);
        }

        while (true)
        {
            var start = reader.Offset;
            var lines = await reader.NextChunkAsync(cancellationToken);
            if (lines.Count == 0)
            {
                var now = Instant.Now(clock);
                await SaveAsync(run with { State = RunState.Done, BytesDone = run.Body.Bytes, NextLine = reader.Line, Attempts = 0, EndedAt = now }, cancellationToken);
                return;
            }

            var result = await ImportTrace.ChunkAsync(business, lines.Count, () => work(new(business, run, header, lines, wasBegun), cancellationToken));
            await WriteRejectedAsync(run, start, result.Rejected, wasBegun, cancellationToken);
            run = await SaveAsync(
                run with { BytesDone = reader.Offset, NextLine = reader.Line, CheckpointAt = Instant.Now(clock), Counts = run.Counts + result.Counts, Attempts = 0 }, cancellationToken);
            ImportTrace.Done(result.Counts);
            wasBegun = false;
        }
    }

    private async Task WriteRejectedAsync(ImportRun run, long start, IReadOnlyList<RejectedLine> rejected, bool wasBegun, CancellationToken cancellationToken)
    {
        var name = ImportPaths.Rejected(run.Business, run.Id, start);
        if (rejected.Count > 0)
        {
            await imports.PutAsync(name, RejectedCsv.Of(rejected), CsvHeaders, BlobCondition.None, cancellationToken);
        }
        else if (wasBegun)
        {
            // An attempt that ended before its checkpoint may have left one.
            await imports.DeleteAsync(name, cancellationToken);
        }
    }

    private async Task<RunOutcome> FailAsync(ImportRun run, string error, CancellationToken cancellationToken)
    {
        await SaveAsync(run with { State = RunState.Failed, EndedAt = Instant.Now(clock), Error = run.Error ?? error }, cancellationToken);
        return RunOutcome.Failed;
    }

    private BodyReader Reader(ImportRun run, long offset, long line) => new(imports, ImportPaths.Body(run.Business, run.Id), run.Body, offset, line);

    private async Task<ImportRun> ReadAsync(string business, string id, CancellationToken cancellationToken) =>
        await store.GetAsync(business, id, cancellationToken) ?? throw new TakenOverException();

    private async Task<ImportRun> SaveAsync(ImportRun run, CancellationToken cancellationToken) =>
        await store.SaveAsync(run with { UpdatedAt = Instant.Now(clock) }, cancellationToken) ?? throw new TakenOverException();

    /// <summary>Another wrote the row: it holds the lease by now.</summary>
    private sealed class TakenOverException : Exception;
}
