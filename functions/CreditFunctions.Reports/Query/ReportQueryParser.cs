using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace CreditFunctions.Reports;

/// <summary>Reads a query from its parameters, or says all that is wrong with them at once.</summary>
public static class ReportQueryParser
{
    private const string Format = "format";

    private static readonly ImmutableArray<string> Common =
    [
        ColumnParameters.Columns, ColumnParameters.Sort,
        FilterParameters.Customer, FilterParameters.Entitlement, FilterParameters.Unit,
        FilterParameters.CreatedFrom, FilterParameters.CreatedTo,
        PagingParameters.Limit, PagingParameters.Offset, PagingParameters.Page, PagingParameters.PageSize,
        Format,
    ];

    /// <summary>The parameters a report takes, in the order in which problems list them.</summary>
    public static ImmutableArray<string> Parameters(ReportDefinition report) =>
        report.TryGetColumn(FilterParameters.Type, out _) ? Common.Insert(Common.IndexOf(FilterParameters.CreatedFrom), FilterParameters.Type) : Common;

    /// <summary>Reads a query.</summary>
    /// <param name="report">The report asked.</param>
    /// <param name="parameters">Names and decoded values as given; a name may come again, which means the same as a comma list.</param>
    /// <param name="query">The query, if nothing is wrong.</param>
    /// <param name="problems">Everything that is wrong; empty if nothing is.</param>
    /// <returns>Is nothing wrong?</returns>
    public static bool TryParse(
        ReportDefinition report,
        IEnumerable<KeyValuePair<string, string>> parameters,
        [NotNullWhen(true)] out ReportQuery? query,
        out ImmutableArray<QueryProblem> problems)
    {
        var raw = new RawParameters(parameters);
        ReportUnknown(raw, report);
        var (limit, offset) = PagingParameters.Read(raw);
        var read = new ReportQuery(report)
        {
            Columns = ColumnParameters.ReadColumns(raw, report),
            Sort = ColumnParameters.ReadSort(raw, report),
            Filter = FilterParameters.Read(raw),
            Limit = limit,
            Offset = offset,
            Format = ReadFormat(raw),
        };
        problems = [.. raw.Problems];
        query = problems.IsEmpty ? read : null;
        return query is not null;
    }

    private static void ReportUnknown(RawParameters raw, ReportDefinition report)
    {
        var known = Parameters(report);
        foreach (var name in raw.Names.Where(name => !known.Contains(name, StringComparer.Ordinal)))
        {
            var shown = name.Length <= QueryProblem.ShownLength ? name : name[..QueryProblem.ShownLength] + "…";
            raw.Report(shown, $"{report.Key} has no such parameter", string.Join(", ", known));
        }
    }

    private static ReportFormat ReadFormat(RawParameters raw)
    {
        const string allowed = "json, csv";
        switch (raw.Single(Format, allowed))
        {
            case null or "json":
                return ReportFormat.Json;
            case "csv":
                return ReportFormat.Csv;
            case var other:
                raw.Report(Format, $"{QueryProblem.Show(other)} is not a format", allowed);
                return default;
        }
    }
}
