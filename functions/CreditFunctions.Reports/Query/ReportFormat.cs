namespace CreditFunctions.Reports;

/// <summary>How an answer or a file is written.</summary>
public enum ReportFormat
{
    /// <summary>JSON: an answer with what is known of the columns and the paging, a file as one array of rows.</summary>
    Json,

    /// <summary>CSV as RFC 4180 has it: a header of column keys, and the rows.</summary>
    Csv,

    /// <summary>A JSON object a line, and nothing but the rows.</summary>
    NdJson,
}
