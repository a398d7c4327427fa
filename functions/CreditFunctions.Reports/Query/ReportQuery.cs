using System.Collections.Immutable;

namespace CreditFunctions.Reports;

/// <summary>What is asked of a report: which columns of which rows, in which order, which page of them, and in what format.</summary>
public sealed record ReportQuery
{
    /// <summary>Rows of a page unless asked otherwise.</summary>
    public const int DefaultLimit = 100;

    /// <summary>The most rows of a page.</summary>
    public const int MaxLimit = 10_000;

    /// <summary>The most rows before a page, 2^53-1.</summary>
    public const long MaxOffset = (1L << 53) - 1;

    /// <summary>The most values one list parameter may have.</summary>
    public const int MaxListValues = 1_000;

    /// <summary>Every column and row, in the report's own order, first page, as JSON.</summary>
    public ReportQuery(ReportDefinition report)
    {
        Report = report;
        Columns = report.Columns;
        Sort = report.DefaultSort;
    }

    /// <summary>The report asked.</summary>
    public ReportDefinition Report { get; }

    /// <summary>The columns wanted, in the order wanted; at least one, none twice.</summary>
    public ImmutableArray<ReportColumn> Columns { get; init; }

    /// <summary>What rows are sorted by, most important first; the report's natural key always decides at last.</summary>
    public ImmutableArray<SortKey> Sort { get; init; }

    /// <summary>Which rows are wanted.</summary>
    public ReportFilter Filter { get; init; } = ReportFilter.None;

    /// <summary>Rows of the page: 1 to <see cref="MaxLimit"/> when parsed; a dialect may ask for 0, which counts rows and shows none.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>Rows before the page, 0 to <see cref="MaxOffset"/>.</summary>
    public long Offset { get; init; }

    /// <summary>The parameter that says so: <c>offset</c>, <c>page</c> or <c>cursor</c>.</summary>
    public string PagedBy { get; init; } = PagingParameters.Offset;

    /// <summary>Is the total wanted? If not, rows are gone through up to the end of the page where they come in its order.</summary>
    public bool CountsTotal { get; init; } = true;

    /// <summary>Which rows are asked.</summary>
    public ReportMoment Moment { get; init; } = ReportMoment.Any;

    /// <summary>How the answer is written.</summary>
    public ReportFormat Format { get; init; }
}
