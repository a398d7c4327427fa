using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Runs;

/// <summary>The runs of several tasks, newest slot first, a page at a time. Rows lie oldest first, so ever longer spans are read, going back, until the page is full.</summary>
public sealed class NewestRuns(ITable directory)
{
    private static readonly TimeSpan FirstSpan = TimeSpan.FromDays(1);
    private const int Longer = 4;

    /// <summary>The run of the latest slot of a task; null if there is none.</summary>
    /// <param name="business">Whose.</param>
    /// <param name="task">Of which task.</param>
    /// <param name="since">None before it is looked for.</param>
    /// <param name="now">The present.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public async Task<Run?> NewestAsync(string business, RunTask task, Instant since, Instant now, CancellationToken cancellationToken) =>
        await PageAsync(business, [task], state: null, after: null, limit: 1, since, now, cancellationToken) is [var newest] ? newest : null;

    /// <summary>Up to <paramref name="limit"/> runs.</summary>
    /// <param name="business">Whose.</param>
    /// <param name="tasks">Of which tasks.</param>
    /// <param name="state">Only those that stand there; null: all.</param>
    /// <param name="after">The run before the first of them; null: from the newest on. Of one slot they come in order of their tasks' keys.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="since">There are none before it.</param>
    /// <param name="now">The present.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public async Task<IReadOnlyList<Run>> PageAsync(
        string business, IReadOnlyList<RunTask> tasks, RunState? state, (SnapshotId Slot, RunTask Task)? after, int limit, Instant since, Instant now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        var (found, until) = (new List<Run>(), after?.Slot);
        var (from, oldest) = (SnapshotId.At(until?.Slot ?? now), SnapshotId.At(since));
        for (var span = FirstSpan; found.Count < limit && (until is null || until > oldest); span *= Longer)
        {
            var to = until;
            from = from.Slot.Since(oldest.Slot) > span ? new(from.Slot.Plus(-span)) : oldest;
            var rows = await Task.WhenAll(tasks.Select(task => directory.AllAsync(Query(business, task, state, from, to, isWithTo: to is not null && to == after?.Slot), RunRow.Read, cancellationToken)));
            found.AddRange(rows.SelectMany(static runs => runs).Where(IsAfter).OrderByDescending(static run => run.Slot).ThenBy(static run => run.Task.Key, StringComparer.Ordinal));
            until = from;
        }

        return [.. found.Take(limit)];

        bool IsAfter(Run run) => after is not { } last || run.Slot < last.Slot || (run.Slot == last.Slot && string.CompareOrdinal(run.Task.Key, last.Task.Key) > 0);
    }

    /// <summary>The rows from a slot up to another, with or without that.</summary>
    private static RowQuery Query(string business, RunTask task, RunState? state, SnapshotId from, SnapshotId? to, bool isWithTo)
    {
        var all = RowQuery.Prefix(business, RunRow.PrefixOf(task)) with { From = RunRow.Key(task, from) };
        all = to is { } end ? all with { To = RunRow.Key(task, end) + (isWithTo ? "!" : "") } : all;
        return state is { } wanted ? all with { Where = [new("state", Comparison.Equal, SnakeCase.Name(wanted))] } : all;
    }
}
