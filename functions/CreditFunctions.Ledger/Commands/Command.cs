namespace CreditFunctions.Ledger;

/// <summary>Something the business wants done to an account.</summary>
public abstract record Command
{
    /// <summary>Why, in the business's words; up to <see cref="Limits.MemoLength"/> characters.</summary>
    public string? Memo { get; init; }

    /// <summary>The business's own notes.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>What of the business's own books it is about.</summary>
    public References? References { get; init; }

    /// <summary>
    /// Of imported history: when it happened, at most now. It is judged as of then, or as of the account's <see cref="Account.BusinessTime"/> where that is later; on an
    /// account in use, as of now. Null: now.
    /// </summary>
    public Instant? CreatedAt { get; init; }
}

/// <summary>Give credit.</summary>
/// <param name="Amount">Minor units, above 0.</param>
public sealed record GrantCommand(long Amount) : Command
{
    /// <summary>0 (drawn first) to <see cref="Limits.MaxPriority"/>.</summary>
    public int Priority { get; init; } = GrantTerms.DefaultPriority;

    /// <summary>Paid or promotional.</summary>
    public GrantCategory Category { get; init; }

    /// <summary>Usable from then on; null: at once.</summary>
    public Instant? EffectiveAt { get; init; }

    /// <summary>Usable until just before then; null: as long as the policy says. After now and after <see cref="EffectiveAt"/>.</summary>
    public Instant? ExpiresAt { get; init; }

    /// <summary>Is it usable for ever, whatever the policy says? Not together with <see cref="ExpiresAt"/>.</summary>
    public bool NeverExpires { get; init; }

    /// <summary>For people; up to <see cref="Limits.GrantNameLength"/> characters.</summary>
    public string? Name { get; init; }

    /// <summary>The number the business's own books give it; up to <see cref="Limits.ExternalNumberLength"/> characters.</summary>
    public string? ExternalNumber { get; init; }

    /// <summary>What it may pay for; null: anything.</summary>
    public AppliesTo? AppliesTo { get; init; }
}

/// <summary>Consume credit that is available, and beyond it as far as the policy allows overage.</summary>
/// <param name="Amount">Minor units, above 0.</param>
public sealed record ApplyCommand(long Amount) : Command
{
    /// <summary>What it pays for: only grants that cover it are drawn; null: only grants that cover anything.</summary>
    public PaysFor? PaysFor { get; init; }
}

/// <summary>Set credit aside for an unpaid invoice.</summary>
/// <param name="Amount">Minor units, above 0.</param>
public sealed record ReserveCommand(long Amount) : Command
{
    /// <summary>When it lapses by itself, after now; null: never.</summary>
    public Instant? ExpiresAt { get; init; }

    /// <summary>What it is to pay for: only grants that cover it are drawn; null: only grants that cover anything.</summary>
    public PaysFor? PaysFor { get; init; }
}

/// <summary>Consume credit that is reserved.</summary>
/// <param name="Reservation">The reservation's id.</param>
public sealed record CaptureCommand(long Reservation) : Command
{
    /// <summary>Minor units, above 0; null: all of it.</summary>
    public long? Amount { get; init; }

    /// <summary>Is what is left over given back? Otherwise it stays reserved.</summary>
    public bool ReleaseRest { get; init; }
}

/// <summary>Give reserved credit back.</summary>
/// <param name="Reservation">The reservation's id.</param>
public sealed record ReleaseCommand(long Reservation) : Command;

/// <summary>Take credit back: all of a grant that is pending or available. What is freed of it later is voided too.</summary>
/// <param name="Grant">The grant's id.</param>
public sealed record VoidCommand(long Grant) : Command
{
    /// <summary>Is it refused if any of the grant is reserved or applied?</summary>
    public bool OnlyIfUnused { get; init; }
}

/// <summary>End a grant before its time. What is reserved of it can still be captured.</summary>
/// <param name="Grant">The grant's id.</param>
public sealed record ExpireCommand(long Grant) : Command;

/// <summary>Undo consumption: overage first, then back to the grants it came from, last drawn first.</summary>
/// <param name="Entry">The seq of the application or capture.</param>
public sealed record ReverseCommand(long Entry) : Command
{
    /// <summary>Minor units, above 0; null: all that is left to undo.</summary>
    public long? Amount { get; init; }
}

/// <summary>Change the terms of a grant. What is null stays; <see cref="Command.Metadata"/>, if given, is all of the grant's from then on.</summary>
/// <param name="Grant">The grant's id.</param>
public sealed record AmendCommand(long Grant) : Command
{
    /// <summary>Usable until just before then; after now and after the grant's start.</summary>
    public Instant? ExpiresAt { get; init; }

    /// <summary>Is it usable for ever from now on? Not together with <see cref="ExpiresAt"/>.</summary>
    public bool NeverExpires { get; init; }

    /// <summary>For people; up to <see cref="Limits.GrantNameLength"/> characters; empty: no name.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Pairs to set in the grant's metadata as it is when this is decided, or to take out of it where the value is null; what is not named stays. So of two changes that
    /// come at once none is lost. Not together with <see cref="Command.Metadata"/>.
    /// </summary>
    public IReadOnlyDictionary<string, string?>? MetadataChanges { get; init; }
}

/// <summary>End overage.</summary>
/// <param name="How">Was it forgiven or charged?</param>
public sealed record SettleOverageCommand(OverageSettlement How) : Command
{
    /// <summary>Minor units, above 0; null: all of it.</summary>
    public long? Amount { get; init; }
}
