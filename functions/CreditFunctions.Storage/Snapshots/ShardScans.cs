using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>
/// Makes the shard files of slots: what is finished is kept, what is not is made, a few shards at a time. Who makes a shard holds a lease on it, so that several instances share the shards of a slot; what makes it one
/// shard, whoever makes it, is its record, put only if absent.
/// </summary>
/// <param name="reports">The container <c>reports</c>.</param>
/// <param name="credits">The table <c>credits</c>.</param>
/// <param name="clock">The present.</param>
/// <param name="periodMonths">How many months back entries are reported.</param>
/// <param name="handOut">Hands shards to other instances; null: nobody does.</param>
/// <param name="notes">Hears of shards that are made.</param>
public sealed class ShardScans(
    IBlobContainer reports, ITable credits, TimeProvider clock, int periodMonths, ShardHandOut? handOut = null, ShardNotes? notes = null)
{
    /// <summary>How often a shard is read before that is given up: a row turned up that was written later than it is dated, or storage failed.</summary>
    public const int MaxTries = 5;

    /// <summary>How many shards one process makes at once.</summary>
    public const int ShardsAtOnce = 4;

    /// <summary>How long after it was found in another's hands a shard is looked at again.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private readonly ShardNotes notes = notes ?? ShardNotes.None;
    private int underWay;

    /// <summary>How many more shards whoever receives messages may take without this process doing more than <see cref="ShardsAtOnce"/> at once. A Functions host does not ask: <c>host.json</c> says how many it brings.</summary>
    public int Free => Math.Max(0, ShardsAtOnce - Volatile.Read(ref underWay));

    /// <inheritdoc cref="MakeAsync(Business, SnapshotId, bool, Func{FinishedShard, int, CancellationToken, Task}, Func{bool}, Func{bool}, CancellationToken)"/>
    public Task<ShardSet> MakeAsync(Business business, SnapshotId slot, bool isFull, CancellationToken cancellationToken) =>
        MakeAsync(business, slot, isFull, static (_, _, _) => Task.CompletedTask, static () => false, static () => false, cancellationToken);

    /// <summary>
    /// The shards of a slot, made where they are not there yet, by this process or by others: a shard that another has the lease of is waited for, and made here when that lease runs out without a record. It waits
    /// until commits dated up to the slot are over.
    /// </summary>
    /// <param name="business">Whose.</param>
    /// <param name="slot">The instant they are as of.</param>
    /// <param name="isFull">Read everything, whatever earlier snapshots there are?</param>
    /// <param name="progress">Told of each shard that is finished and was not before, and how many are; one call at a time.</param>
    /// <param name="isOver">Is none more to be begun? What is under way is finished.</param>
    /// <param name="isWaitOver">Is none more to be waited for that another has in hand? That may be so before anything was finished here.</param>
    /// <param name="cancellationToken">Breaks it off; what is finished is kept.</param>
    /// <exception cref="PieceOverException">Not all were begun.</exception>
    /// <exception cref="StorageException">A shard could not be made in <see cref="MaxTries"/> tries; it says why the last did not do.</exception>
    /// <exception cref="SnapshotException">A record or a plan of the slot cannot be read.</exception>
    public async Task<ShardSet> MakeAsync(
        Business business, SnapshotId slot, bool isFull, Func<FinishedShard, int, CancellationToken, Task> progress, Func<bool> isOver, Func<bool> isWaitOver, CancellationToken cancellationToken)
    {
        await SettleAsync(slot, cancellationToken);
        var store = new ShardStore(reports, business);
        var plan = await store.PlanAsync(slot, isFull, isAnew: false, Since(slot), cancellationToken);
        var before = await store.FinishedOfAsync(slot, cancellationToken);
        var shards = new FinishedShard?[business.Shards];
        var isHandedOut = handOut is null;
        using var turn = new SemaphoreSlim(1);
        await HandOutAsync(cancellationToken);
        for (var left = Enumerable.Range(0, shards.Length).ToList(); left.Count > 0;)
        {
            if (isOver())
            {
                throw new PieceOverException();
            }

            await SomeAtOnce.RunAsync(left.Count, ShardsAtOnce, (at, token) => TakeAsync(left[at], token), cancellationToken);
            left.RemoveAll(shard => shards[shard] is not null);
            if (left.Count > 0)
            {
                if (isWaitOver())
                {
                    throw new PieceOverException();
                }

                await Task.Delay(LookAgain, clock, cancellationToken);
            }
        }

        await store.SweepAsync(slot, shards!, cancellationToken);
        return new(slot, [.. shards!]);

        async Task TakeAsync(int shard, CancellationToken token)
        {
            if (isOver())
            {
                return;
            }

            var isNew = !before.Contains(shard);
            var finished = isNew
                ? (await TryMakeAsync(store, business, slot, shard, plan, token))?.Shard
                : await new SlotShard(store, business, slot, shard, plan, credits, clock).MakeAsync(token);
            if (finished is null)
            {
                return;
            }

            // With a token it would go on elsewhere than on the caller's scheduler; whoever has the turn heeds it.
            await turn.WaitAsync(CancellationToken.None);
            try
            {
                shards[shard] = finished;
                await (isNew ? progress(finished, shards.Count(static one => one is not null), token) : Task.CompletedTask);
                await HandOutAsync(token);
            }
            finally
            {
                turn.Release();
            }
        }

        async Task HandOutAsync(CancellationToken token)
        {
            var open = Enumerable.Range(0, shards.Length).Where(shard => shards[shard] is null && !before.Contains(shard)).ToList();
            if (isHandedOut || open.Count == 0 || !handOut!.IsDue(shards))
            {
                return;
            }

            isHandedOut = true;
            try
            {
                await handOut.SendAsync(business.Id, slot, open, token);
                notes.HandedOut(business.Id, slot, open.Count);
            }
            catch (StorageException exception)
            {
                notes.NotHandedOut(business.Id, slot, exception);
            }
        }
    }

    /// <summary>Makes one shard of a slot whose plan is settled, as whoever settled it would. False: there is nothing to do, since it is there, another is at it, or the slot has no such shard or no plan (any more).</summary>
    /// <exception cref="StorageException">It could not be made in <see cref="MaxTries"/> tries.</exception>
    /// <exception cref="SnapshotException">Its record or the plan cannot be read.</exception>
    public async Task<bool> MakeOneAsync(Business business, SnapshotId slot, int shard, CancellationToken cancellationToken)
    {
        var store = new ShardStore(reports, business);
        if (shard < 0 || shard >= business.Shards || await store.FindPlanAsync(slot, cancellationToken) is not { } plan || await store.FindAsync(slot, shard, cancellationToken) is not null)
        {
            return false;
        }

        await SettleAsync(slot, cancellationToken);
        return await TryMakeAsync(store, business, slot, shard, plan, cancellationToken) is { WasMade: true };
    }

    /// <summary>Finds a shard or makes it, under its lease; null: another holds that.</summary>
    private async Task<(FinishedShard Shard, bool WasMade)?> TryMakeAsync(
        ShardStore store, Business business, SnapshotId slot, int shard, ShardPlan plan, CancellationToken cancellationToken)
    {
        var (isHeld, lease) = await LeaseAsync(ShardPaths.Lock(business.Id, slot, shard), cancellationToken);
        if (isHeld)
        {
            return null;
        }

        Interlocked.Increment(ref underWay);
        await using (lease)
        {
            try
            {
                var one = new SlotShard(store, business, slot, shard, plan, credits, clock);
                var finished = await one.MakeAsync(lease?.Lost ?? cancellationToken);
                if (one.WasMade)
                {
                    notes.Made(new(business.Id, slot, shard));
                }

                return (finished, one.WasMade);
            }
            catch (Exception) when (lease is { Lost.IsCancellationRequested: true } && !cancellationToken.IsCancellationRequested)
            {
                // Another has it by now, and finishes it or loses it in turn.
                return null;
            }
            finally
            {
                Interlocked.Decrement(ref underWay);
            }
        }
    }

    /// <summary>Takes the lease of a shard. It is economy: where storage fails to give it, the shard is made without, and twice at worst.</summary>
    private async Task<(bool IsHeld, BlobLease? Lease)> LeaseAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var lease = await BlobLease.TryTakeAsync(reports, name, clock, cancellationToken);
            return (lease is null, lease);
        }
        catch (StorageException)
        {
            return (false, null);
        }
    }

    /// <summary>Waits until no commit dated up to the slot is still under way.</summary>
    private async Task SettleAsync(SnapshotId slot, CancellationToken cancellationToken)
    {
        var wait = slot.Slot.Plus(SnapshotRunner.SettlingTime).Since(Instant.Now(clock));
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, clock, cancellationToken);
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
