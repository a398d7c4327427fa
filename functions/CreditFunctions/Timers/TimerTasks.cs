using CreditFunctions.Storage.Runs;

namespace CreditFunctions.Timers;

/// <summary>All timer functions whose effects are runs.</summary>
internal sealed class TimerTasks(IEnumerable<TimerTask> tasks)
{
    /// <summary>Each of them.</summary>
    public IReadOnlyList<TimerTask> All { get; } = [.. tasks];

    /// <summary>That of a name.</summary>
    public TimerTask this[string function] => All.Single(task => task.Function == function);

    /// <summary>Has the open runs of a function worked off at once, in the background.</summary>
    public void Wake(string function) => this[function].Queue.Wake();

    /// <summary>That of a run.</summary>
    public TimerTask Of(Run run) => this[run.Task.Function];
}
