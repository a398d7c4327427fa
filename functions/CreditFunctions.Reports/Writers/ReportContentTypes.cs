namespace CreditFunctions.Reports;

/// <summary>The content types reports are served and stored with.</summary>
public static class ReportContentTypes
{
    /// <summary>JSON, which is UTF-8 by definition.</summary>
    public const string Json = "application/json";

    /// <summary>CSV; the first line is a header.</summary>
    public const string Csv = "text/csv; charset=utf-8; header=present";

    /// <summary>A JSON object a line.</summary>
    public const string NdJson = "application/x-ndjson";

    /// <summary>The content type of a format.</summary>
    public static string Of(ReportFormat format) => format switch
    {
        ReportFormat.Csv => Csv,
        ReportFormat.NdJson => NdJson,
        _ => Json,
    };
}
