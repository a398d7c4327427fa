using System.Text.Json.Serialization;

namespace CreditFunctions.Ledger;

/// <summary>Where a grant's credit came from.</summary>
public enum GrantCategory
{
    /// <summary>The customer paid for it.</summary>
    Paid,

    /// <summary>The business gave it away.</summary>
    Promotional,
}

/// <summary>What a grant was given with.</summary>
/// <param name="Priority">0 (drawn first) to <see cref="Limits.MaxPriority"/>.</param>
/// <param name="Category">Paid or promotional.</param>
/// <param name="EffectiveAt">Usable from this instant on.</param>
/// <param name="ExpiresAt">Usable until just before this instant; null: for ever.</param>
/// <param name="Name">For people.</param>
/// <param name="ExternalNumber">The number the business's own books give it.</param>
public sealed record GrantTerms(
    int Priority, GrantCategory Category, Instant EffectiveAt, Instant? ExpiresAt, string? Name, string? ExternalNumber)
{
    /// <summary>The priority of a grant that names none.</summary>
    public const int DefaultPriority = 50;

    /// <summary>What it may pay for; null: anything.</summary>
    public AppliesTo? AppliesTo { get; init; }

    /// <summary>Does it pay for overage the moment it becomes available?</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool RepaysOverage { get; init; }
}

/// <summary>The first time that any of a grant was voided.</summary>
/// <param name="Entry">The seq of the entry that did it.</param>
/// <param name="At">The business's time of that entry.</param>
public sealed record Voiding(long Entry, Instant At);

/// <summary>A lot of credit and where its units stand.</summary>
/// <param name="Id">The seq of the entry that made it.</param>
/// <param name="Terms">What it was given with, as amended since.</param>
/// <param name="CreatedAt">The business's time of its making.</param>
/// <param name="Totals">Where its units stand; <see cref="Totals.Granted"/> is the amount it was made with.</param>
/// <param name="Memo">Why it was made.</param>
/// <param name="Metadata">The business's own notes.</param>
public sealed record Grant(
    long Id, GrantTerms Terms, Instant CreatedAt, Totals Totals, string? Memo, IReadOnlyDictionary<string, string>? Metadata)
{
    /// <summary>The business's time of the last entry that made, moved or amended it; never goes back.</summary>
    [JsonIgnore]
    public Instant UpdatedAt
    {
        get => ChangedAt ?? CreatedAt;
        init => ChangedAt = value == CreatedAt ? null : value;
    }

    /// <summary>When any of it was first voided; null: never.</summary>
    public Voiding? Voided { get; init; }

    /// <summary><see cref="UpdatedAt"/> as it is stored: left out while it is <see cref="CreatedAt"/>.</summary>
    [JsonInclude]
    [JsonPropertyName("updated_at")]
    internal Instant? ChangedAt { get; init; }

    /// <summary>Can any of it still be used one day? Only active grants stand in the account's row.</summary>
    public bool IsActive => Totals.Outstanding > 0;

    /// <summary>Where credit of it goes that is freed: a grant that was voided stays so, whatever comes back to it.</summary>
    public Bucket Freed => Totals.Voided > 0 ? Bucket.Voided : Bucket.Available;

    /// <summary>May it pay for that?</summary>
    public bool Covers(PaysFor? what) => Terms.AppliesTo?.Covers(what) ?? true;
}
