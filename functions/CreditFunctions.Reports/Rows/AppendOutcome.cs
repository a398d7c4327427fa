namespace CreditFunctions.Reports;

/// <summary>What became of a row that was to be kept in memory.</summary>
public enum AppendOutcome
{
    /// <summary>The row is held.</summary>
    Appended,

    /// <summary>
    /// <see cref="PackedRows.MaxRows"/> or <see cref="PackedRows.MaxTextBytes"/> is reached; the rows held are as before, and the report
    /// needs an engine that does not keep it in memory.
    /// </summary>
    Full,
}
