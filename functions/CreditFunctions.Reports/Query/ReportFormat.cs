namespace CreditFunctions.Reports;

/// <summary>How an answer or a file is written.</summary>
public enum ReportFormat
{
    /// <summary>JSON, with what is known of the columns and the paging.</summary>
    Json,

    /// <summary>CSV as RFC 4180 has it: a header of column keys, and the rows.</summary>
    Csv,
}
