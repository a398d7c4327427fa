using System.Text.RegularExpressions;

namespace CreditFunctions.Infra;

/// <summary>The queries of alerts and workbook against the program's log events and functions.</summary>
public sealed partial class QueryTests
{
    private static readonly string Functions = Path.Combine(Directory.GetParent(InfraFolder.Path)!.FullName, "functions");

    public static TheoryData<string> Queries => [.. Directory.EnumerateFiles(InfraFolder.File("queries"), "*.kql").Select(static file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Queries))]
    public void Query_NamesLogEvents_ThatTheProgramWrites(string name)
    {
        var written = Directory.EnumerateFiles(Functions, "*.cs", SearchOption.AllDirectories).SelectMany(static file => EventOfProgram.Matches(File.ReadAllText(file))).Select(IdOf);
        Assert.Empty(EventLists.Matches(TextOf(name)).SelectMany(static list => EventOfQuery.Matches(list.Value)).Select(IdOf).Except(written));
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public void Query_NamesFunctions_ThatThereAre(string name)
    {
        var all = new Hosting.FunctionTable().Http.Select(static function => function.Name);
        Assert.Empty(FunctionLists.Matches(TextOf(name)).SelectMany(static list => Quoted.Matches(list.Value)).Select(static match => match.Groups["name"].Value).Except(all));
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public void Query_IsInTheWorkbook(string name) => Assert.Contains($"'queries/{name}'", File.ReadAllText(InfraFolder.File("workbook.bicep")), StringComparison.Ordinal);

    private static string TextOf(string name) => File.ReadAllText(InfraFolder.File($"queries/{name}"));

    private static string IdOf(Match match) => match.Groups["id"].Value;

    [GeneratedRegex(@"EventId = (?<id>\d{4}),", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EventOfProgram { get; }

    [GeneratedRegex(@"\bEventId\)? (in \([^)]*\)|== \d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EventLists { get; }

    [GeneratedRegex(@"\b(?<id>\d{4})\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EventOfQuery { get; }

    [GeneratedRegex(@"\bname in \([^)]*\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FunctionLists { get; }

    [GeneratedRegex("'(?<name>[A-Za-z]+)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted { get; }
}
