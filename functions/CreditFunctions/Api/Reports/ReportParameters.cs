using System.Collections.Frozen;
using CreditFunctions.Hosting;
using CreditFunctions.Reports;

namespace CreditFunctions.Api.Reports;

/// <summary>The query parameters of a report's data, as the OpenAPI document describes them.</summary>
internal static class ReportParameters
{
    private const string Integer = "integer";
    private const string DateTime = "date-time";

    private static readonly FrozenDictionary<string, Parameter> Described = new Parameter[]
    {
        new("columns", "A comma list of column keys; all if not said."),
        new("sort", "A comma list of column keys, most important first; `-available` descends."),
        new("customer", "Customer ids to keep, a comma list."),
        new("entitlement", "Entitlements to keep, a comma list."),
        new("unit", "Unit codes to keep, a comma list."),
        new("type", "Types of entries to keep, a comma list. customer-credits only."),
        new("q", "Rows whose customer's name or memo holds this text, in upper or lower case."),
        new("timeframe", "Rows created within it, such as `this_month` or `last_30_days`, looked at from the rows' instant."),
        new("id_gt", "Rows whose entry's number, or customer's in credit-balances, is above this.", Integer),
        new("snapshot", "`latest`, or a snapshot's id: the rows of that snapshot. If not said: live rows where they are few, else the latest snapshot's."),
        new("limit", "Rows of the page, 1 to 10,000; 100 if not said.", Integer),
        new("offset", "Rows before the page.", Integer),
        new("page", "Number of the page, from 1; with page_size instead of limit and offset.", Integer),
        new("page_size", "Rows of each page, 1 to 10,000.", Integer),
        new("cursor", "The next_cursor of the page before, with the same sort and filters: goes on in the very same rows."),
        new("format", "`json`, `csv` or `ndjson`."),
    }.ToFrozenDictionary(static parameter => parameter.Name, StringComparer.Ordinal);

    /// <summary>Those of every report there is.</summary>
    public static IReadOnlyList<Parameter> All { get; } =
    [
        .. ReportCatalogue.All.SelectMany(static report => ReportQueryParser.Parameters(report)).Distinct(StringComparer.Ordinal).Select(static name => Described.GetValueOrDefault(name) ?? Bound(name)),
    ];

    /// <summary>A bound of a column's cells: its key, and how its end compares.</summary>
    private static Parameter Bound(string name)
    {
        var end = name.LastIndexOf('_');
        var (column, compare) = (name[..end], name[(end + 1)..]);
        var isTime = ReportCatalogue.All.Any(report => report.TryGetColumn(column, out var found) && found.Kind == ColumnKind.Instant);
        var than = compare switch
        {
            "gte" => "at least",
            "gt" => "more than",
            "lte" => "at most",
            _ => "less than",
        };
        return new(name, $"Rows whose {column} is {than} this{(isTime ? "" : ", an amount such as 10.50 whatever the unit")}.", isTime ? DateTime : "string");
    }
}
