using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Timers;

namespace CreditFunctions.Api.Runs;

/// <summary>Reads what requests say of runs. Each method returns the problem, or null and the value.</summary>
internal static class RunParameters
{
    private const char InCursor = '.';
    private const string ResumeRuns = nameof(ResumeRuns);

    /// <summary>The function in the path.</summary>
    public static Problem? PathFunction(this HttpContext http, TimerTasks tasks, out TimerTask function)
    {
        var name = (string?)http.Request.RouteValues["function"] ?? "";
        function = tasks.All.FirstOrDefault(task => task.Function == name)!;
        return function is not null ? null
            : Problem.NotFound("function_not_found", "function", (name == ResumeRuns
                ? "ResumeRuns has no runs of its own, it goes on with those of the other functions; these are "
                : $"There is no function '{Problem.Shown(name)}' that has runs; there are ") + $"{Names(tasks)}.");
    }

    /// <summary>The function in the query; null: none is named.</summary>
    public static Problem? QueryFunction(this HttpContext http, TimerTasks tasks, out TimerTask? function)
    {
        function = null;
        if (!http.Request.Query.TryGetValue("function", out var text))
        {
            return null;
        }

        function = tasks.All.FirstOrDefault(task => task.Function == text);
        return function is not null ? null : Problem.Invalid(new FieldProblem("function", $"function is '{Problem.Shown(text.ToString())}'; allowed are {Names(tasks)}."));
    }

    /// <summary>The state in the query; null: none is named.</summary>
    public static Problem? QueryState(this HttpContext http, out RunState? state)
    {
        state = null;
        if (!http.Request.Query.TryGetValue("state", out var text))
        {
            return null;
        }

        var known = Enum.GetValues<RunState>();
        var at = Array.FindIndex(known, one => SnakeCase.Name(one) == text);
        state = at < 0 ? null : known[at];
        return at >= 0 ? null : Problem.Invalid(new FieldProblem("state", $"state is '{Problem.Shown(text.ToString())}'; allowed are {string.Join(", ", known.Select(SnakeCase.Name))}."));
    }

    /// <summary>The run before the page in the query; null: it is the first page.</summary>
    public static Problem? QueryCursor(this HttpContext http, out (SnapshotId Slot, RunTask Task)? after)
    {
        after = null;
        if (!http.Request.Query.TryGetValue("cursor", out var cursor))
        {
            return null;
        }

        var parts = cursor.ToString().Split(InCursor);
        if (parts.Length == 2 && SnapshotId.TryParse(parts[0], out var slot) && RunTask.All.FirstOrDefault(task => task.Key == parts[1]) is { } last)
        {
            after = (slot, last);
            return null;
        }

        return Problem.Invalid(new FieldProblem("cursor", "cursor must be a next_cursor of an earlier page."));
    }

    /// <summary>The cursor of the page after a run.</summary>
    public static string CursorAfter(Run run) => $"{run.Slot}{InCursor}{run.Task.Key}";

    /// <summary>The slot in the query, or else the last one that is due. It has come, and the business was there.</summary>
    public static Problem? QuerySlot(this HttpContext http, TimerTask function, Business business, Instant now, out SnapshotId slot)
    {
        slot = default;
        if (!http.Request.Query.TryGetValue("slot", out var text))
        {
            var last = Slots.Last(function.Schedule, now);
            slot = last ?? default;
            return last is null ? Bad($"slot is missing, and by its schedule '{function.Schedule}' no slot of {function.Function} has come yet.")
                : slot.Slot < business.CreatedAt ? Bad($"slot is missing, and the last slot of {function.Function} by its schedule, {slot.Slot}, is before the business was made, at {business.CreatedAt}.")
                : null;
        }

        if (!TryParse(text.ToString(), out slot))
        {
            return Bad($"slot is '{Problem.Shown(text.ToString())}'; allowed is an RFC 3339 date-time in whole seconds such as 2026-03-01T02:00:00Z.");
        }

        return slot.Slot > now ? Bad($"slot is {slot.Slot}, which is in the future; it is {now} now.")
            : slot.Slot < business.CreatedAt ? Bad($"slot is {slot.Slot}, which is before the business was made, at {business.CreatedAt}.")
            : null;
    }

    /// <summary>Which of a function's tasks the query names: the report it says, or all.</summary>
    public static Problem? QueryReport(this HttpContext http, TimerTask function, out IReadOnlyList<RunTask> named)
    {
        named = function.Tasks;
        if (!http.Request.Query.TryGetValue("report", out var text))
        {
            return null;
        }

        if (function.Function != RunTask.SnapshotReports)
        {
            return Problem.Invalid(new FieldProblem("report", $"report is for {RunTask.SnapshotReports} alone; {function.Function} has no reports."));
        }

        named = [.. function.Tasks.Where(task => task.Key == text)];
        return named.Count > 0 ? null
            : Problem.Invalid(new FieldProblem("report", $"report is '{Problem.Shown(text.ToString())}'; allowed are {string.Join(", ", function.Tasks.Select(static task => task.Key))}."));
    }

    /// <summary>A slot as it is written in paths, or as an instant.</summary>
    public static bool TryParse(string text, out SnapshotId slot)
    {
        if (SnapshotId.TryParse(text, out slot))
        {
            return true;
        }

        // A plus sign in a query is a space.
        if (!Instant.TryParse(text.Replace(' ', '+'), out var instant) || SnapshotId.At(instant).Slot != instant)
        {
            return false;
        }

        slot = new(instant);
        return true;
    }

    private static Problem Bad(string detail) => Problem.Invalid(new FieldProblem("slot", detail));

    private static string Names(TimerTasks tasks) => string.Join(", ", tasks.All.Select(static task => task.Function));
}
