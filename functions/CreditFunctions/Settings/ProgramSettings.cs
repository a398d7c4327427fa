using System.Collections.Immutable;
using CreditFunctions.Dialects;
using NCrontab;

namespace CreditFunctions.Settings;

/// <summary>What the program reads from its environment besides storage; checked at start, all errors together.</summary>
/// <param name="ReportSchedule">When <c>SnapshotReports</c> runs: NCRONTAB with seconds, in UTC.</param>
/// <param name="ReportPeriodMonths">How many months back <c>customer-credits</c> reaches.</param>
/// <param name="ExpireSchedule">When <c>ExpireCredits</c> runs: NCRONTAB with seconds, in UTC.</param>
/// <param name="VerifySchedule">When <c>VerifyLedger</c> runs: NCRONTAB with seconds, in UTC.</param>
/// <param name="HandlerPort">The port the Functions host forwards to; null: no host stands in front.</param>
internal sealed record ProgramSettings(string ReportSchedule, int ReportPeriodMonths, string ExpireSchedule, string VerifySchedule, int? HandlerPort)
{
    /// <summary>Name of the setting.</summary>
    public const string ReportScheduleName = "ReportSchedule";

    /// <summary>Every night at two.</summary>
    public const string DefaultReportSchedule = "0 0 2 * * *";

    /// <summary>Name of the setting.</summary>
    public const string ReportPeriodMonthsName = "ReportPeriodMonths";

    /// <summary>The report's reach unless set.</summary>
    public const int DefaultReportPeriodMonths = 13;

    /// <summary>The furthest reach.</summary>
    public const int MaxReportPeriodMonths = 1200;

    /// <summary>Name of the setting.</summary>
    public const string ExpireScheduleName = "ExpireSchedule";

    /// <summary>Every hour.</summary>
    public const string DefaultExpireSchedule = "0 0 * * * *";

    /// <summary>Name of the setting.</summary>
    public const string VerifyScheduleName = "VerifySchedule";

    /// <summary>Every night at four.</summary>
    public const string DefaultVerifySchedule = "0 0 4 * * *";

    /// <summary>Name of the variable the Functions host sets.</summary>
    public const string HandlerPortName = "FUNCTIONS_CUSTOMHANDLER_PORT";

    /// <summary>How the settings are named that limit a dialect's requests, after its name: <c>asset__RequestsPerMinute</c>. 0: no limit.</summary>
    public const string RequestsPerMinuteName = "RequestsPerMinute";

    /// <summary>The highest limit.</summary>
    public const int MaxRequestsPerMinute = 1_000_000;

    /// <summary>The limits that are set, by dialect.</summary>
    public IReadOnlyDictionary<string, int> RequestsPerMinute { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>NCRONTAB as Azure has it: six fields, seconds first.</summary>
    public static readonly CrontabSchedule.ParseOptions SixFields = new() { IncludingSeconds = true };

    /// <summary>Reads the settings.</summary>
    /// <exception cref="SettingsException">Some are not allowed; names each, its value and what is.</exception>
    public static ProgramSettings Read(IConfiguration configuration)
    {
        var errors = new List<string>();
        var reports = Schedule(configuration, ReportScheduleName, DefaultReportSchedule, errors);
        var months = Number(configuration, ReportPeriodMonthsName, 1, MaxReportPeriodMonths, errors) ?? DefaultReportPeriodMonths;
        var expiry = Schedule(configuration, ExpireScheduleName, DefaultExpireSchedule, errors);
        var audits = Schedule(configuration, VerifyScheduleName, DefaultVerifySchedule, errors);
        var port = Number(configuration, HandlerPortName, 1, 65535, errors);
        var limits = DialectTable.All.ToImmutableDictionary(
            static dialect => dialect.Name, dialect => Number(configuration, $"{dialect.Name}:{RequestsPerMinuteName}", 0, MaxRequestsPerMinute, errors), StringComparer.Ordinal);
        return errors.Count == 0
            ? new(reports, months, expiry, audits, port) { RequestsPerMinute = limits.Where(limit => limit.Value is not null).ToImmutableDictionary(limit => limit.Key, limit => limit.Value!.Value, StringComparer.Ordinal) }
            : throw new SettingsException(errors);
    }

    private static string Schedule(IConfiguration configuration, string name, string fallback, List<string> errors)
    {
        var schedule = configuration[name] ?? fallback;
        if (CrontabSchedule.TryParse(schedule, SixFields) is null)
        {
            errors.Add($"{name} is '{schedule}'; allowed is an NCRONTAB expression of six fields such as '{fallback}'.");
        }

        return schedule;
    }

    private static int? Number(IConfiguration configuration, string name, int least, int most, List<string> errors)
    {
        if (configuration[name] is not { Length: > 0 } text)
        {
            return null;
        }

        if (int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        errors.Add($"{name} is '{text}'; allowed is a whole number from {least} to {most}.");
        return null;
    }
}

/// <summary>Settings the program cannot start with.</summary>
internal sealed class SettingsException(IReadOnlyList<string> errors) : Exception(string.Join(Environment.NewLine, errors))
{
    /// <summary>Reads two groups of settings; the errors of both come together.</summary>
    /// <exception cref="SettingsException">Some are not allowed.</exception>
    public static (TFirst First, TSecond Second) ReadBoth<TFirst, TSecond>(Func<TFirst> first, Func<TSecond> second)
    {
        TFirst read;
        try
        {
            read = first();
        }
        catch (SettingsException one)
        {
            try
            {
                _ = second();
            }
            catch (SettingsException other)
            {
                throw new SettingsException([one.Message, other.Message]);
            }

            throw;
        }

        return (read, second());
    }
}
