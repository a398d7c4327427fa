namespace CreditFunctions.Ledger;

/// <summary>In which order the grants of an account are drawn.</summary>
public enum DrawOrder
{
    /// <summary>Priority (low first), soonest expiry (never last), promotional before paid, effective_at, created_at, id.</summary>
    Standard,

    /// <summary>created_at, id.</summary>
    Fifo,
}

/// <summary>What a new grant does about overage that is there.</summary>
public enum OverageOnGrant
{
    /// <summary>Nothing.</summary>
    Carry,

    /// <summary>It pays for it first.</summary>
    Repay,
}

/// <summary>Consumption beyond the available credit is allowed.</summary>
/// <param name="OnGrant">What a new grant does about it.</param>
/// <param name="Limit">How much of it an account may have, in minor units; null: no limit.</param>
public sealed record OveragePolicy(OverageOnGrant OnGrant, long? Limit);

/// <summary>The rules in force for an account when a command was decided; written on every entry, so that a replay needs nothing else.</summary>
public sealed record Policy(DrawOrder DrawOrder)
{
    /// <summary>Overage; null: there is none, and what goes beyond the available credit is refused.</summary>
    public OveragePolicy? Overage { get; init; }

    /// <summary>How many days after its start a grant expires that names no expiry; null: never.</summary>
    public int? ExpiresAfterDays { get; init; }
}
