using System.Diagnostics.Metrics;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using CreditFunctions.Hosting;
using CreditFunctions.Storage.Telemetry;
using Microsoft.Extensions.Logging;

namespace CreditFunctions.Tests.Telemetry;

/// <summary>docs/operations.md against the program: every log event, metric and span has its line there, and every line its event, metric or span.</summary>
public sealed partial class OperationsTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "docs", "operations.md"));

    private static readonly LoggerMessageAttribute[] Events =
    [
        .. new[] { typeof(CreditFunctionsApp).Assembly, typeof(Metrics).Assembly }.SelectMany(static assembly => assembly.GetTypes())
            .SelectMany(static type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(static method => method.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>(),
    ];

    [Fact]
    public void Events_Ids_AreUsedOnce() => Assert.Equal(Events.Length, Events.Select(static one => one.EventId).Distinct().Count());

    [Fact]
    public void Events_All_AreListedOnceWithLevelAndWhatToDo() => AssertSame(
        Events.Select(static one => $"| {one.EventId.ToString(CultureInfo.InvariantCulture)} | {Level(one.Level)} |"),
        Rows(Event()),
        start => $"{start} {Events.First(one => start.StartsWith($"| {one.EventId} ", StringComparison.Ordinal)).Message} | what to do about it |");

    [Fact]
    public void Metrics_All_AreListedOnceWithTheirUnit() => AssertSame(
        typeof(Metrics).GetFields(BindingFlags.Static | BindingFlags.Public).Select(static field => field.GetValue(null)).OfType<Instrument>().Select(static one => $"| `{one.Name}` | {one.Unit} |"),
        Rows(Metric()),
        static start => $"{start} its tags | what it says |");

    [Fact]
    public void Spans_All_AreListedOnce() => AssertSame(
        typeof(Spans).GetFields(BindingFlags.Static | BindingFlags.Public).Where(static field => field.IsLiteral && field.Name != nameof(Spans.SourceName)).Select(static field => $"| `{field.GetRawConstantValue()}` |"),
        Rows(Span(), Lines.SkipWhile(static line => line != "### Spans")),
        static start => $"{start} what it is of | its attributes |");

    private static string Level(LogLevel level) => level == LogLevel.None ? "varies" : level.ToString().ToLowerInvariant();

    /// <summary>The beginnings of the lines that match.</summary>
    private static IEnumerable<string> Rows(Regex row, IEnumerable<string>? lines = null) => (lines ?? Lines).Select(line => row.Match(line)).Where(static found => found.Success).Select(static found => found.Groups["start"].Value);

    private static void AssertSame(IEnumerable<string> expected, IEnumerable<string> found, Func<string, string> line)
    {
        var (all, listed) = (expected.Order(StringComparer.Ordinal).ToList(), found.Order(StringComparer.Ordinal).ToList());
        var missing = all.Except(listed, StringComparer.Ordinal).Select(start => $"missing: {line(start)}");
        var unknown = listed.Except(all, StringComparer.Ordinal).Select(static start => $"not in the program: {start}");
        var twice = listed.GroupBy(static start => start, StringComparer.Ordinal).Where(static same => same.Count() > 1).Select(static same => $"more than once: {same.Key}");
        Assert.Equal("docs/operations.md is as the program is", string.Join('\n', missing.Concat(unknown).Concat(twice).DefaultIfEmpty("docs/operations.md is as the program is")));
    }

    [GeneratedRegex(@"^(?<start>\| \d{4} \| [a-z]+ \|) [^|]+ \| [^|]+ \|$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Event();

    [GeneratedRegex(@"^(?<start>\| `creditfunctions\.[a-z._]+` \| [^ ]+ \|) [^|]* \| [^|]+ \|$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Metric();

    [GeneratedRegex(@"^(?<start>\| `(?!creditfunctions\.)[a-z.]+` \|) [^|]+ \| [^|]+ \|$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Span();
}
