using System.Collections.Frozen;
using System.Collections.Immutable;
using CreditFunctions.Ledger;

namespace CreditFunctions.Reports;

/// <summary>A filter made ready for rows: nothing is allocated for a row. For one thread at a time.</summary>
internal sealed class RowConditions
{
    // By precision: a custom unit with other decimals than the currency of its name is none.
    private static readonly ImmutableArray<TextSet> CurrenciesByPrecision =
    [
        .. Enumerable.Range(0, Currencies.MaxPrecision + 1)
            .Select(precision => new TextSet(Currencies.Codes.Where(code => Currencies.TryGetPrecision(code, out var decimals) && decimals == precision))),
    ];

    private readonly ReportDefinition report;
    private readonly int unit;
    private readonly bool currenciesOnly;
    private readonly TextSearch? search;

    /// <summary>The conditions of a filter on rows as of an instant.</summary>
    public RowConditions(ReportDefinition report, ReportFilter filter, Instant asOf)
    {
        this.report = report;
        Ranges = filter.RangesAt(report, asOf);
        Texts = [.. Listed(report, ("customer_id", filter.Customers), ("entitlement", filter.Entitlements), ("unit", filter.Units), ("type", filter.Types))];
        Numbers = filter.CustomerNumbers.IsEmpty ? [] : [(report["customer_number"], filter.CustomerNumbers.ToFrozenSet())];
        unit = report["unit"].Ordinal;
        currenciesOnly = filter.CurrenciesOnly;
        search = filter.Text is { } text ? new TextSearch([.. Searched(report)], text) : null;
    }

    /// <summary>Columns whose cells lie within bounds.</summary>
    public ImmutableArray<ColumnRange> Ranges { get; }

    /// <summary>Columns whose cells are one of some texts.</summary>
    public ImmutableArray<(ReportColumn Column, TextSet Wanted)> Texts { get; }

    /// <summary>Columns whose cells are one of some numbers.</summary>
    public ImmutableArray<(ReportColumn Column, FrozenSet<long> Wanted)> Numbers { get; }

    /// <summary>Does every row meet them?</summary>
    public bool IsNone => !currenciesOnly && search is null && Ranges.IsEmpty && Texts.IsEmpty && Numbers.IsEmpty;

    /// <summary>Do they look at no other column?</summary>
    public bool AreOnlyOn(ReportColumn column) =>
        !currenciesOnly && search is null
        && Ranges.All(range => range.Column == column) && Texts.All(text => text.Column == column) && Numbers.All(number => number.Column == column);

    /// <summary>Appends the rows that meet all of them.</summary>
    public void Keep(RowBatch rows, RowBatch into)
    {
        Span<long> cells = stackalloc long[Row.MaxColumns];
        for (var row = 0; row < rows.Count; row++)
        {
            if (AreMet(new Row(rows[row], report, cells)))
            {
                into.Add(rows[row]);
            }
        }
    }

    private bool AreMet(in Row row) => RangesAreMet(row) && ListsAreMet(row) && (!currenciesOnly || IsMoney(row)) && (search is null || search.Matches(row));

    private bool RangesAreMet(in Row row)
    {
        foreach (ref readonly var range in Ranges.AsSpan())
        {
            var cell = row.Number(range.Column.Ordinal);
            var value = range.Column.Kind == ColumnKind.Amount ? ScaledAmount.Of(cell, row.Precision) : cell;
            if (value < range.Least || value > range.Most)
            {
                return false;
            }
        }

        return true;
    }

    private bool ListsAreMet(in Row row)
    {
        foreach (var (column, wanted) in Texts.AsSpan())
        {
            if (!wanted.Contains(row.Text(column.Ordinal)))
            {
                return false;
            }
        }

        foreach (var (column, wanted) in Numbers.AsSpan())
        {
            if (!wanted.Contains(row.Number(column.Ordinal)))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsMoney(in Row row) => row.Precision < CurrenciesByPrecision.Length && CurrenciesByPrecision[row.Precision].Contains(row.Text(unit));

    private static IEnumerable<(ReportColumn Column, TextSet Wanted)> Listed(ReportDefinition report, params IEnumerable<(string Column, ImmutableArray<string> Wanted)> lists) =>
        lists.Where(list => !list.Wanted.IsEmpty).Select(list => (report[list.Column], new TextSet(list.Wanted)));

    private static IEnumerable<int> Searched(ReportDefinition report)
    {
        yield return report["customer_name"].Ordinal;
        if (report.TryGetColumn("memo", out var memo))
        {
            yield return memo.Ordinal;
        }
    }
}
