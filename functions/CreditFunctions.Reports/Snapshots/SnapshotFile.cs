using System.Text.Json.Serialization;

namespace CreditFunctions.Reports;

/// <summary>One file of a snapshot, as the manifest describes it.</summary>
/// <param name="Name">Its name beside the others of the attempt, such as <c>credit-balances.json</c>.</param>
/// <param name="Bytes">Its length as it is stored.</param>
/// <param name="Sha256">SHA-256 of all its bytes as they are stored, in 64 lower-case hex digits.</param>
/// <param name="ContentType">What it is served with.</param>
/// <param name="ContentEncoding">How it is stored: <c>gzip</c>, or null, which the manifest leaves out: as it is.</param>
public sealed record SnapshotFile(
    string Name,
    long Bytes,
    string Sha256,
    string ContentType,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ContentEncoding = null)
{
    /// <summary>The coding of files whose names end in <c>.gz</c>.</summary>
    public const string Gzip = "gzip";

    /// <summary>The file of a report in a format: the report's key and the format's extension, and <c>.gz</c> if it is compressed.</summary>
    public static string NameOf(ReportDefinition report, ReportFormat format, bool gzip = false) => report.Key + ExtensionOf(format) + (gzip ? ".gz" : "");

    private static string ExtensionOf(ReportFormat format) => format switch
    {
        ReportFormat.Csv => ".csv",
        ReportFormat.NdJson => ".ndjson",
        _ => ".json",
    };
}
