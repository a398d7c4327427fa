using System.Globalization;
using System.Text.RegularExpressions;
using CreditFunctions.Ledger;

namespace CreditFunctions.Reports;

/// <summary>
/// A span of time by name, in UTC, weeks from Monday: today, yesterday, this or last week, month, quarter or year, and the last n whole days, weeks or months before the
/// present one, so that <c>last_1_weeks</c> is <c>last_week</c>. Which instants it holds depends on the instant it is looked at from.
/// </summary>
public sealed partial record Timeframe
{
    /// <summary>What is allowed, for error messages.</summary>
    public const string Rule = "today, yesterday, this_ or last_ with week, month, quarter or year, or last_<n>_days, _weeks or _months with n from 1 to 9999";

    private const int DaysOfWeek = 7;
    private const int MonthsOfQuarter = 3;
    private const int MonthsOfYear = 12;

    private readonly string span;

    // How many spans before the present one; 0: the present one.
    private readonly int back;

    private Timeframe(string name, string span, int back) => (Name, this.span, this.back) = (name, span, back);

    /// <summary>As it was written, such as <c>last_7_days</c>.</summary>
    public string Name { get; }

    /// <summary>The timeframe of that name; null: there is none.</summary>
    public static Timeframe? Parse(string name)
    {
        if (name is "today" or "yesterday")
        {
            return new(name, "day", name == "today" ? 0 : 1);
        }

        if (Parts().Match(name) is not { Success: true } match)
        {
            return null;
        }

        var count = match.Groups["count"] is { Success: true } given ? int.Parse(given.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 1;
        return count == 0 ? null : new(name, match.Groups["unit"].Value, name.StartsWith("this_", StringComparison.Ordinal) ? 0 : count);
    }

    /// <summary>Its first and last instant, looked at from <paramref name="now"/>.</summary>
    public (Instant First, Instant Last) At(Instant now)
    {
        var present = Begin(span, now.ToDateTimeOffset().UtcDateTime.Date);
        var (from, to) = back == 0 ? (present, Add(span, present, 1)) : (Add(span, present, -back), present);
        return (InstantOf(from), InstantOf(to).Plus(TimeSpan.FromMicroseconds(-1)));
    }

    /// <summary>Its name.</summary>
    public override string ToString() => Name;

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

    [GeneratedRegex(@"\A((this|last)_(?<unit>week|month|quarter|year)|last_(?<count>[0-9]{1,4})_(?<unit>day|week|month)s)\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Parts();
}
