using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>One shard of a slot: finds it finished, or makes it.</summary>
internal sealed class SlotShard(ShardStore store, Business business, SnapshotId slot, int shard, ShardPlan plan, ITable credits, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly CountingTable counted = new(credits);

    // Once it cannot be started from, and once it cannot even be compared with.
    private string? whyFull;
    private string? whyAlone;
    private string whyAgain = "";

    /// <summary>Was it made here, and not found or finished by another first?</summary>
    public bool WasMade { get; private set; }

    /// <summary>Makes the shard, unless it is there.</summary>
    public async Task<FinishedShard> MakeAsync(CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                if (await store.FindAsync(slot, shard, cancellationToken) is { } there)
                {
                    return there;
                }

                if (await TryAsync(cancellationToken) is { } made)
                {
                    // An answer that is lost may still have finished it.
                    WasMade = true;
                    WasMade = await store.TryFinishAsync(slot, shard, made, cancellationToken);
                    // Whoever was first has said the same, in files of its own.
                    return WasMade ? made : await store.FindAsync(slot, shard, cancellationToken) ?? throw new StorageException("A shard's record came and went.", false);
                }
            }
            catch (StorageException exception)
            {
                // The next try writes files of its own.
                if (tries == ShardScans.MaxTries)
                {
                    throw new StorageException($"Shard {shard:x2} failed {tries} times: {exception.Message}", exception.MayHaveHappened, exception.Status, exception.Code, exception);
                }
            }

            if (tries == ShardScans.MaxTries)
            {
                throw new StorageException($"Shard {shard:x2} failed {tries} times: {whyAgain}", false);
            }

            // Shards that failed together do not all come back at once.
            await Task.Delay(Pause * tries * (1 + (shard % 8 / 8.0)), clock, cancellationToken);
        }
    }

    /// <summary>Reads it once; null: what was read is doubtful.</summary>
    private async Task<FinishedShard?> TryAsync(CancellationToken cancellationToken)
    {
        var earlier = await BaseAsync(cancellationToken);
        whyAgain = "Rows dated up to the snapshot's instant were still being written.";
        try
        {
            return await TryAsync(earlier, cancellationToken);
        }
        catch (SnapshotException damaged) when (earlier is not null)
        {
            (whyAlone, whyAgain) = (damaged.Message, damaged.Message);
            return null;
        }
    }

    private async Task<FinishedShard?> TryAsync(FinishedShard? earlier, CancellationToken cancellationToken)
    {
        if (earlier is not null && !plan.IsFull)
        {
            whyFull ??= plan.Since < earlier.Since ? $"The earlier snapshot begins with {earlier.Since}, later than this one." : null;
            if (whyFull is null)
            {
                try
                {
                    return await FromAsync(earlier, cancellationToken);
                }
                catch (ContradictionException contradiction)
                {
                    whyFull = contradiction.Message;
                }
            }
        }

        return await FullAsync(earlier, cancellationToken);
    }

    private async Task<FinishedShard?> FullAsync(FinishedShard? earlier, CancellationToken cancellationToken)
    {
        var startedAt = Instant.Now(clock);
        var reader = new ShardReader(counted, business, shard, slot.Slot, startedAt);
        await using var output = NewOutput();
        await using var before = earlier is null ? null : RowStream.Of(store.Container, earlier.Accounts, cancellationToken);
        await new FullShardScan(reader, output, before, plan.Since).RunAsync(cancellationToken);
        return reader.IsDoubtful
            ? null
            : new(
                output.Record, startedAt, earlier is null ? null : plan.Base, slot, plan.Since, await output.FinishAccountsAsync(cancellationToken),
                await output.FinishEntriesAsync(cancellationToken), earlier is null ? null : await output.FinishChangesAsync(cancellationToken), output.Flows.ToArray(), counted.Rows,
                counted.Requests)
            { Reason = whyAlone ?? whyFull, OldestEntry = output.Oldest, NextDue = output.NextDue };
    }

    private async Task<FinishedShard?> FromAsync(FinishedShard earlier, CancellationToken cancellationToken)
    {
        var startedAt = Instant.Now(clock);
        var reader = new ShardReader(counted, business, shard, slot.Slot, startedAt);
        await using var output = NewOutput();
        var scan = new ChangedShardScan(
            reader, output, plan.Base!.Value, earlier, business.Id, slot.Slot, plan.Since, file => RowStream.Of(store.Container, file, cancellationToken));
        var isWritten = false;
        try
        {
            isWritten = await scan.RunAsync(cancellationToken);
        }
        catch (ContradictionException) when (reader.IsDoubtful)
        {
            // Read again, it may well follow.
        }

        if (reader.IsDoubtful)
        {
            return null;
        }

        if (!isWritten)
        {
            // Nothing has read them yet, and a file that is named stays as it is.
            await CheckAsync(earlier.Accounts, cancellationToken);
            await CheckAsync(earlier.Entries, cancellationToken);
            foreach (var flows in earlier.Flows)
            {
                output.Flows.Stand(flows);
            }
        }

        var (accounts, entries) = isWritten
            ? (await output.FinishAccountsAsync(cancellationToken), await output.FinishEntriesAsync(cancellationToken))
            : (earlier.Accounts, earlier.Entries);
        return new(
            isWritten ? output.Record : earlier.Record, startedAt, plan.Base, earlier.FullAsOf, plan.Since, accounts, entries, await output.FinishChangesAsync(cancellationToken),
            output.Flows.ToArray(), counted.Rows, counted.Requests)
        {
            OldestEntry = isWritten ? output.Oldest : earlier.OldestEntry,
            NextDue = isWritten ? output.NextDue : earlier.NextDue,
        };
    }

    private async Task<FinishedShard?> BaseAsync(CancellationToken cancellationToken)
    {
        if (plan.Base is not { } before || whyAlone is not null)
        {
            return null;
        }

        try
        {
            var earlier = await store.FindAsync(before, shard, cancellationToken);
            whyAlone = earlier is null ? $"The earlier snapshot {before} is gone." : null;
            return earlier;
        }
        catch (SnapshotException unreadable)
        {
            whyAlone = unreadable.Message;
            return null;
        }
    }

    /// <summary>Is a row file there and as long as it was, and does it end as it did?</summary>
    /// <exception cref="SnapshotException">It is not.</exception>
    private async Task CheckAsync(RowFileInfo file, CancellationToken cancellationToken)
    {
        await using var blob = new BlobFile(store.Container, file.Name, file.Bytes);
        if ((await RowFileReader.OpenAsync(file.Name, blob, null, cancellationToken)).Info != file)
        {
            throw new SnapshotException(file.Name, "is another file than it was.");
        }
    }

    private ShardOutput NewOutput() => new(store.Container, ShardPaths.NewRowFiles(business.Id, slot, shard), shard, plan.Since);
}
