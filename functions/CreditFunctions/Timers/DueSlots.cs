using System.Collections.Concurrent;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Settings;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Runs;

namespace CreditFunctions.Timers;

/// <summary>
/// Asks for the runs of slots that have come due. Which those are depends on the schedule and the time alone, and each is asked for once, however often, late or by how many at once this is called: the last, however long ago
/// it was, and those before it that were missed, as far back as the setting says. A business is not older than its runs.
/// </summary>
internal sealed class DueSlots(RunStore runs, ProgramSettings settings, TimeProvider clock)
{
    // So long the function's own event of a slot has to come before it counts as missed.
    private static readonly TimeSpan OwnEventTime = TimeSpan.FromMinutes(1);

    // Where the last covers the others, no more of them are written down: less than the 35 days their rows are kept, and so many that they fit into one transaction.
    private static readonly TimeSpan LongestCovered = TimeSpan.FromDays(30);
    private const int MostCovered = 100;

    // Up to which slot all were asked for: nothing is read when no other has come due.
    private readonly ConcurrentDictionary<(string Business, RunTask Task), SnapshotId> asked = new();

    /// <summary>How far back missed slots of a function are asked for.</summary>
    public TimeSpan ReachOf(TimerTask function) => function.LaterDoesAll && settings.MissedSlots > LongestCovered ? LongestCovered : settings.MissedSlots;

    /// <summary>Asks for the runs of a function that are due for a business.</summary>
    /// <param name="business">The business.</param>
    /// <param name="function">The function.</param>
    /// <param name="isItsOwnEvent">Is it the function's own event? If not, its event was missed; one that is due right now is left to come.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public async Task AskAsync(Business business, TimerTask function, bool isItsOwnEvent, CancellationToken cancellationToken)
    {
        var now = Instant.Now(clock);
        if (Slots.Last(function.Schedule, isItsOwnEvent ? now : now.Plus(-OwnEventTime)) is not { } last || last.Slot < business.CreatedAt)
        {
            return;
        }

        foreach (var task in function.Tasks)
        {
            if (asked.TryGetValue((business.Id, task), out var until) && until >= last)
            {
                continue;
            }

            await AskAsync(business, function, task, last, now, isItsOwnEvent ? RunOrigin.Schedule : RunOrigin.Missed, cancellationToken);
            asked[(business.Id, task)] = last;
        }
    }

    private async Task AskAsync(Business business, TimerTask function, RunTask task, SnapshotId last, Instant now, RunOrigin origin, CancellationToken cancellationToken)
    {
        var reach = now.Plus(-ReachOf(function));
        // No slot is within a second before the business was made and not before it.
        var after = reach > business.CreatedAt ? reach : business.CreatedAt.Plus(TimeSpan.FromSeconds(-1));
        var due = Slots.Within(function.Schedule, after, last.Slot).Where(slot => slot.Slot >= business.CreatedAt);
        var slots = (function.LaterDoesAll ? due.TakeLast(1 + MostCovered) : due).ToList();
        var known = (await runs.ListAsync(business.Id, task, slots[0], cancellationToken)).Select(static run => run.Slot).ToHashSet();
        var missing = slots.Where(slot => !known.Contains(slot)).Select(slot => Run.Requested(business.Id, task, slot, now) with { Origin = slot == last ? origin : RunOrigin.Missed }).ToList();
        // The last first where it covers the others: they say so only when it is asked for.
        foreach (var run in missing.Where(run => !function.LaterDoesAll || run.Slot == last))
        {
            await runs.TryAddAsync(run, cancellationToken);
        }

        if (function.LaterDoesAll)
        {
            await runs.AddAllAsync([.. missing.Where(run => run.Slot != last).Select(run => run with { State = RunState.Done, EndedAt = now, CoveredBy = last })], cancellationToken);
        }
    }
}
