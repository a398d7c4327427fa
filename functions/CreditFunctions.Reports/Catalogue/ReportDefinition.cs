using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace CreditFunctions.Reports;

/// <summary>What a report is: its columns, and the order its rows come in unless another is asked for.</summary>
public sealed class ReportDefinition
{
    private readonly FrozenDictionary<string, ReportColumn> columnsByKey;

    internal ReportDefinition(string key, string title, ImmutableArray<ReportColumn> columns, string defaultSort, string[] naturalKey)
    {
        Key = key;
        Title = title;
        Columns = columns;
        columnsByKey = columns.ToFrozenDictionary(column => column.Key, StringComparer.Ordinal);
        DefaultSort = [new SortKey(this[defaultSort.TrimStart('-')], defaultSort.StartsWith('-'))];
        NaturalKey = [.. naturalKey.Select(column => this[column])];
    }

    /// <summary>The report's name in routes and file names, such as <c>credit-balances</c>.</summary>
    public string Key { get; }

    /// <summary>The report's name for people.</summary>
    public string Title { get; }

    /// <summary>All columns, in the order in which rows show them.</summary>
    public ImmutableArray<ReportColumn> Columns { get; }

    /// <summary>The order of rows when none is asked for.</summary>
    public ImmutableArray<SortKey> DefaultSort { get; }

    /// <summary>The columns that tell a row from every other; they decide where all asked sort keys are equal.</summary>
    public ImmutableArray<ReportColumn> NaturalKey { get; }

    /// <summary>The column of that key, which is known to exist.</summary>
    /// <exception cref="KeyNotFoundException">The report has no such column.</exception>
    public ReportColumn this[string column] => columnsByKey[column];

    /// <summary>The column of that key, if the report has it.</summary>
    public bool TryGetColumn(string column, [NotNullWhen(true)] out ReportColumn? found) => columnsByKey.TryGetValue(column, out found);

    /// <summary>The report's key.</summary>
    public override string ToString() => Key;
}
