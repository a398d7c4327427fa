using CreditFunctions.Ledger;

namespace CreditFunctions.Storage.Tables;

/// <summary>A contiguous range of one partition.</summary>
/// <param name="PartitionKey">The partition.</param>
/// <param name="From">First row key, inclusive.</param>
/// <param name="To">End of the row keys, exclusive; null for the end of the partition.</param>
public sealed record RowQuery(string PartitionKey, string From, string? To)
{
    /// <summary>The most rows the service returns in one page.</summary>
    public const int MaxPageSize = 1000;

    /// <summary>Columns to return; empty for all.</summary>
    public IReadOnlyList<string> Select { get; init; } = [];

    /// <summary>Conditions on columns, all of which a row must meet. Rows without the column do not.</summary>
    public IReadOnlyList<RowCondition> Where { get; init; } = [];

    /// <summary>Rows per page, 1 to <see cref="MaxPageSize"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less or more than that.</exception>
    public int PageSize
    {
        get;
        init => field = value is >= 1 and <= MaxPageSize
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"A page has 1 to {MaxPageSize} rows.");
    } = MaxPageSize;

    /// <summary>All rows whose key starts with <paramref name="prefix"/>, which must end in <c>!</c>.</summary>
    public static RowQuery Prefix(string partitionKey, string prefix) =>
        prefix.EndsWith('!')
            ? new(partitionKey, prefix, string.Concat(prefix.AsSpan(0, prefix.Length - 1), "\""))
            : throw new ArgumentException("A prefix of row keys ends in '!'.", nameof(prefix));
}

/// <summary>How a column is compared.</summary>
public enum Comparison
{
    /// <summary>eq</summary>
    Equal,

    /// <summary>ne</summary>
    NotEqual,

    /// <summary>lt</summary>
    Less,

    /// <summary>le</summary>
    LessOrEqual,

    /// <summary>gt</summary>
    Greater,

    /// <summary>ge</summary>
    GreaterOrEqual,
}

/// <summary>
/// One condition of a <see cref="RowQuery"/>: exactly one of <paramref name="Text"/>, <paramref name="Number"/> and <paramref name="Time"/> is given.
/// </summary>
public sealed record RowCondition(string Column, Comparison Comparison, string? Text = null, long? Number = null, Instant? Time = null)
{
    /// <summary>The refusal of a condition that gives none, or several.</summary>
    internal ArgumentException Invalid() => new($"The condition on {Column} has to have either a text, a number or a time.", Column);
}

/// <summary>One page of rows, and where the next one starts (null: this was the last).</summary>
public sealed record RowPage<T>(IReadOnlyList<T> Rows, string? Continuation);
