using CreditFunctions.Ledger;

namespace CreditFunctions.Api.Customers;

/// <summary>All there is to a customer that a caller may set; what is left out is empty.</summary>
internal sealed record CustomerBody
{
    public string? Name { get; init; }

    public string? Email { get; init; }

    public IReadOnlyDictionary<string, string>? ExternalIds { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}

/// <summary>A customer.</summary>
internal sealed record CustomerAnswer(
    string CustomerId,
    long Number,
    string? Name,
    string? Email,
    IReadOnlyDictionary<string, string> ExternalIds,
    IReadOnlyDictionary<string, string> Metadata,
    string CreatedAt,
    string UpdatedAt)
{
    public static CustomerAnswer Of(Customer customer) => new(
        customer.Id, customer.Number, customer.Name, customer.Email, customer.ExternalIds, customer.Metadata ?? new Dictionary<string, string>(StringComparer.Ordinal),
        customer.CreatedAt.ToString(), customer.UpdatedAt.ToString());
}

/// <summary>A page of customers; <c>next_cursor</c> is null on the last.</summary>
internal sealed record CustomersAnswer(IReadOnlyList<CustomerAnswer> Customers, string? NextCursor);
