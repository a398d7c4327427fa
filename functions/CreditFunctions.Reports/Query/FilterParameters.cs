using System.Collections.Immutable;
using CreditFunctions.Ledger;

namespace CreditFunctions.Reports;

/// <summary>The parameters that say which rows are wanted.</summary>
internal static class FilterParameters
{
    public const string Customer = "customer";
    public const string Entitlement = "entitlement";
    public const string Unit = "unit";
    public const string Type = "type";
    public const string CreatedFrom = "created_at_gte";
    public const string CreatedTo = "created_at_lte";

    private const string Time = "an RFC 3339 date-time from 1970 on, such as 2026-11-21T02:00:00Z, with at most six decimals of a second";

    public static ReportFilter Read(RawParameters raw)
    {
        var from = ReadInstant(raw, CreatedFrom);
        var to = ReadInstant(raw, CreatedTo);
        if (from > to)
        {
            raw.Report(CreatedFrom, $"'{from}' is after {CreatedTo}, so that no row can match", $"a time not after {CreatedTo}, '{to}'");
        }

        return new ReportFilter
        {
            Customers = ReadIds(raw, Customer),
            Entitlements = ReadIds(raw, Entitlement),
            Units = ReadIds(raw, Unit),
            Types = ReadIds(raw, Type),
            CreatedFrom = from,
            CreatedTo = to,
        };
    }

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
}
