using System.Globalization;
using System.Text.RegularExpressions;
using CreditFunctions.Ledger;

namespace CreditFunctions.Dialects.TeamUp;

/// <summary>
/// Spans of time by name, in UTC, weeks from Monday: today, yesterday, this or last week, month, quarter or year, and the last n whole days, weeks or months before the
/// present one, so that <c>last_1_weeks</c> is <c>last_week</c>.
/// </summary>
internal static partial class Timeframe
{
    /// <summary>What is allowed, for error messages.</summary>
    public const string Rule = "today, yesterday, this_ or last_ with week, month, quarter or year, or last_<n>_days, _weeks or _months with n from 1 to 9999";

    private const int DaysOfWeek = 7;
    private const int MonthsOfQuarter = 3;
    private const int MonthsOfYear = 12;

    /// <summary>First and last instant of a span.</summary>
    public static bool TryParse(string text, Instant now, out Instant first, out Instant last)
    {
        (first, last) = (default, default);
        var today = now.ToDateTimeOffset().UtcDateTime.Date;
        if (Parts().Match(text) is not { Success: true } match)
        {
            return false;
        }

        var unit = match.Groups["unit"].Value;
        var count = match.Groups["count"] is { Success: true } given ? int.Parse(given.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 1;
        if (text is "today" or "yesterday")
        {
            unit = "day";
        }

        var present = Begin(unit, today);
        var (from, to) = text == "today" || text.StartsWith("this_", StringComparison.Ordinal) ? (present, Add(unit, present, 1)) : (Add(unit, present, -count), present);
        (first, last) = (InstantOf(from), InstantOf(to).Plus(TimeSpan.FromMicroseconds(-1)));
        return count > 0;
    }

    private static DateTime Begin(string unit, DateTime today) => unit switch
    {
        "day" => today,
        "week" => today.AddDays(-(((int)today.DayOfWeek + DaysOfWeek - 1) % DaysOfWeek)),
        "month" => today.AddDays(1 - today.Day),
        "quarter" => new(today.Year, today.Month - ((today.Month - 1) % MonthsOfQuarter), 1, 0, 0, 0, DateTimeKind.Utc),
        _ => new(today.Year, 1, 1, 0, 0, 0, DateTimeKind.Utc),
    };

    private static DateTime Add(string unit, DateTime day, int count) => unit switch
    {
        "day" => day.AddDays(count),
        "week" => day.AddDays(DaysOfWeek * count),
        "month" => day.AddMonths(count),
        "quarter" => day.AddMonths(MonthsOfQuarter * count),
        _ => day.AddMonths(MonthsOfYear * count),
    };

    /// <summary>What lies before 1970 begins there.</summary>
    private static Instant InstantOf(DateTime day) => day < DateTime.UnixEpoch ? Instant.Min : Instant.From(new(day, TimeSpan.Zero));

    [GeneratedRegex(@"\A(today|yesterday|(this|last)_(?<unit>week|month|quarter|year)|last_(?<count>[0-9]{1,4})_(?<unit>day|week|month)s)\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Parts();
}
