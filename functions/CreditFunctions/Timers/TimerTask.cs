using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Runs;

namespace CreditFunctions.Timers;

/// <summary>A timer function whose effects are runs: when they are due, and how one is worked on.</summary>
/// <param name="Function">The function's name, as in <see cref="RunTask.Function"/>.</param>
/// <param name="Schedule">Its schedule: NCRONTAB with seconds, in UTC.</param>
/// <param name="LaterDoesAll">Does a later run all that an earlier one would? Then of missed slots only the last is run.</param>
/// <param name="RunAsync">Goes on with a run of it, and logs what came of that.</param>
internal sealed record TimerTask(string Function, string Schedule, bool LaterDoesAll, Func<Business, Run, Piece, Task<RunOutcome>> RunAsync)
{
    /// <summary>Wakes the worker of its runs.</summary>
    public RunQueue Queue { get; } = new();

    /// <summary>What its runs do.</summary>
    public IReadOnlyList<RunTask> Tasks { get; } = [.. RunTask.All.Where(task => task.Function == Function)];
}
