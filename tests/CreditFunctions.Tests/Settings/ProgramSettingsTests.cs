using CreditFunctions.Hosting;
using CreditFunctions.Settings;
using Microsoft.Extensions.Configuration;

namespace CreditFunctions.Tests.Settings;

public sealed class ProgramSettingsTests
{
    [Fact]
    public void Read_NothingSet_IsTheDefaults() =>
        Assert.Equal(new ProgramSettings("0 0 2 * * *", 13, "0 0 * * * *", "0 0 4 * * *", null), Read());

    [Fact]
    public void Read_AllSet_IsWhatIsSet() => Assert.Equal(
        new ProgramSettings("0 */5 * * * *", 24, "0 */10 * * * *", "0 30 * * * *", 50_000),
        Read(("ReportSchedule", "0 */5 * * * *"), ("ReportPeriodMonths", "24"), ("ExpireSchedule", "0 */10 * * * *"), ("VerifySchedule", "0 30 * * * *"), ("FUNCTIONS_CUSTOMHANDLER_PORT", "50000")));

    [Fact]
    public void Read_LimitsOfRequests_AreThoseThatAreSet() => Assert.Equal(
        [("asset", 0), ("stripe", 25)],
        ProgramSettings.Read(Configuration(("stripe:RequestsPerMinute", "25"), ("asset:RequestsPerMinute", "0"))).RequestsPerMinute.Select(limit => (limit.Key, limit.Value)).Order());

    [Theory]
    [InlineData("ReportSchedule", "0 2 * * *")]
    [InlineData("ReportSchedule", "every night")]
    [InlineData("ReportSchedule", "")]
    [InlineData("ReportPeriodMonths", "0")]
    [InlineData("ReportPeriodMonths", "1201")]
    [InlineData("ReportPeriodMonths", "a year")]
    [InlineData("ExpireSchedule", "0 * * * *")]
    [InlineData("ExpireSchedule", "hourly")]
    [InlineData("ExpireSchedule", "")]
    [InlineData("VerifySchedule", "0 4 * * *")]
    [InlineData("FUNCTIONS_CUSTOMHANDLER_PORT", "65536")]
    [InlineData("FUNCTIONS_CUSTOMHANDLER_PORT", "-1")]
    public void Read_WrongValue_NamesTheSettingAndTheValue(string name, string value)
    {
        var exception = Assert.Throws<SettingsException>(() => ProgramSettings.Read(Configuration((name, value))));

        Assert.StartsWith($"{name} is '{value}'; allowed is ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_SeveralWrong_NamesThemAllTogether()
    {
        var exception = Assert.Throws<SettingsException>(() => CreditFunctionsApp.Build(["--ReportSchedule=nightly", "--ReportPeriodMonths=0", "--ExpireSchedule=hourly", "--VerifySchedule=nightly", "--FUNCTIONS_CUSTOMHANDLER_PORT=x"]));

        Assert.Equal(["CreditStorage", "ReportSchedule", "ReportPeriodMonths", "ExpireSchedule", "VerifySchedule", "FUNCTIONS_CUSTOMHANDLER_PORT"], exception.Message.Split(Environment.NewLine).Select(line => line.Split(' ')[0]));
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
        Assert.Equal(
            new Uri("https://t.example/"),
            StorageSettings.Read(Configuration(("CreditStorage:tableServiceUri", "https://t.example/"), ("CreditStorage:blobServiceUri", "https://b.example/"))).Tables);
    }

    /// <summary>All but the limits of requests, of which two like ones are not equal.</summary>
    private static ProgramSettings Read(params (string Name, string Value)[] settings) =>
        ProgramSettings.Read(Configuration(settings)) with { RequestsPerMinute = System.Collections.Immutable.ImmutableDictionary<string, int>.Empty };

    private static IConfiguration Configuration(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))).Build();
}
