using System.Collections.Immutable;

namespace CreditFunctions.Reports.Tests;

/// <summary>Manifests for tests.</summary>
internal static class SnapshotSample
{
    public static Manifest ManifestOf(
        ReportDefinition report, long rows, ImmutableArray<SnapshotFile> files, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> totals) => new(
            Manifest.CurrentSchema,
            report.Key,
            "acme",
            new SnapshotId(SampleRows.Noon),
            SampleRows.Noon,
            SampleRows.Noon.Plus(TimeSpan.FromSeconds(10)),
            SampleRows.Noon.Plus(TimeSpan.FromSeconds(11.5)),
            SnapshotMode.Incremental,
            new SnapshotId(SampleRows.Noon.Plus(TimeSpan.FromDays(-1))),
            SampleRows.Noon.Plus(TimeSpan.FromDays(-3)),
            "1",
            rows,
            totals,
            new Dictionary<string, UnitRollForward>(StringComparer.Ordinal) { ["USD"] = new("1.00", "12.50", "1.00", "0.50", "0.25", "0.25", "12.50") },
            files,
            [new PageStore("customer_id", new RowFileInfo("credit-balances.by-customer_id.rows", 7, rows, 100, 140))],
            [new ShardRecord("0f", 3, new string('a', 64))],
            RowsRead: 12,
            RequestsMade: 5,
            Manifest.ScanPolicy);
}
