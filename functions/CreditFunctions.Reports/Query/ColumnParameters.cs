using System.Collections.Immutable;

namespace CreditFunctions.Reports;

/// <summary>The parameters that name columns: <c>columns</c> and <c>sort</c>.</summary>
internal static class ColumnParameters
{
    public const string Columns = "columns";
    public const string Sort = "sort";

    public static ImmutableArray<ReportColumn> ReadColumns(RawParameters raw, ReportDefinition report)
    {
        var allowed = Names(report);
        var columns = ImmutableArray.CreateBuilder<ReportColumn>();
        foreach (var name in raw.List(Columns, allowed))
        {
            if (Find(raw, report, Columns, name, allowed) is not { } column)
            {
                continue;
            }

            if (columns.Contains(column))
            {
                raw.Report(Columns, $"'{name}' is named twice", "each column once");
                continue;
            }

            columns.Add(column);
        }

        return columns.Count == 0 ? report.Columns : columns.DrainToImmutable();
    }

    public static ImmutableArray<SortKey> ReadSort(RawParameters raw, ReportDefinition report)
    {
        var allowed = Names(report) + "; each may have - before it for descending";
        var keys = ImmutableArray.CreateBuilder<SortKey>();
        foreach (var name in raw.List(Sort, allowed))
        {
            var descending = name.StartsWith('-');
            if (Find(raw, report, Sort, descending ? name[1..] : name, allowed) is not { } column)
            {
                continue;
            }

            if (keys.Any(key => key.Column == column))
            {
                raw.Report(Sort, $"'{column.Key}' is a key twice", "each column once, ascending or descending");
                continue;
            }

            keys.Add(new SortKey(column, descending));
        }

        return keys.Count == 0 ? report.DefaultSort : keys.DrainToImmutable();
    }

    private static ReportColumn? Find(RawParameters raw, ReportDefinition report, string parameter, string name, string allowed)
    {
        if (report.TryGetColumn(name, out var column))
        {
            return column;
        }

        raw.Report(parameter, $"{QueryProblem.Show(name)} is not a column of {report.Key}", allowed, QueryProblem.UnknownColumn);
        return null;
    }

    private static string Names(ReportDefinition report) => string.Join(", ", report.Columns.Select(column => column.Key));
}
