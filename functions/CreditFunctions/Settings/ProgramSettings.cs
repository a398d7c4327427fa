using System.Collections.Immutable;
using CreditFunctions.Dialects;
using CreditFunctions.Storage.Snapshots;

namespace CreditFunctions.Settings;

/// <summary>What the program reads from its environment besides storage; checked at start, all errors together.</summary>
/// <param name="ReportSchedule">When <c>SnapshotReports</c> runs: NCRONTAB with seconds, in UTC.</param>
/// <param name="FullReportSchedule">After each of these instants the next snapshot reads everything anew: NCRONTAB with seconds, in UTC.</param>
/// <param name="ExpireSchedule">When <c>ExpireCredits</c> runs: NCRONTAB with seconds, in UTC.</param>
/// <param name="VerifySchedule">When <c>VerifyLedger</c> runs: NCRONTAB with seconds, in UTC.</param>
/// <param name="HandlerPort">The port the Functions host forwards to; null: no host stands in front.</param>
internal sealed record ProgramSettings(string ReportSchedule, string FullReportSchedule, string ExpireSchedule, string VerifySchedule, int? HandlerPort)
{
    /// <summary>Name of the setting.</summary>
    public const string ReportScheduleName = "ReportSchedule";

    /// <summary>Every night at two.</summary>
    public const string DefaultReportSchedule = "0 0 2 * * *";

    /// <summary>Name of the setting.</summary>
    public const string FullReportScheduleName = "FullReportSchedule";

    /// <summary>In the night to Sunday, at two.</summary>
    public const string DefaultFullReportSchedule = "0 0 2 * * 0";

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

    /// <summary>The settings of reports and their snapshots.</summary>
    public SnapshotSettings Snapshots { get; init; } = new();

    /// <summary>Reads the settings.</summary>
    /// <exception cref="SettingsException">Some are not allowed; names each, its value and what is.</exception>
    public static ProgramSettings Read(IConfiguration configuration)
    {
        var errors = new List<string>();
        var reports = SettingValue.Schedule(configuration, ReportScheduleName, DefaultReportSchedule, errors);
        var full = SettingValue.Schedule(configuration, FullReportScheduleName, DefaultFullReportSchedule, errors);
        var snapshots = ReportSettings.Read(configuration, errors);
        var expiry = SettingValue.Schedule(configuration, ExpireScheduleName, DefaultExpireSchedule, errors);
        var audits = SettingValue.Schedule(configuration, VerifyScheduleName, DefaultVerifySchedule, errors);
        var port = SettingValue.Number(configuration, HandlerPortName, 1, 65535, errors);
        var limits = DialectTable.All.ToImmutableDictionary(
            static dialect => dialect.Name, dialect => SettingValue.Number(configuration, $"{dialect.Name}:{RequestsPerMinuteName}", 0, MaxRequestsPerMinute, errors), StringComparer.Ordinal);
        return errors.Count == 0
            ? new(reports, full, expiry, audits, (int?)port)
            {
                Snapshots = snapshots,
                RequestsPerMinute = limits.Where(limit => limit.Value is not null).ToImmutableDictionary(limit => limit.Key, limit => (int)limit.Value!.Value, StringComparer.Ordinal),
            }
            : throw new SettingsException(errors);
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
