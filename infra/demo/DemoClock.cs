namespace CreditFunctions.Demo;

/// <summary>A present that history is played through: the ledger dates what it writes by it. Timestamps and timers stay real.</summary>
internal sealed class DemoClock : TimeProvider
{
    /// <summary>The moment it is.</summary>
    public DateTimeOffset Now { get; set; }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Now;
}
