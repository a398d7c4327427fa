namespace CreditFunctions.Standin;

/// <summary>Around what an app is run.</summary>
public sealed record HostOptions
{
    /// <summary>The app settings: schedules are read from them, and the handler is given them.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Tells slots, retries and time limits; not how long a handler takes to start.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>When timers last ran: what a host remembers in storage, beyond its own end.</summary>
    public TimerMonitor Monitor { get; init; } = new();
}
