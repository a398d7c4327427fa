using System.Text.Json;
using System.Text.RegularExpressions;
using CreditFunctions.Dialects;
using CreditFunctions.Hosting;
using CreditFunctions.Settings;
using Microsoft.Extensions.Configuration;

namespace CreditFunctions.Infra;

/// <summary>The app settings of the deployed program against those it reads.</summary>
public sealed partial class SettingsTests
{
    private static readonly Dictionary<string, string> ProgramsOwn = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(InfraFolder.File("settings.json")))!;
    private static readonly string[] Set = [.. ProgramsOwn.Keys, .. SetInBicep()];
    private static readonly string[] Read = [.. ReadByTheProgram()];
    private static readonly string[] Documented = [.. DocumentedName.Matches(File.ReadAllText(InfraFolder.File("README.md"))).Select(static match => match.Groups["name"].Value)];

    [Fact]
    public void Settings_ThatTheProgramReads_AreSetOrDocumented() => Assert.Empty(Read.Where(name => !name.StartsWith("OTEL_", StringComparison.Ordinal)).Except(Set).Except(Documented));

    [Fact]
    public void Settings_ThatAreSet_AreReadOrDocumentedAsThePlatforms() => Assert.Empty(Set.Except(Read).Except(Documented));

    [Fact]
    public void Settings_ThatAreSet_AreNoneThatFlexConsumptionForbids() =>
        Assert.Empty(Set.Intersect([
            "FUNCTIONS_WORKER_RUNTIME", "FUNCTIONS_WORKER_RUNTIME_VERSION", "FUNCTIONS_EXTENSION_VERSION", "WEBSITE_RUN_FROM_PACKAGE", "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING", "WEBSITE_CONTENTSHARE",
            "WEBSITE_CONTENTOVERVNET", "WEBSITE_TIME_ZONE", "TZ", "SCM_DO_BUILD_DURING_DEPLOYMENT", "ENABLE_ORYX_BUILD", "AzureWebJobsStorage", "AzureWebJobsDashboard"]));

    [Fact]
    public void Settings_WhereFunctionsAreTriggeredByQueues_HaveTheExtensionsThatReadThem()
    {
        Assert.NotEmpty(new FunctionTable().Queues);
        Assert.Contains("AzureFunctionsJobHost__extensionBundle__id", Set);
        Assert.Contains("AzureFunctionsJobHost__extensionBundle__version", Set);
    }

    [Fact]
    public void LocalSettings_OfTheSample_HaveAllThatAHostWants()
    {
        using var sample = JsonDocument.Parse(File.ReadAllText(Path.Combine(Directory.GetParent(InfraFolder.Path)!.FullName, "local.settings.sample.json")));
        var values = sample.RootElement.GetProperty("Values").EnumerateObject().Select(static value => value.Name).ToArray();
        Assert.Empty(ProgramsOwn.Keys.Where(static name => name.EndsWith("Schedule", StringComparison.Ordinal)).Except(values));
        Assert.Empty(new[] { "FUNCTIONS_WORKER_RUNTIME", "AzureWebJobsStorage", "AzureWebJobsDisableHomepage", "CreditStorage" }.Except(values));
    }

    [Fact]
    public void Settings_AsTheyAreDeployed_AreTheProgramsDefaults()
    {
        // Under the Functions host some defaults are others.
        var host = new Dictionary<string, string> { [ProgramSettings.HandlerPortName] = "7071" };
        var deployed = ProgramSettings.Read(ConfigurationOf(new(ProgramsOwn.Concat(host))));
        Assert.Equivalent(ProgramSettings.Read(ConfigurationOf(host)) with { RequestsPerMinute = deployed.RequestsPerMinute }, deployed, strict: true);
    }

    [Fact]
    public void Settings_OfRequestsAMinute_AreTheDialectsOwn() => Assert.Equal(
        DialectTable.All.Select(static dialect => (dialect.Name, dialect.RequestsPerMinute ?? 0)).Order(),
        ProgramSettings.Read(ConfigurationOf(ProgramsOwn)).RequestsPerMinute.Select(static limit => (limit.Key, limit.Value)).Order());

    private static IConfiguration ConfigurationOf(Dictionary<string, string> settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), (string?)setting.Value))).Build();

    private static IEnumerable<string> ReadByTheProgram()
    {
        var asked = new ReadSettings();
        _ = ProgramSettings.Read(asked);
        // Without storage it does not start, having asked for all of it.
        _ = Assert.Throws<SettingsException>(() => StorageSettings.Read(asked));
        return asked.Names;
    }

    private static IEnumerable<string> SetInBicep()
    {
        var bicep = File.ReadAllText(InfraFolder.File("creditfunctions.bicep"));
        var settings = AppSettings.Match(bicep).Groups["settings"].Value;
        Assert.NotEmpty(settings);
        return SettingName.Matches(settings).Select(static match => match.Groups["name"].Value);
    }

    [GeneratedRegex(@"properties: union\(programSettings, \{(?<settings>.*?)^  \}\)", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AppSettings { get; }

    [GeneratedRegex(@"^ +(?<name>\w+): ", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SettingName { get; }

    [GeneratedRegex(@"^\| `(?<name>\w+)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DocumentedName { get; }
}
