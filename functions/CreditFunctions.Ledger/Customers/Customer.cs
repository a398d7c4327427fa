using System.Collections.Immutable;

namespace CreditFunctions.Ledger;

/// <summary>A holder of credit.</summary>
/// <param name="Id">Whatever the business calls it; keeps the rule of <see cref="Ledger.Id"/>.</param>
/// <param name="Number">Its integer id, 1 to <see cref="MaxNumber"/>: it never changes, and no other customer of the business has or had it.</param>
/// <param name="Name">For people, up to <see cref="MaxNameLength"/> characters.</param>
/// <param name="Email">Up to <see cref="MaxEmailLength"/> characters.</param>
/// <param name="Metadata">The business's own notes.</param>
/// <param name="CreatedAt">When it was first put.</param>
/// <param name="UpdatedAt">When it was last put with something new.</param>
public sealed record Customer(
    string Id, long Number, string? Name, string? Email, IReadOnlyDictionary<string, string>? Metadata, Instant CreatedAt, Instant UpdatedAt)
{
    /// <summary>The most characters of a name.</summary>
    public const int MaxNameLength = 255;

    /// <summary>The most characters of an email address (RFC 5321, section 4.5.3.1).</summary>
    public const int MaxEmailLength = 254;

    /// <summary>The highest number: what follows is not exact in every client's JSON.</summary>
    public const long MaxNumber = (1L << 53) - 1;

    /// <summary>What other systems call it, by their names; see <see cref="ExternalId"/>.</summary>
    public IReadOnlyDictionary<string, string> ExternalIds { get; init; } = ImmutableDictionary<string, string>.Empty;
}
