using CreditFunctions.Ledger;

namespace CreditFunctions.Api.Customers;

/// <summary>All there is to a customer that a caller may set; what is left out is empty.</summary>
internal sealed record CustomerBody(string? Name, string? Email, IReadOnlyDictionary<string, string>? Metadata);

/// <summary>A customer.</summary>
internal sealed record CustomerAnswer(
    string CustomerId, long Number, string? Name, string? Email, IReadOnlyDictionary<string, string> Metadata, string CreatedAt, string UpdatedAt)
{
    public static CustomerAnswer Of(Customer customer) => new(
        customer.Id, customer.Number, customer.Name, customer.Email, customer.Metadata ?? new Dictionary<string, string>(StringComparer.Ordinal),
        customer.CreatedAt.ToString(), customer.UpdatedAt.ToString());
}

/// <summary>A page of customers; <c>next_cursor</c> is null on the last.</summary>
internal sealed record CustomersAnswer(IReadOnlyList<CustomerAnswer> Customers, string? NextCursor);
