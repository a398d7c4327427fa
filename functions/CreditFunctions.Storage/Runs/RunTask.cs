using CreditFunctions.Reports;

namespace CreditFunctions.Storage.Runs;

/// <summary>What a run does for a business: a report of it (of the function <c>SnapshotReports</c>), or all that another timer function does.</summary>
/// <param name="Key">Its name in row keys: the report's key, or the function's name. Without <c>!</c>.</param>
/// <param name="Function">The timer function it belongs to.</param>
public sealed record RunTask(string Key, string Function)
{
    /// <summary>Makes snapshots.</summary>
    public const string SnapshotReports = nameof(SnapshotReports);

    /// <summary>Writes down what has come due.</summary>
    public static RunTask ExpireCredits { get; } = new(nameof(ExpireCredits), nameof(ExpireCredits));

    /// <summary>Audits the ledger.</summary>
    public static RunTask VerifyLedger { get; } = new(nameof(VerifyLedger), nameof(VerifyLedger));

    /// <summary>Removes what is no longer kept.</summary>
    public static RunTask PruneSnapshots { get; } = new(nameof(PruneSnapshots), nameof(PruneSnapshots));

    /// <summary>All there are.</summary>
    public static IReadOnlyList<RunTask> All { get; } = [.. ReportCatalogue.All.Select(static report => Of(report.Key)), ExpireCredits, VerifyLedger, PruneSnapshots];

    /// <summary>The snapshots of a report.</summary>
    public static RunTask Of(string report) => new(report, SnapshotReports);

    /// <summary>The task of a key; what is none of <see cref="All"/> was a report.</summary>
    public static RunTask OfKey(string key) => All.FirstOrDefault(task => string.Equals(task.Key, key, StringComparison.Ordinal)) ?? Of(key);
}
