namespace CreditFunctions.Reports;

/// <summary>The parameters that say which page is wanted: limit and offset, page and page_size, or limit and cursor.</summary>
internal static class PagingParameters
{
    public const string Limit = "limit";
    public const string Offset = "offset";
    public const string Page = "page";
    public const string PageSize = "page_size";
    public const string Cursor = "cursor";

    private const string Ways = $"either {Limit} and {Offset}, or {Page} and {PageSize}, or {Limit} and {Cursor}";

    public static (int Limit, long Offset) Read(RawParameters raw)
    {
        var limit = IntegerParameter.Read(raw, Limit, 1, ReportQuery.MaxLimit);
        var offset = IntegerParameter.Read(raw, Offset, 0, ReportQuery.MaxOffset);
        var page = IntegerParameter.Read(raw, Page, 1, ReportQuery.MaxOffset);
        var size = IntegerParameter.Read(raw, PageSize, 1, ReportQuery.MaxLimit);
        if (Mixed(raw, [Page, PageSize], [Limit, Offset, Cursor]) || Mixed(raw, [Cursor], [Offset]))
        {
            return default;
        }

        if (page is null && size is null)
        {
            return ((int)(limit ?? ReportQuery.DefaultLimit), offset ?? 0);
        }

        var rows = (int)(size ?? ReportQuery.DefaultLimit);
        var before = (Int128)((page ?? 1) - 1) * rows;
        if (before > ReportQuery.MaxOffset)
        {
            raw.Report(Page, $"page {page} of {rows} rows begins after row {ReportQuery.MaxOffset}", $"an integer from 1 to {(ReportQuery.MaxOffset / rows) + 1}");
            return default;
        }

        return (rows, (long)before);
    }

    private static bool Mixed(RawParameters raw, string[] some, string[] others)
    {
        var (given, with) = (some.FirstOrDefault(raw.Has), string.Join(" and ", others.Where(raw.Has)));
        if (given is null || with.Length == 0)
        {
            return false;
        }

        raw.Report(given, $"it is given together with {with}", Ways, QueryProblem.Contradictory);
        return true;
    }
}
