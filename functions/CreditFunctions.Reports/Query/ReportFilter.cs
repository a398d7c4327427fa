using System.Collections.Immutable;
using CreditFunctions.Ledger;

namespace CreditFunctions.Reports;

/// <summary>Which rows are wanted. A row must meet every condition that is given; an empty list is no condition.</summary>
public sealed record ReportFilter
{
    /// <summary>Every row.</summary>
    public static readonly ReportFilter None = new();

    /// <summary>The customer id is one of these.</summary>
    public ImmutableArray<string> Customers { get; init; } = [];

    /// <summary>The entitlement is one of these.</summary>
    public ImmutableArray<string> Entitlements { get; init; } = [];

    /// <summary>The unit's code is one of these.</summary>
    public ImmutableArray<string> Units { get; init; } = [];

    /// <summary>The type of entry is one of these; only <c>customer-credits</c> has types.</summary>
    public ImmutableArray<string> Types { get; init; } = [];

    /// <summary>created_at is at or after this.</summary>
    public Instant? CreatedFrom { get; init; }

    /// <summary>created_at is at or before this.</summary>
    public Instant? CreatedTo { get; init; }

    /// <summary>The customer's number is one of these. Not a parameter of the own API: it serves dialects whose ids are integers.</summary>
    public ImmutableArray<long> CustomerNumbers { get; init; } = [];

    /// <summary>
    /// The entry's number is above this; only <c>customer-credits</c> has entries. Not a parameter of the own API: it serves dialects
    /// that page by integer id.
    /// </summary>
    public long? EntryNumberAbove { get; init; }

    /// <summary>Only rows in money: a custom unit is none, be it called like a currency. Not a parameter of the own API: it serves dialects that know money alone.</summary>
    public bool CurrenciesOnly { get; init; }
}
