using System.Globalization;

namespace CreditFunctions.Reports;

/// <summary>The parameters that say which page is wanted: limit and offset, or page and page_size.</summary>
internal static class PagingParameters
{
    public const string Limit = "limit";
    public const string Offset = "offset";
    public const string Page = "page";
    public const string PageSize = "page_size";

    public static (int Limit, int Offset) Read(RawParameters raw)
    {
        var limit = ReadInteger(raw, Limit, 1, ReportQuery.MaxLimit);
        var offset = ReadInteger(raw, Offset, 0, int.MaxValue);
        var page = ReadInteger(raw, Page, 1, int.MaxValue);
        var size = ReadInteger(raw, PageSize, 1, ReportQuery.MaxLimit);
        string[] byOffset = [.. new[] { Limit, Offset }.Where(raw.Has)];
        string[] byPage = [.. new[] { Page, PageSize }.Where(raw.Has)];
        if (byOffset.Length > 0 && byPage.Length > 0)
        {
            raw.Report(
                byPage[0],
                $"it is given together with {string.Join(" and ", byOffset)}",
                $"either {Limit} and {Offset}, or {Page} and {PageSize}");
            return default;
        }

        if (byPage.Length == 0)
        {
            return (limit ?? ReportQuery.DefaultLimit, offset ?? 0);
        }

        var rows = size ?? ReportQuery.DefaultLimit;
        var before = ((page ?? 1) - 1L) * rows;
        if (before > int.MaxValue)
        {
            raw.Report(Page, $"page {page} of {rows} rows begins after row {int.MaxValue}", $"an integer from 1 to {(int.MaxValue / rows) + 1}");
            return default;
        }

        return (rows, (int)before);
    }

    private static int? ReadInteger(RawParameters raw, string name, int least, int most)
    {
        var allowed = $"an integer from {least} to {most}";
        if (raw.Single(name, allowed) is not { } value)
        {
            return null;
        }

        var digits = value.AsSpan(value.StartsWith('-') ? 1 : 0);
        if (digits.Length == 0 || digits.ContainsAnyExceptInRange('0', '9'))
        {
            raw.Report(name, $"{QueryProblem.Show(value)} is not an integer", allowed);
            return null;
        }

        // Digits that do not fit a long are beyond every bound, on the side the sign says.
        var fits = long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        if ((fits && number < least) || (!fits && value[0] == '-'))
        {
            raw.Report(name, $"{QueryProblem.Show(value)} is below {least}", allowed);
            return null;
        }

        if (!fits || number > most)
        {
            raw.Report(name, $"{QueryProblem.Show(value)} is above {most}", allowed);
            return null;
        }

        return (int)number;
    }
}
