using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>Makes the shard files of slots: what is finished is kept, what is not is made, a few shards at a time.</summary>
/// <param name="reports">The container <c>reports</c>.</param>
/// <param name="credits">The table <c>credits</c>.</param>
/// <param name="clock">The present.</param>
/// <param name="periodMonths">How many months back entries are reported.</param>
public sealed class ShardScans(IBlobContainer reports, ITable credits, TimeProvider clock, int periodMonths)
{
    /// <summary>How often a shard is read before that is given up: a row turned up that was written later than it is dated, or storage failed.</summary>
    public const int MaxTries = 5;

    private const int ShardsAtOnce = 4;

    /// <inheritdoc cref="MakeAsync(Business, SnapshotId, bool, Func{FinishedShard, int, CancellationToken, Task}, CancellationToken)"/>
    public Task<ShardSet> MakeAsync(Business business, SnapshotId slot, bool isFull, CancellationToken cancellationToken) =>
        MakeAsync(business, slot, isFull, static (_, _, _) => Task.CompletedTask, cancellationToken);

    /// <summary>The shards of a slot, made where they are not there yet. It waits until commits dated up to the slot are over.</summary>
    /// <param name="business">Whose.</param>
    /// <param name="slot">The instant they are as of.</param>
    /// <param name="isFull">Read everything, whatever earlier snapshots there are?</param>
    /// <param name="progress">Told of each shard that is finished and was not before, and how many are; one call at a time.</param>
    /// <param name="cancellationToken">Breaks it off; what is finished is kept.</param>
    /// <exception cref="StorageException">A shard could not be made in <see cref="MaxTries"/> tries; it says why the last did not do.</exception>
    /// <exception cref="SnapshotException">A record or a plan of the slot cannot be read.</exception>
    public async Task<ShardSet> MakeAsync(
        Business business, SnapshotId slot, bool isFull, Func<FinishedShard, int, CancellationToken, Task> progress, CancellationToken cancellationToken)
    {
        var wait = slot.Slot.Plus(SnapshotRunner.SettlingTime).Since(Instant.Now(clock));
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, clock, cancellationToken);
        }

        var store = new ShardStore(reports, business);
        var plan = await store.PlanAsync(slot, isFull, isAnew: false, Since(slot), cancellationToken);
        var shards = new FinishedShard[business.Shards];
        using var turn = new SemaphoreSlim(1);
        await SomeAtOnce.RunAsync(shards.Length, ShardsAtOnce, MakeAsync, cancellationToken);
        await store.SweepAsync(slot, shards, cancellationToken);
        return new(slot, [.. shards]);

        async Task MakeAsync(int shard, CancellationToken token)
        {
            var one = new SlotShard(store, business, slot, shard, plan, credits, clock);
            shards[shard] = await one.MakeAsync(token);
            if (one.WasMade)
            {
                await turn.WaitAsync(token);
                try
                {
                    await progress(shards[shard], shards.Count(static finished => finished is not null), token);
                }
                finally
                {
                    turn.Release();
                }
            }
        }
    }

    /// <summary>Settles that all of a slot is read, before it is made.</summary>
    /// <param name="business">Whose.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="isAnew">Compare it with the newest slot before though that has no snapshot, and so take as given what disagreed there?</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <exception cref="SnapshotException">It is settled that it starts from an earlier one, or there is a plan that cannot be read.</exception>
    public async Task PlanFullAsync(Business business, SnapshotId slot, bool isAnew, CancellationToken cancellationToken)
    {
        var plan = await new ShardStore(reports, business).PlanAsync(slot, isFull: true, isAnew, Since(slot), cancellationToken);
        if (!plan.IsFull)
        {
            throw new SnapshotException(ShardPaths.Plan(business.Id, slot), $"has {slot} made from {plan.Base?.ToString() ?? "changes"} for another report; ask for a full run of another slot.");
        }
    }

    /// <summary>The newest slot before one that has all its shards, if it has no snapshot: it is under way, or failed. Null: it has one, or there is none.</summary>
    public async Task<SnapshotId?> UncheckedAsync(Business business, SnapshotId slot, CancellationToken cancellationToken)
    {
        var store = new ShardStore(reports, business);
        return await store.FinishedBeforeAsync(slot, cancellationToken) is [var newest, ..] && !await store.HasSnapshotAsync(newest, cancellationToken) ? newest : null;
    }

    /// <summary>Has the shards of a damaged record, or of a damaged row file, made again when they are next needed; false: it is the file of none.</summary>
    public Task<bool> ForgetAsync(Business business, string file, CancellationToken cancellationToken) => new ShardStore(reports, business).ForgetAsync(file, cancellationToken);

    private Instant Since(SnapshotId slot) => ReportPeriod.Since(slot.Slot, periodMonths);
}
