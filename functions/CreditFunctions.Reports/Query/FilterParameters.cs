using System.Collections.Immutable;
using CreditFunctions.Ledger;

namespace CreditFunctions.Reports;

/// <summary>The parameters that say which rows are wanted, but for ranges.</summary>
internal static class FilterParameters
{
    public const string Customer = "customer";
    public const string Entitlement = "entitlement";
    public const string Unit = "unit";
    public const string Type = "type";
    public const string Text = "q";
    public const string Timeframe = "timeframe";

    public static ReportFilter Read(RawParameters raw, ReportDefinition report) => new()
    {
        Customers = ReadIds(raw, Customer),
        Entitlements = ReadIds(raw, Entitlement),
        Units = ReadIds(raw, Unit),
        Types = report.TryGetColumn(Type, out _) ? ReadIds(raw, Type) : [],
        Ranges = RangeParameters.Read(raw, report),
        Timeframe = ReadTimeframe(raw, report),
        Text = ReadText(raw),
    };

    private static ImmutableArray<string> ReadIds(RawParameters raw, string name)
    {
        const string allowed = "one or more ids, each " + Id.Rule;
        var given = raw.List(name, allowed);
        foreach (var value in given.Where(value => !Id.IsValid(value)))
        {
            raw.Report(name, $"{QueryProblem.Show(value)} is not an id", allowed);
        }

        return [.. given];
    }

    private static Timeframe? ReadTimeframe(RawParameters raw, ReportDefinition report)
    {
        if (raw.Single(Timeframe, Reports.Timeframe.Rule) is not { } name)
        {
            return null;
        }

        var column = report["created_at"];
        if (RangeParameters.NamesOf(column).Where(raw.Has).ToArray() is { Length: > 0 } bounds)
        {
            raw.Report(Timeframe, $"it is given together with {string.Join(" and ", bounds)}", $"either {Timeframe}, or bounds of {column.Key}", QueryProblem.Contradictory);
        }

        var timeframe = Reports.Timeframe.Parse(name);
        if (timeframe is null)
        {
            raw.Report(Timeframe, $"{QueryProblem.Show(name)} is not a timeframe", Reports.Timeframe.Rule);
        }

        return timeframe;
    }

    private static string? ReadText(RawParameters raw)
    {
        var allowed = $"a text of 1 to {ReportFilter.MaxTextLength} characters";
        var text = raw.Single(Text, allowed);
        if (raw.IsRepeated(Text))
        {
            // All other values that stand alone are wrong with a comma; a text may have one.
            raw.Report(Text, "it is given more than once", allowed);
        }

        if (text?.Length > ReportFilter.MaxTextLength)
        {
            raw.Report(Text, $"{QueryProblem.Show(text)} has {text.Length} characters", allowed);
        }

        return text;
    }
}
