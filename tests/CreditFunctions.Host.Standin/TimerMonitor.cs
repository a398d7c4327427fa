using System.Collections.Concurrent;

namespace CreditFunctions.Standin;

/// <summary>When a timer ran last, when it is due next, and when that was written down.</summary>
public sealed record TimerStatus(DateTimeOffset Last, DateTimeOffset Next, DateTimeOffset LastUpdated);

/// <summary>What a host remembers of its timers.</summary>
public sealed class TimerMonitor
{
    private readonly ConcurrentDictionary<string, TimerStatus> timers = new(StringComparer.Ordinal);

    /// <summary>The status of a timer; null: it never ran.</summary>
    public TimerStatus? this[string function]
    {
        get => timers.GetValueOrDefault(function);
        set => timers[function] = value!;
    }
}
