using System.Collections.Immutable;

namespace CreditFunctions.Ledger;

/// <summary>All there is to a customer that the business says; what is left out is empty.</summary>
/// <param name="Name">For people, up to <see cref="Customer.MaxNameLength"/> characters.</param>
/// <param name="Email">Up to <see cref="Customer.MaxEmailLength"/> characters.</param>
/// <param name="Metadata">The business's own notes.</param>
public sealed record CustomerDetails(string? Name = null, string? Email = null, IReadOnlyDictionary<string, string>? Metadata = null)
{
    /// <summary>What other systems call it, by their names; see <see cref="ExternalId"/>.</summary>
    public IReadOnlyDictionary<string, string> ExternalIds { get; init; } = ImmutableDictionary<string, string>.Empty;
}
