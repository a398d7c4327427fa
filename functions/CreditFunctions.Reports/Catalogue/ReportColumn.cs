using System.Diagnostics.CodeAnalysis;

namespace CreditFunctions.Reports;

/// <summary>What a column's cells are, and so how they sort and how they are written.</summary>
public enum ColumnKind
{
    /// <summary>UTF-8 text, possibly absent; sorts by its bytes.</summary>
    Text,

    /// <summary>A whole number, -2^63 to 2^63-1.</summary>
    [SuppressMessage("Naming", "CA1720", Justification = "It is the kind's name in the catalogue and in every answer.")]
    Integer,

    /// <summary>Minor units of the row's unit; sorts by value and is written as an exact decimal.</summary>
    Amount,

    /// <summary>A moment in UTC, to the microsecond.</summary>
    Instant,
}

/// <summary>One column of a report. Every column can be sorted by.</summary>
/// <param name="Ordinal">Its place in the report, from 0.</param>
/// <param name="Key">Its name in queries, CSV headers and JSON, in snake_case.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Kind">What its cells are.</param>
/// <param name="Description">One line on what it holds.</param>
public sealed record ReportColumn(int Ordinal, string Key, string Label, ColumnKind Kind, string Description)
{
    /// <summary>The kind's name in the catalogue and in answers: text, integer, amount or instant.</summary>
    public string KindName => Kind switch
    {
        ColumnKind.Text => "text",
        ColumnKind.Integer => "integer",
        ColumnKind.Amount => "amount",
        ColumnKind.Instant => "instant",
        _ => throw new InvalidOperationException($"Column {Key} has no known kind."),
    };

    /// <summary>Do many rows share one text? Then it is kept once.</summary>
    internal bool Repeats { get; init; }
}
