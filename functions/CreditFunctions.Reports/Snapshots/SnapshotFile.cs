namespace CreditFunctions.Reports;

/// <summary>One file of a snapshot, as the manifest describes it.</summary>
/// <param name="Name">Its name beside the others of the attempt, such as <c>credit-balances.json</c>.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">SHA-256 of all its bytes, in 64 lower-case hex digits.</param>
/// <param name="ContentType">What it is served with.</param>
public sealed record SnapshotFile(string Name, long Bytes, string Sha256, string ContentType)
{
    /// <summary>The file of a report in a format: the report's key and the format's extension.</summary>
    public static string NameOf(ReportDefinition report, ReportFormat format) => report.Key + (format == ReportFormat.Csv ? ".csv" : ".json");
}
