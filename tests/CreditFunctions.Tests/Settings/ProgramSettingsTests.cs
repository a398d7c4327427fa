using System.Collections.Immutable;
using CreditFunctions.Hosting;
using CreditFunctions.Reports;
using CreditFunctions.Settings;
using CreditFunctions.Storage.Snapshots;
using Microsoft.Extensions.Configuration;

namespace CreditFunctions.Tests.Settings;

public sealed class ProgramSettingsTests
{
    private static readonly ImmutableDictionary<string, int> NoLimits = [];
    private static readonly SnapshotSettings NoSnapshots = new();

    [Fact]
    public void Read_NothingSet_IsTheDefaults() =>
        Assert.Equal(new ProgramSettings("0 0 2 * * *", "0 0 2 * * 0", "0 0 * * * *", "0 0 4 * * *", null) { RequestsPerMinute = NoLimits, Snapshots = NoSnapshots }, Read());

    [Fact]
    public void Read_AllSet_IsWhatIsSet() => Assert.Equal(
        new ProgramSettings("0 */5 * * * *", "0 0 1 * * 1", "0 */10 * * * *", "0 30 * * * *", 50_000)
        {
            PruneSchedule = "0 0 6 * * *",
            ResumeSchedule = "0 */2 * * * *",
            MissedSlots = TimeSpan.FromHours(5),
            FunctionTimeout = TimeSpan.FromMinutes(5),
            RequestsPerMinute = NoLimits,
            Snapshots = NoSnapshots,
        },
        Read(("PruneSchedule", "0 0 6 * * *"), ("ResumeSchedule", "0 */2 * * * *"), ("MissedSlotsHours", "5"), ("AzureFunctionsJobHost:functionTimeout", "00:05:00"), ("ReportSchedule", "0 */5 * * * *"), ("FullReportSchedule", "0 0 1 * * 1"), ("ExpireSchedule", "0 */10 * * * *"), ("VerifySchedule", "0 30 * * * *"), ("FUNCTIONS_CUSTOMHANDLER_PORT", "50000")));

    [Fact]
    public void Read_LimitsOfRequests_AreThoseThatAreSet() => Assert.Equal(
        [("asset", 0), ("stripe", 25)],
        ProgramSettings.Read(Configuration(("stripe:RequestsPerMinute", "25"), ("asset:RequestsPerMinute", "0"))).RequestsPerMinute.Select(limit => (limit.Key, limit.Value)).Order());

    [Theory]
    [InlineData("", 0, 15)]
    [InlineData("FUNCTIONS_CUSTOMHANDLER_PORT=50000", 4_194_304, 15)]
    [InlineData("FUNCTIONS_CUSTOMHANDLER_PORT=50000 FileLinksFromBytes=0 FileLinkMinutes=1440", 0, 1440)]
    [InlineData("FileLinksFromBytes=1", 1, 15)]
    public void Read_FileLinks_AreMadeUnderAHostUnlessSetOtherwise(string set, long bytes, int minutes)
    {
        var settings = ProgramSettings.Read(Configuration([.. set.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => (one.Split('=')[0], one.Split('=')[1]))]));

        Assert.Equal((bytes, TimeSpan.FromMinutes(minutes)), (settings.FileLinksFromBytes, settings.FileLinkLifetime));
    }

    [Theory]
    [InlineData("ReportSchedule", "0 2 * * *")]
    [InlineData("ReportSchedule", "every night")]
    [InlineData("ReportSchedule", "")]
    [InlineData("ReportPeriodMonths", "0")]
    [InlineData("ReportPeriodMonths", "1201")]
    [InlineData("ReportPeriodMonths", "a year")]
    [InlineData("FullReportSchedule", "0 2 * * 0")]
    [InlineData("ReportFormats", "csv,xml")]
    [InlineData("ReportFormats", "csv,csv")]
    [InlineData("CsvByteOrderMark", "1")]
    [InlineData("SortMemoryBytes", "8388607")]
    [InlineData("TemporaryDiskBytes", "-1")]
    [InlineData("SnapshotsKeptDays", "0")]
    [InlineData("SnapshotsKeptMonths", "1201")]
    [InlineData("ExpireSchedule", "0 * * * *")]
    [InlineData("ExpireSchedule", "hourly")]
    [InlineData("ExpireSchedule", "")]
    [InlineData("VerifySchedule", "0 4 * * *")]
    [InlineData("FileLinksFromBytes", "-1")]
    [InlineData("FileLinkMinutes", "0")]
    [InlineData("FileLinkMinutes", "1441")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "here")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")]
    [InlineData("OTEL_TRACES_SAMPLER", "sometimes")]
    [InlineData("OTEL_TRACES_SAMPLER_ARG", "1.5")]
    [InlineData("FUNCTIONS_CUSTOMHANDLER_PORT", "65536")]
    [InlineData("FUNCTIONS_CUSTOMHANDLER_PORT", "-1")]
    public void Read_WrongValue_NamesTheSettingAndTheValue(string name, string value)
    {
        var exception = Assert.Throws<SettingsException>(() => ProgramSettings.Read(Configuration((name, value))));

        Assert.Matches($"^{System.Text.RegularExpressions.Regex.Escape($"{name} is '{value}'; allowed ")}(is|are) ", exception.Message);
    }

    [Fact]
    public void Build_SeveralWrong_NamesThemAllTogether()
    {
        var exception = Assert.Throws<SettingsException>(() => CreditFunctionsApp.Build(["--ReportSchedule=nightly", "--FullReportSchedule=weekly", "--ReportPeriodMonths=0", "--ExpireSchedule=hourly", "--VerifySchedule=nightly", "--FUNCTIONS_CUSTOMHANDLER_PORT=x"]));

        Assert.Equal(["CreditStorage", "ReportSchedule", "FullReportSchedule", "ReportPeriodMonths", "ExpireSchedule", "VerifySchedule", "FUNCTIONS_CUSTOMHANDLER_PORT"], exception.Message.Split(Environment.NewLine).Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public void Read_SnapshotSettings_AreWhatIsSet()
    {
        var snapshots = ProgramSettings.Read(Configuration(
            ("ReportPeriodMonths", "24"), ("ReportIndexes:credit-balances", "available, customer_id"), ("ReportIndexes:customer_credits", "created_at"), ("ReportFormats", "csv,ndjson.gz"),
            ("CsvByteOrderMark", "true"), ("SortMemoryBytes", "16777216"), ("TemporaryDiskBytes", "0"), ("SnapshotsKeptDays", "7"), ("SnapshotsKeptMonths", "0"))).Snapshots;

        Assert.Equal(["customer_id", "available"], snapshots.Indexes["credit-balances"].Select(column => column.Key));
        Assert.Equal(["created_at"], snapshots.Indexes["customer-credits"].Select(column => column.Key));
        Assert.Equal([new(ReportFormat.Csv, IsGzip: false, HasByteOrderMark: true), new(ReportFormat.NdJson, IsGzip: true, HasByteOrderMark: true)], snapshots.Formats);
        Assert.Equal((24, 16_777_216, 0L), (snapshots.PeriodMonths, snapshots.Sort.MemoryBytes, snapshots.TemporaryDiskBytes.Bytes));
        Assert.Equal(new Retention(7, 0), snapshots.Retention);
    }

    [Theory]
    [InlineData("available")]
    [InlineData("customer_id,customer_id")]
    [InlineData("customer_id,colour")]
    [InlineData("customer_id,")]
    public void Read_WrongIndexes_NamesTheColumnsThatAreAllowed(string columns)
    {
        var exception = Assert.Throws<SettingsException>(() => ProgramSettings.Read(Configuration(("ReportIndexes:credit-balances", columns))));

        Assert.StartsWith($"ReportIndexes__credit-balances is '{columns}'; allowed are ", exception.Message, StringComparison.Ordinal);
        Assert.Contains("updated_at", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UseDevelopmentStorage")]
    [InlineData("AccountName=a;AccountKey=!")]
    [InlineData("")]
    public void StorageSettings_WrongConnection_NamesTheSetting(string connection) =>
        Assert.StartsWith("CreditStorage", Assert.Throws<SettingsException>(() => StorageSettings.Read(Configuration(("CreditStorage", connection)))).Message, StringComparison.Ordinal);

    [Fact]
    public void StorageSettings_TwoWaysAtOnce_IsRefused() =>
        Assert.Throws<SettingsException>(() => StorageSettings.Read(Configuration(("CreditStorage", "UseDevelopmentStorage=true"), ("CreditStorage:accountName", "acc"))));

    [Fact]
    public void StorageSettings_EachOfThreeWays_IsRead()
    {
        Assert.Equal(10002, StorageSettings.Read(Configuration(("CreditStorage", "UseDevelopmentStorage=true"))).Tables.Port);
        Assert.Contains("acc.table", StorageSettings.Read(Configuration(("CreditStorage:accountName", "acc"))).Tables.ToString(), StringComparison.Ordinal);
        var services = StorageSettings.Read(Configuration(
            ("CreditStorage:tableServiceUri", "https://t.example/"), ("CreditStorage:blobServiceUri", "https://b.example/"), ("CreditStorage:queueServiceUri", "https://q.example/")));
        Assert.Equal((new Uri("https://t.example/"), new Uri("https://b.example/"), new Uri("https://q.example/")), (services.Tables, services.Blobs, services.Queues));
    }

    [Fact]
    public void StorageSettings_NotAllServices_NamesAll() => Assert.Contains(
        "CreditStorage__queueServiceUri",
        Assert.Throws<SettingsException>(() => StorageSettings.Read(Configuration(("CreditStorage:tableServiceUri", "https://t.example/"), ("CreditStorage:blobServiceUri", "https://b.example/")))).Message,
        StringComparison.Ordinal);

    /// <summary>All but the limits of requests and the settings of snapshots, of which two like ones are not equal.</summary>
    private static ProgramSettings Read(params (string Name, string Value)[] settings) =>
        ProgramSettings.Read(Configuration(settings)) with { RequestsPerMinute = NoLimits, Snapshots = NoSnapshots };

    private static IConfiguration Configuration(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))).Build();
}
