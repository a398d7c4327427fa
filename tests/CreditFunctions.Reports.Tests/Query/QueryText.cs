using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace CreditFunctions.Reports.Tests;

/// <summary>Queries as text, already decoded: <c>limit=5&amp;sort=unit</c>.</summary>
internal static class QueryText
{
    public static bool TryParse(ReportDefinition report, string text, [NotNullWhen(true)] out ReportQuery? query, out ImmutableArray<QueryProblem> problems) =>
        ReportQueryParser.TryParse(
            report,
            "acme",
            text.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(part => KeyValuePair.Create(part[..part.IndexOf('=')], part[(part.IndexOf('=') + 1)..])),
            out query,
            out problems);

    public static ReportQuery Parse(ReportDefinition report, string text)
    {
        var good = TryParse(report, text, out var query, out var problems);
        Assert.True(good, string.Join('\n', problems));
        return query!;
    }
}
