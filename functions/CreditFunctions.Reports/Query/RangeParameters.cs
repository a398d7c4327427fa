using System.Collections.Immutable;
using CreditFunctions.Ledger;

namespace CreditFunctions.Reports;

/// <summary>The parameters that bound the cells of a column: <c>{column}_gte</c>, <c>_gt</c>, <c>_lte</c> and <c>_lt</c> of every instant and amount, and <c>id_gt</c>.</summary>
internal static class RangeParameters
{
    public const string IdAbove = "id_gt";

    private const string Time = "an RFC 3339 date-time from 1970 on, such as 2026-11-21T02:00:00Z, with at most six decimals of a second";

    // What follows the column's name; whether it is the lower bound; what is added to a value so that the bound is included.
    private static readonly ImmutableArray<(string Suffix, bool IsLower, int Step)> Bounds = [("_gte", true, 0), ("_gt", true, 1), ("_lte", false, 0), ("_lt", false, -1)];

    public static IEnumerable<string> Names(ReportDefinition report) => Bounded(report).SelectMany(NamesOf).Prepend(IdAbove);

    public static IEnumerable<string> NamesOf(ReportColumn column) => Bounds.Select(bound => column.Key + bound.Suffix);

    public static ImmutableArray<ColumnRange> Read(RawParameters raw, ReportDefinition report)
    {
        var ranges = ImmutableArray.CreateBuilder<ColumnRange>();
        if (IntegerParameter.Read(raw, IdAbove, 0, ReportQuery.MaxOffset) is { } above)
        {
            ranges.Add(ColumnRange.From(IdColumn(report), above + 1));
        }

        foreach (var column in Bounded(report))
        {
            var (least, lower) = ReadBound(raw, column, isLower: true);
            var (most, upper) = ReadBound(raw, column, isLower: false);
            if (least > most)
            {
                raw.Report(lower!, $"no value is within it and {upper}, so that no row can match", $"bounds that leave something between {lower} and {upper}", QueryProblem.Contradictory);
            }

            if (least is not null || most is not null)
            {
                ranges.Add(new(column, least ?? Int128.MinValue, most ?? Int128.MaxValue));
            }
        }

        return ranges.DrainToImmutable();
    }

    /// <summary>The column <c>id_gt</c> is about: the integer that stands for a row's own record, an entry or the customer.</summary>
    private static ReportColumn IdColumn(ReportDefinition report) => report.TryGetColumn("entry_number", out var entry) ? entry : report["customer_number"];

    private static IEnumerable<ReportColumn> Bounded(ReportDefinition report) => report.Columns.Where(column => column.Kind is ColumnKind.Instant or ColumnKind.Amount);

    private static (Int128? Value, string? Name) ReadBound(RawParameters raw, ReportColumn column, bool isLower)
    {
        var given = Bounds.Where(bound => bound.IsLower == isLower && raw.Has(column.Key + bound.Suffix)).ToArray();
        if (given.Length > 1)
        {
            var (one, other) = (column.Key + given[0].Suffix, column.Key + given[1].Suffix);
            raw.Report(other, $"it is given together with {one}", $"either {one} or {other}", QueryProblem.Contradictory);
        }

        (Int128? Value, string? Name) read = (null, null);
        foreach (var (suffix, _, step) in given)
        {
            var name = column.Key + suffix;
            var value = column.Kind == ColumnKind.Instant ? ReadInstant(raw, name)?.Microseconds : ReadAmount(raw, name);
            read = (value + step, name);
        }

        return given.Length == 1 ? read : (null, null);
    }

    private static Instant? ReadInstant(RawParameters raw, string name)
    {
        if (raw.Single(name, Time) is not { } value)
        {
            return null;
        }

        if (Instant.TryParse(value, out var instant))
        {
            return instant;
        }

        // In a query string a bare + is a space, and an offset from UTC begins with one.
        var allowed = value.Contains(' ', StringComparison.Ordinal) ? Time + "; the + of an offset is written %2B" : Time;
        raw.Report(name, $"{QueryProblem.Show(value)} is not such a time", allowed);
        return null;
    }

    private static Int128? ReadAmount(RawParameters raw, string name)
    {
        if (raw.Single(name, ScaledAmount.Rule) is not { } value)
        {
            return null;
        }

        if (ScaledAmount.TryParse(value, out var amount))
        {
            return amount;
        }

        raw.Report(name, $"{QueryProblem.Show(value)} is not such an amount", ScaledAmount.Rule);
        return null;
    }
}
