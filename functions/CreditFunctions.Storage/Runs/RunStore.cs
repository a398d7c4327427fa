using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Runs;

/// <summary>The runs of all businesses: rows <c>run!{task}!{slot}</c> of the table <c>directory</c>.</summary>
public sealed class RunStore(ITable directory)
{
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Asks for a run, unless it was asked for before. Returns it as it stands.</summary>
    /// <param name="run">As it is to be if it is the first.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public async Task<Run> RequestAsync(Run run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        return await TryAddAsync(run, cancellationToken) ?? await GetAsync(run.Business, run.Task, run.Slot, cancellationToken) ?? run;
    }

    /// <summary>Asks by hand for a run, unless it was asked for before. Returns it as it stands.</summary>
    /// <param name="business">For whom.</param>
    /// <param name="task">What it is to do.</param>
    /// <param name="slot">The instant it belongs to.</param>
    /// <param name="now">When it is asked for.</param>
    /// <param name="isFull">Of a report: is everything to be read, whatever earlier snapshots there are?</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public Task<Run> RequestAsync(string business, RunTask task, SnapshotId slot, Instant now, bool isFull, CancellationToken cancellationToken) =>
        RequestAsync(Run.Requested(business, task, slot, now) with { Origin = RunOrigin.Hand, IsFull = isFull }, cancellationToken);

    /// <summary>Keeps a run that there is not yet; null: there is, and nothing was written.</summary>
    public async Task<Run?> TryAddAsync(Run run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        var result = await directory.WriteAsync(run.Business, new(RowAction.Insert, RunRow.Key(run.Task, run.Slot), RunRow.Write(run)), WriteTimeout, cancellationToken);
        return result.Outcome == WriteOutcome.Done ? run with { ETag = result.ETag } : null;
    }

    /// <summary>Keeps those of some runs of a business that there are not yet.</summary>
    public async Task AddAllAsync(IReadOnlyList<Run> all, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(all);
        foreach (var some in all.Chunk(TransactionLimits.MaxRows))
        {
            RowWrite[] writes = [.. some.Select(static run => new RowWrite(RowAction.Insert, RunRow.Key(run.Task, run.Slot), RunRow.Write(run)))];
            if ((await directory.CommitAsync(some[0].Business, writes, WriteTimeout, cancellationToken)).Outcome == WriteOutcome.Done)
            {
                continue;
            }

            // Another was there before with one of them, and a transaction is all or nothing.
            foreach (var run in some)
            {
                await TryAddAsync(run, cancellationToken);
            }
        }
    }

    /// <summary>A run; null if nobody asked for it.</summary>
    public Task<Run?> GetAsync(string business, RunTask task, SnapshotId slot, CancellationToken cancellationToken) =>
        directory.GetAsync(business, RunRow.Key(task, slot), RunRow.Read, [], cancellationToken);

    /// <summary>The runs of a business that are neither done nor given up, of all tasks, oldest slot first.</summary>
    public async Task<IReadOnlyList<Run>> OpenAsync(string business, CancellationToken cancellationToken) =>
        [.. (await OpenAsync(business, RunRow.Prefix, cancellationToken)).OrderBy(static run => run.Slot)];

    /// <summary>The runs of a task that are neither done nor given up, oldest slot first.</summary>
    public Task<IReadOnlyList<Run>> OpenAsync(string business, RunTask task, CancellationToken cancellationToken) => OpenAsync(business, RunRow.PrefixOf(task), cancellationToken);

    /// <summary>The runs of a task, newest slot first.</summary>
    /// <param name="business">Whose.</param>
    /// <param name="task">Which.</param>
    /// <param name="since">Only those whose slots are not before.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public async Task<IReadOnlyList<Run>> ListAsync(string business, RunTask task, SnapshotId since, CancellationToken cancellationToken)
    {
        var query = RowQuery.Prefix(business, RunRow.PrefixOf(task)) with { From = RunRow.Key(task, since) };
        return [.. (await directory.AllAsync(query, RunRow.Read, cancellationToken)).Reverse()];
    }

    /// <summary>Writes down how a run stands, if nobody else has since it was read. Returns it as it is stored; null: somebody has, and nothing was written.</summary>
    public async Task<Run?> SaveAsync(Run run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        var write = new RowWrite(RowAction.Replace, RunRow.Key(run.Task, run.Slot), RunRow.Write(run), run.ETag);
        var result = await directory.WriteAsync(run.Business, write, WriteTimeout, cancellationToken);
        return result.Outcome == WriteOutcome.Done ? run with { ETag = result.ETag } : null;
    }

    private Task<IReadOnlyList<Run>> OpenAsync(string business, string prefix, CancellationToken cancellationToken) =>
        directory.AllAsync(RowQuery.Prefix(business, prefix) with { Where = [new("state", Comparison.Equal, SnakeCase.Name(RunState.Open))] }, RunRow.Read, cancellationToken);
}
