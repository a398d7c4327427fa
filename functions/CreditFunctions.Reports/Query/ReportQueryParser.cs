using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace CreditFunctions.Reports;

/// <summary>Reads a query from its parameters, or says all that is wrong with them at once.</summary>
public static class ReportQueryParser
{
    private const string Format = "format";

    /// <summary>The parameters a report takes, in the order in which problems list them.</summary>
    public static ImmutableArray<string> Parameters(ReportDefinition report) =>
    [
        ColumnParameters.Columns, ColumnParameters.Sort,
        FilterParameters.Customer, FilterParameters.Entitlement, FilterParameters.Unit,
        .. report.TryGetColumn(FilterParameters.Type, out _) ? [FilterParameters.Type] : Array.Empty<string>(),
        FilterParameters.Text, FilterParameters.Timeframe,
        .. RangeParameters.Names(report),
        MomentParameters.Snapshot,
        PagingParameters.Limit, PagingParameters.Offset, PagingParameters.Page, PagingParameters.PageSize, PagingParameters.Cursor,
        Format,
    ];

    /// <summary>Reads a query.</summary>
    /// <param name="report">The report asked.</param>
    /// <param name="business">Whose report it is: a cursor belongs to one business.</param>
    /// <param name="parameters">Names and decoded values as given; a name may come again, which means the same as a comma list.</param>
    /// <param name="query">The query, if nothing is wrong.</param>
    /// <param name="problems">Everything that is wrong; empty if nothing is.</param>
    /// <returns>Is nothing wrong?</returns>
    public static bool TryParse(
        ReportDefinition report,
        string business,
        IEnumerable<KeyValuePair<string, string>> parameters,
        [NotNullWhen(true)] out ReportQuery? query,
        out ImmutableArray<QueryProblem> problems)
    {
        var raw = new RawParameters(parameters);
        ReportUnknown(raw, report);
        var (limit, offset) = PagingParameters.Read(raw);
        var read = MomentParameters.Read(raw, business, new ReportQuery(report)
        {
            Columns = ColumnParameters.ReadColumns(raw, report),
            Sort = ColumnParameters.ReadSort(raw, report),
            Filter = FilterParameters.Read(raw, report),
            Limit = limit,
            Offset = offset,
            PagedBy = raw.Has(PagingParameters.Page) ? PagingParameters.Page : PagingParameters.Offset,
            Format = ReadFormat(raw),
        });
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
            raw.Report(shown, $"{report.Key} has no such parameter", string.Join(", ", known), QueryProblem.UnknownParameter);
        }
    }

    private static ReportFormat ReadFormat(RawParameters raw)
    {
        const string allowed = "json, csv, ndjson";
        switch (raw.Single(Format, allowed))
        {
            case null or "json":
                return ReportFormat.Json;
            case "csv":
                return ReportFormat.Csv;
            case "ndjson":
                return ReportFormat.NdJson;
            case var other:
                raw.Report(Format, $"{QueryProblem.Show(other)} is not a format", allowed);
                return default;
        }
    }
}
