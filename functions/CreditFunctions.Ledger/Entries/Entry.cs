using System.Collections.Immutable;

namespace CreditFunctions.Ledger;

/// <summary>A passage of a grant's credit from one bucket to another; <paramref name="From"/> null: it enters the ledger.</summary>
/// <param name="Grant">The grant's id.</param>
/// <param name="From">Where it stood.</param>
/// <param name="To">Where it stands now.</param>
/// <param name="Amount">Minor units, above 0.</param>
public readonly record struct Move(long Grant, Bucket? From, Bucket To, long Amount);

/// <summary>What of the business's own books an entry is about; each up to <see cref="Limits.ReferenceLength"/> characters.</summary>
/// <param name="Invoice">An invoice.</param>
/// <param name="Line">A line of it.</param>
/// <param name="ExternalId">Anything else.</param>
public sealed record References(string? Invoice = null, string? Line = null, string? ExternalId = null);

/// <summary>The terms and notes of a grant from now on.</summary>
/// <param name="Grant">The grant's id.</param>
/// <param name="Terms">All of its terms.</param>
/// <param name="Metadata">All of its notes.</param>
public sealed record Amendment(long Grant, GrantTerms Terms, IReadOnlyDictionary<string, string>? Metadata);

/// <summary>How overage was ended.</summary>
public enum OverageSettlement
{
    /// <summary>The business waived it.</summary>
    Forgiven,

    /// <summary>The customer was billed for it.</summary>
    Charged,
}

/// <summary>What an entry says happened, before it has a place in an account's chain.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Amount">Minor units it was about, at least 0: what was asked for, such as what a capture consumed, whatever it released beside that.</param>
/// <param name="PostedAt">The ledger's time.</param>
/// <param name="CreatedAt">The business's time.</param>
/// <param name="Moves">All that moved, grant by grant, in the order it was drawn.</param>
/// <param name="Policy">The rules in force; null: it is an effect of time, which nobody asked for.</param>
public sealed record EntryDraft(
    EntryType Type, long Amount, Instant PostedAt, Instant CreatedAt, ImmutableArray<Move> Moves, Policy? Policy)
{
    /// <summary>Of a grant: its terms.</summary>
    public GrantTerms? Terms { get; init; }

    /// <summary>Of an entry that ends a reservation or takes from it: the reservation's id.</summary>
    public long? Reservation { get; init; }

    /// <summary>Of a reservation: when it lapses by itself.</summary>
    public Instant? LapsesAt { get; init; }

    /// <summary>Of an entry that changes a grant: what it is from now on.</summary>
    public Amendment? Amended { get; init; }

    /// <summary>Of a reversal: the seq of the entry that is undone.</summary>
    public long? Reverses { get; init; }

    /// <summary>By how many minor units overage grew, or shrank if below 0; null: it did not change.</summary>
    public long? OverageChange { get; init; }

    /// <summary>Of an end of overage: how it ended.</summary>
    public OverageSettlement? Settlement { get; init; }

    /// <summary>What the credit paid for.</summary>
    public PaysFor? PaysFor { get; init; }

    /// <summary>What of the business's own books it is about.</summary>
    public References? References { get; init; }

    /// <summary>Why, in the business's words.</summary>
    public string? Memo { get; init; }

    /// <summary>The business's own notes.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>Did nobody ask for it?</summary>
    public bool IsEffectOfTime => Policy is null;

    /// <summary>By how much it changes what is available: the credit a report shows moving in (+) or out (-).</summary>
    public long AvailableChange
    {
        get
        {
            var change = 0L;
            foreach (var move in Moves)
            {
                change += move.To == Bucket.Available ? move.Amount : 0;
                change -= move.From == Bucket.Available ? move.Amount : 0;
            }

            return change;
        }
    }
}

/// <summary>One immutable line of the ledger.</summary>
/// <param name="Seq">Its place in the account, gapless from 1.</param>
/// <param name="Number">
/// Its integer id, below 2^53: the microseconds of its commit, strictly increasing within the account. Unlike
/// <see cref="EntryDraft.PostedAt"/> it tells when even an effect of time was written down.
/// </param>
/// <param name="CommitId">The commit that wrote it: how a writer recognizes its own work after an unknown outcome.</param>
/// <param name="Previous">The hash of the entry before.</param>
/// <param name="Draft">What happened.</param>
/// <param name="Totals">The account's totals after it.</param>
/// <param name="Overage">The account's overage after it.</param>
public sealed record Entry(
    long Seq, long Number, string CommitId, EntryHash Previous, EntryDraft Draft, Totals Totals, long Overage);
