using System.Collections.Immutable;
using CreditFunctions.Ledger;

namespace CreditFunctions.Reports;

/// <summary>Which rows are wanted. A row must meet every condition that is given; an empty list is no condition.</summary>
public sealed record ReportFilter
{
    /// <summary>The most characters of <see cref="Text"/>.</summary>
    public const int MaxTextLength = 100;

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

    /// <summary>Cells lie within these bounds; of a column that comes again, within all of its.</summary>
    public ImmutableArray<ColumnRange> Ranges { get; init; } = [];

    /// <summary>created_at is within this, looked at from the instant the rows are as of.</summary>
    public Timeframe? Timeframe { get; init; }

    /// <summary>The customer's name or, where the report has it, the memo holds this text, upper and lower case being the same; 1 to <see cref="MaxTextLength"/> characters.</summary>
    public string? Text { get; init; }

    /// <summary>The customer's number is one of these. Not a parameter of the own API: it serves dialects whose ids are integers.</summary>
    public ImmutableArray<long> CustomerNumbers { get; init; } = [];

    /// <summary>Only rows in money: a custom unit is none, be it called like a currency. Not a parameter of the own API: it serves dialects that know money alone.</summary>
    public bool CurrenciesOnly { get; init; }

    /// <summary>All ranges, that of the timeframe included, for rows as of an instant.</summary>
    public ImmutableArray<ColumnRange> RangesAt(ReportDefinition report, Instant asOf)
    {
        if (Timeframe is null)
        {
            return Ranges;
        }

        var (first, last) = Timeframe.At(asOf);
        return Ranges.Add(new(report["created_at"], first.Microseconds, last.Microseconds));
    }
}
