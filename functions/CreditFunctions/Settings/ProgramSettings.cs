using System.Collections.Immutable;
using CreditFunctions.Dialects;
using CreditFunctions.Storage.Runs;
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

    /// <summary>Name of the setting.</summary>
    public const string PruneScheduleName = "PruneSchedule";

    /// <summary>Every night at half past five.</summary>
    public const string DefaultPruneSchedule = "0 30 5 * * *";

    /// <summary>Name of the setting.</summary>
    public const string ResumeScheduleName = "ResumeSchedule";

    /// <summary>Every five minutes.</summary>
    public const string DefaultResumeSchedule = "0 */5 * * * *";

    /// <summary>Name of the setting.</summary>
    public const string MissedSlotsHoursName = "MissedSlotsHours";

    /// <summary>Name of the setting.</summary>
    public const string QueueShardsFromRowsName = "QueueShardsFromRows";

    /// <summary>Name of the setting.</summary>
    public const string ImportsKeptDaysName = "ImportsKeptDays";

    /// <summary>Name of the setting.</summary>
    public const string FileLinksFromBytesName = "FileLinksFromBytes";

    /// <summary>Under the Functions host, which holds every answer in memory before it sends it: 4 MiB.</summary>
    public const long DefaultFileLinksFromBytes = 4 * 1024 * 1024;

    /// <summary>Name of the setting.</summary>
    public const string FileLinkMinutesName = "FileLinkMinutes";

    /// <summary>Name of the setting of the Functions host that stands above its host.json; the program is given it too.</summary>
    public const string FunctionTimeoutName = "AzureFunctionsJobHost__functionTimeout";

    /// <summary>Name of the variable the Functions host sets.</summary>
    public const string HandlerPortName = "FUNCTIONS_CUSTOMHANDLER_PORT";

    /// <summary>How the settings are named that limit a dialect's requests, after its name: <c>asset__RequestsPerMinute</c>. 0: no limit.</summary>
    public const string RequestsPerMinuteName = "RequestsPerMinute";

    /// <summary>The highest limit.</summary>
    public const int MaxRequestsPerMinute = 1_000_000;

    private const int MaxMissedSlotsHours = 24 * 366;
    private const int MaxDays = 36_500;
    private const int MaxLinkMinutes = 24 * 60;

    /// <summary>When <c>PruneSnapshots</c> runs: NCRONTAB with seconds, in UTC.</summary>
    public string PruneSchedule { get; init; } = DefaultPruneSchedule;

    /// <summary>When <c>ResumeRuns</c> runs, which goes on with what is open and makes good what was missed: NCRONTAB with seconds, in UTC.</summary>
    public string ResumeSchedule { get; init; } = DefaultResumeSchedule;

    /// <summary>How far back slots that were missed are made good.</summary>
    public TimeSpan MissedSlots { get; init; } = TimeSpan.FromHours(48);

    /// <summary>From how many rows of a slot on, accounts and entries, its shards are handed to all instances by a queue; 0: always.</summary>
    public long QueueShardsFromRows { get; init; } = 1_000_000;

    /// <summary>How many days the body of an import that has ended stays.</summary>
    public int ImportsKeptDays { get; init; } = 30;

    /// <summary>From how many bytes on a snapshot's file is not sent, but its caller to where it is stored; 0: never.</summary>
    public long FileLinksFromBytes { get; init; } = HandlerPort is null ? 0 : DefaultFileLinksFromBytes;

    /// <summary>How long a link to such a file lasts.</summary>
    public TimeSpan FileLinkLifetime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long the Functions host lets a call take; null: there is no limit, or no host.</summary>
    public TimeSpan? FunctionTimeout { get; init; }

    /// <summary>The limits that are set, by dialect.</summary>
    public IReadOnlyDictionary<string, int> RequestsPerMinute { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>The settings of reports and their snapshots.</summary>
    public SnapshotSettings Snapshots { get; init; } = new();

    /// <summary>What is exported by OTLP.</summary>
    public TelemetrySettings Telemetry { get; init; }

    /// <summary>Begins the piece of runs that fits into one call.</summary>
    public Piece NewPiece(TimeProvider clock, CancellationToken cancellationToken) => Settings.FunctionTimeout.NewPiece(FunctionTimeout, clock, cancellationToken);

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
        var pruning = SettingValue.Schedule(configuration, PruneScheduleName, DefaultPruneSchedule, errors);
        var resuming = SettingValue.Schedule(configuration, ResumeScheduleName, DefaultResumeSchedule, errors);
        var missed = SettingValue.Number(configuration, MissedSlotsHoursName, 0, MaxMissedSlotsHours, errors);
        var queued = SettingValue.Number(configuration, QueueShardsFromRowsName, 0, long.MaxValue, errors);
        var importsKept = SettingValue.Number(configuration, ImportsKeptDaysName, 1, MaxDays, errors);
        var linked = SettingValue.Number(configuration, FileLinksFromBytesName, 0, long.MaxValue, errors);
        var linkMinutes = SettingValue.Number(configuration, FileLinkMinutesName, 1, MaxLinkMinutes, errors);
        var telemetry = TelemetrySettings.Read(configuration, errors);
        var port = SettingValue.Number(configuration, HandlerPortName, 1, 65535, errors);
        var timeout = port is null ? null : Settings.FunctionTimeout.Read(configuration, Directory.GetCurrentDirectory(), errors);
        var limits = DialectTable.All.ToImmutableDictionary(
            static dialect => dialect.Name, dialect => SettingValue.Number(configuration, $"{dialect.Name}:{RequestsPerMinuteName}", 0, MaxRequestsPerMinute, errors), StringComparer.Ordinal);
        var unset = new ProgramSettings(reports, full, expiry, audits, (int?)port);
        return errors.Count == 0
            ? unset with
            {
                PruneSchedule = pruning,
                ResumeSchedule = resuming,
                MissedSlots = missed is { } hours ? TimeSpan.FromHours(hours) : unset.MissedSlots,
                QueueShardsFromRows = queued ?? unset.QueueShardsFromRows,
                ImportsKeptDays = (int?)importsKept ?? unset.ImportsKeptDays,
                FileLinksFromBytes = linked ?? unset.FileLinksFromBytes,
                FileLinkLifetime = linkMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : unset.FileLinkLifetime,
                FunctionTimeout = timeout,
                Snapshots = snapshots,
                Telemetry = telemetry,
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
