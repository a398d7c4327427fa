namespace CreditFunctions.Ledger;

/// <summary>Something the business wants done to an account.</summary>
/// <param name="Amount">Minor units, above 0.</param>
public abstract record Command(long Amount)
{
    /// <summary>Why, in the business's words; up to <see cref="Limits.MemoLength"/> characters.</summary>
    public string? Memo { get; init; }

    /// <summary>The business's own notes.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>The business's time of imported history; null: now.</summary>
    public Instant? CreatedAt { get; init; }
}

/// <summary>Give credit.</summary>
public sealed record GrantCommand(long Amount) : Command(Amount)
{
    /// <summary>0 (drawn first) to <see cref="Limits.MaxPriority"/>.</summary>
    public int Priority { get; init; } = GrantTerms.DefaultPriority;

    /// <summary>Paid or promotional.</summary>
    public GrantCategory Category { get; init; }

    /// <summary>Usable from then on; null: at once.</summary>
    public Instant? EffectiveAt { get; init; }

    /// <summary>Usable until just before then; null: for ever. After now and after <see cref="EffectiveAt"/>.</summary>
    public Instant? ExpiresAt { get; init; }

    /// <summary>For people; up to <see cref="Limits.GrantNameLength"/> characters.</summary>
    public string? Name { get; init; }

    /// <summary>The number the business's own books give it; up to <see cref="Limits.ExternalNumberLength"/> characters.</summary>
    public string? ExternalNumber { get; init; }
}

/// <summary>Consume credit that is available.</summary>
public sealed record ApplyCommand(long Amount) : Command(Amount);
