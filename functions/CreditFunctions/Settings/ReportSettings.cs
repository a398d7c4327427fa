using System.Collections.Immutable;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Snapshots;

namespace CreditFunctions.Settings;

/// <summary>The settings of reports and their snapshots.</summary>
internal static class ReportSettings
{
    /// <summary>Name of the setting.</summary>
    public const string PeriodMonths = "ReportPeriodMonths";

    /// <summary>How the settings of indexed columns are named, before the report's key.</summary>
    public const string Indexes = "ReportIndexes";

    /// <summary>Name of the setting.</summary>
    public const string Formats = "ReportFormats";

    /// <summary>Name of the setting.</summary>
    public const string ByteOrderMark = "CsvByteOrderMark";

    /// <summary>Name of the setting.</summary>
    public const string SortMemoryBytes = "SortMemoryBytes";

    /// <summary>Name of the setting.</summary>
    public const string TemporaryDiskBytes = "TemporaryDiskBytes";

    /// <summary>Name of the setting.</summary>
    public const string KeptDays = "SnapshotsKeptDays";

    /// <summary>Name of the setting.</summary>
    public const string KeptMonths = "SnapshotsKeptMonths";

    private static readonly OrderedDictionary<string, ReportFileForm> Forms = new(StringComparer.Ordinal)
    {
        ["csv"] = new(ReportFormat.Csv),
        ["json"] = new(ReportFormat.Json),
        ["ndjson"] = new(ReportFormat.NdJson),
        ["csv.gz"] = new(ReportFormat.Csv, IsGzip: true),
        ["json.gz"] = new(ReportFormat.Json, IsGzip: true),
        ["ndjson.gz"] = new(ReportFormat.NdJson, IsGzip: true),
    };

    private const int MaxMonths = 1200;
    private const int MaxDays = 36_500;
    private const long MaxTemporaryDiskBytes = 1L << 50;

    /// <summary>Reads them; what is not allowed is added to <paramref name="errors"/>.</summary>
    public static SnapshotSettings Read(IConfiguration configuration, List<string> errors)
    {
        var unset = new SnapshotSettings();
        var hasByteOrderMark = ReadByteOrderMark(configuration, errors);
        return unset with
        {
            PeriodMonths = (int?)SettingValue.Number(configuration, PeriodMonths, 1, MaxMonths, errors) ?? unset.PeriodMonths,
            Indexes = ReportCatalogue.All.ToImmutableSortedDictionary(
                static report => report.Key, report => ReadIndexes(configuration, report, errors) ?? unset.Indexes[report.Key], StringComparer.Ordinal),
            Formats = [.. (ReadFormats(configuration, errors) ?? unset.Formats).Select(form => form with { HasByteOrderMark = hasByteOrderMark })],
            Sort = unset.Sort with
            {
                MemoryBytes = (int?)SettingValue.Number(configuration, SortMemoryBytes, SnapshotSettings.SortMemory.Least, SnapshotSettings.SortMemory.Most, errors) ?? unset.Sort.MemoryBytes,
            },
            TemporaryDiskBytes = SettingValue.Number(configuration, TemporaryDiskBytes, 0, MaxTemporaryDiskBytes, errors) is { } bytes ? new(bytes) : unset.TemporaryDiskBytes,
            Retention = new(
                (int?)SettingValue.Number(configuration, KeptDays, 1, MaxDays, errors) ?? unset.Retention.Days,
                (int?)SettingValue.Number(configuration, KeptMonths, 0, MaxMonths, errors) ?? unset.Retention.Months),
        };
    }

    private static ImmutableArray<ReportColumn>? ReadIndexes(IConfiguration configuration, ReportDefinition report, List<string> errors)
    {
        // Some platforms allow no hyphen in the name of a setting.
        if ((configuration[$"{Indexes}:{report.Key}"] ?? configuration[$"{Indexes}:{report.Key.Replace('-', '_')}"]) is not { Length: > 0 } text)
        {
            return null;
        }

        var (byDefault, names) = (report.DefaultSort[0].Column, SettingValue.List(text));
        if (names.Distinct(StringComparer.Ordinal).Count() == names.Length && names.Contains(byDefault.Key, StringComparer.Ordinal) && names.All(name => report.TryGetColumn(name, out _)))
        {
            return [byDefault, .. names.Select(name => report[name]).Where(column => column != byDefault)];
        }

        errors.Add(
            $"{Indexes}__{report.Key} is '{text}'; allowed are columns of the report separated by commas, none twice, and among them {byDefault.Key}, which it is sorted by if nothing else is "
            + $"asked for: {string.Join(", ", report.Columns.Select(static column => column.Key))}.");
        return null;
    }

    private static ImmutableArray<ReportFileForm>? ReadFormats(IConfiguration configuration, List<string> errors)
    {
        if (configuration[Formats] is not { Length: > 0 } text)
        {
            return null;
        }

        var names = SettingValue.List(text);
        if (names.Distinct(StringComparer.Ordinal).Count() == names.Length && names.All(Forms.ContainsKey))
        {
            return [.. names.Select(static name => Forms[name])];
        }

        errors.Add($"{Formats} is '{text}'; allowed are these, separated by commas, none twice: {string.Join(", ", Forms.Keys)}.");
        return null;
    }

    private static bool ReadByteOrderMark(IConfiguration configuration, List<string> errors)
    {
        var text = configuration[ByteOrderMark];
        if (text is { Length: > 0 } && !bool.TryParse(text, out _))
        {
            errors.Add($"{ByteOrderMark} is '{text}'; allowed is true or false.");
        }

        return bool.TryParse(text, out var isSet) && isSet;
    }
}
