using System.Collections.Immutable;
using System.Globalization;
using NCrontab;

namespace CreditFunctions.Settings;

/// <summary>Reads one setting; what is not allowed is added to a list of errors, each of which names the setting, its value and what is allowed.</summary>
internal static class SettingValue
{
    /// <summary>NCRONTAB as Azure has it: six fields, seconds first.</summary>
    public static readonly CrontabSchedule.ParseOptions SixFields = new() { IncludingSeconds = true };

    /// <summary>A schedule.</summary>
    public static string Schedule(IConfiguration configuration, string name, string fallback, List<string> errors)
    {
        var schedule = configuration[name] ?? fallback;
        if (CrontabSchedule.TryParse(schedule, SixFields) is null)
        {
            errors.Add($"{name} is '{schedule}'; allowed is an NCRONTAB expression of six fields such as '{fallback}'.");
        }

        return schedule;
    }

    /// <summary>A whole number; null if it is not set.</summary>
    public static long? Number(IConfiguration configuration, string name, long least, long most, List<string> errors)
    {
        if (configuration[name] is not { Length: > 0 } text)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        errors.Add($"{name} is '{text}'; allowed is a whole number from {least} to {most}.");
        return null;
    }

    /// <summary>The words of a text between commas.</summary>
    public static ImmutableArray<string> List(string text) => [.. text.Split(',', StringSplitOptions.TrimEntries)];
}
