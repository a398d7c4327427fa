using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace CreditFunctions.Reports;

/// <summary>Every report there is.</summary>
public static class ReportCatalogue
{
    /// <summary>All reports, in the order in which the catalogue lists them.</summary>
    public static ImmutableArray<ReportDefinition> All { get; } = [CreditBalances.Definition, CustomerCredits.Definition];

    /// <summary>The report of that key, if there is one.</summary>
    public static bool TryGet(string key, [NotNullWhen(true)] out ReportDefinition? report)
    {
        report = All.FirstOrDefault(candidate => candidate.Key == key);
        return report is not null;
    }
}
