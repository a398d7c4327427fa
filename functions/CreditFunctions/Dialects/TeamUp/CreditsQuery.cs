using System.Collections.Immutable;
using System.Globalization;
using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using SortKey = CreditFunctions.Reports.SortKey;

namespace CreditFunctions.Dialects.TeamUp;

/// <summary>What is asked of the report.</summary>
internal sealed record CreditsQuery
{
    /// <summary>The parameters an export takes too: all but those of a page.</summary>
    public static readonly IReadOnlyList<string> Filters = ["columns", "created_at_gte", "created_at_lte", "created_at_timeframe", "customers", "format", "id_gt", "sort"];

    private const int DefaultLimit = 50;
    private const int MaxLimit = 100;
    private const string NotADate = "Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm:ss[.uuuuuu][+HH:MM|-HH:MM|Z].";

    /// <summary>The columns wanted, in the order wanted; the customer's id is always there.</summary>
    public required ImmutableArray<CreditsColumn> Columns { get; init; }

    /// <summary>The keys asked for, most important first; empty: none.</summary>
    public required ImmutableArray<(CreditsColumn Column, bool Descending)> Sort { get; init; }

    /// <summary>The numbers of the customers whose rows are wanted; empty: of all.</summary>
    public required ImmutableArray<long> Customers { get; init; }

    /// <summary>Only rows created at or after this.</summary>
    public required Instant? CreatedFrom { get; init; }

    /// <summary>Only rows created at or before this.</summary>
    public required Instant? CreatedTo { get; init; }

    /// <summary>Only rows whose entry's number is above this.</summary>
    public required long? IdAbove { get; init; }

    /// <summary>The format asked for; null: none.</summary>
    public required ReportFormat? Format { get; init; }

    /// <summary>Rows of the page, 0 to 100.</summary>
    public int Limit { get; init; }

    /// <summary>Rows before the page.</summary>
    public int Offset { get; init; }

    /// <summary>The sort as it is carried out: newest first, unless another is asked for or rows are counted on from an id.</summary>
    public ImmutableArray<(CreditsColumn Column, bool Descending)> SortInForce => Sort is [] && IdAbove is null ? [(CreditsColumn.CreatedAt, true)] : Sort;

    /// <summary>Reads a query, or all that is wrong with it. Whatever it does not know it passes over.</summary>
    public static (CreditsQuery? Query, Problem? Problem) Read(RawFields raw, Instant now)
    {
        var limit = raw.Integer("limit", 0, MaxLimit) ?? DefaultLimit;
        var offset = raw.Integer("offset", 0, long.MaxValue) ?? 0;
        var page = raw.Integer("page", 1, long.MaxValue);
        var size = raw.Integer("page_size", 0, MaxLimit);
        if (page is not null || size is not null)
        {
            limit = size ?? DefaultLimit;
            // As many pages as there may be, no row is further away.
            offset = Math.Min((page ?? 1) - 1, int.MaxValue) * limit;
        }

        var (from, to) = ReadCreated(raw, now);
        var query = new CreditsQuery
        {
            Columns = ReadColumns(raw),
            Sort = ReadSort(raw),
            Customers = [.. raw.Integers("customers")],
            CreatedFrom = from,
            CreatedTo = to,
            IdAbove = raw.Integer("id_gt", long.MinValue, long.MaxValue),
            Format = ReadFormat(raw),
            Limit = (int)limit,
            Offset = (int)Math.Min(offset, int.MaxValue),
        };
        return raw.Problems.Count == 0 ? (query, null) : (null, Problem.Invalid(raw.Problems));
    }

    /// <summary>The query to the own report.</summary>
    public ReportQuery ToReport() => new(CustomerCredits.Definition)
    {
        Sort = SortInForce is [] ? [new(CustomerCredits.Definition["entry_number"], false)] : [.. SortInForce.Select(static key => new SortKey(key.Column.Source, key.Descending))],
        Filter = new() { CurrenciesOnly = true, CustomerNumbers = Customers, Ranges = [.. Ranges()] },
        Limit = Limit,
        Offset = Offset,
    };

    /// <summary>The query as it is kept for a job: what was meant when it was asked for, as parameters.</summary>
    public string ToText()
    {
        static string Join<T>(ImmutableArray<T> values, Func<T, string> text) => string.Join(',', values.Select(text));
        var parameters = new List<KeyValuePair<string, string?>>
        {
            new("columns", Join(Columns, static column => column.Key)),
            new("sort", Join(Sort, static key => (key.Descending ? "-" : "") + key.Column.Key)),
            new("customers", Join(Customers, static number => number.ToString(CultureInfo.InvariantCulture))),
            new("created_at_gte", CreatedFrom?.ToString()),
            new("created_at_lte", CreatedTo?.ToString()),
            new("id_gt", IdAbove?.ToString(CultureInfo.InvariantCulture)),
            new("format", Format == ReportFormat.Json ? "json" : "csv"),
        };
        return QueryString.Create(parameters.Where(static one => !string.IsNullOrEmpty(one.Value))).ToString();
    }

    private static ImmutableArray<CreditsColumn> ReadColumns(RawFields raw)
    {
        var columns = new List<CreditsColumn>();
        foreach (var name in raw.List("columns"))
        {
            var named = CreditsColumn.Named(name);
            if (named.Count == 0)
            {
                raw.Refuse("columns", TeamUpErrors.NoChoice(name));
            }

            columns.AddRange(named);
        }

        return columns.Count == 0 ? [.. CreditsColumn.All] : [.. columns.Contains(CreditsColumn.CustomerId) ? columns.Distinct() : columns.Prepend(CreditsColumn.CustomerId).Distinct()];
    }

    private static ImmutableArray<(CreditsColumn Column, bool Descending)> ReadSort(RawFields raw)
    {
        var keys = ImmutableArray.CreateBuilder<(CreditsColumn Column, bool Descending)>();
        foreach (var name in raw.List("sort"))
        {
            if (CreditsColumn.Sortable(name.TrimStart('-')) is not { } column || name.StartsWith("--", StringComparison.Ordinal))
            {
                raw.Refuse("sort", TeamUpErrors.NoChoice(name));
            }
            else if (!keys.Any(key => key.Column == column))
            {
                keys.Add((column, name[0] == '-'));
            }
        }

        return keys.ToImmutable();
    }

    private IEnumerable<ColumnRange> Ranges()
    {
        if (CreatedFrom is { } from)
        {
            yield return ColumnRange.From(CustomerCredits.Definition["created_at"], from.Microseconds);
        }

        if (CreatedTo is { } to)
        {
            yield return ColumnRange.UpTo(CustomerCredits.Definition["created_at"], to.Microseconds);
        }

        if (IdAbove is { } above)
        {
            yield return ColumnRange.From(CustomerCredits.Definition["entry_number"], (Int128)above + 1);
        }
    }

    private static (Instant? From, Instant? To) ReadCreated(RawFields raw, Instant now)
    {
        var (from, to) = (ReadInstant(raw, "created_at_gte"), ReadInstant(raw, "created_at_lte"));
        if (raw.Single("created_at_timeframe") is { } timeframe)
        {
            if (Timeframe.Parse(timeframe)?.At(now) is var (first, last))
            {
                (from, to) = (Instant.Later(first, from ?? Instant.Min), Instant.Earlier(last, to ?? Instant.Max));
            }
            else
            {
                raw.Refuse("created_at_timeframe", $"{TeamUpErrors.NoChoice(timeframe)} Allowed is {Timeframe.Rule}.");
            }
        }

        return (from, to);
    }

    private static Instant? ReadInstant(RawFields raw, string name)
    {
        if (raw.Single(name) is not { } text)
        {
            return null;
        }

        // A plus sign in a query is a space; and what names no offset is UTC.
        var read = text.Replace(' ', '+');
        if (Instant.TryParse(read, out var instant) || Instant.TryParse(read + "Z", out instant))
        {
            return instant;
        }

        raw.Refuse(name, NotADate);
        return null;
    }

    private static ReportFormat? ReadFormat(RawFields raw)
    {
        switch (raw.Single("format"))
        {
            case null:
                return null;
            case "csv":
                return ReportFormat.Csv;
            case "json":
                return ReportFormat.Json;
            case var other:
                raw.Refuse("format", TeamUpErrors.NoChoice(other));
                return null;
        }
    }
}
