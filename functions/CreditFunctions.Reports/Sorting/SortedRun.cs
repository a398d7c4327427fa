namespace CreditFunctions.Reports;

/// <summary>Rows in order outside of memory.</summary>
/// <param name="File">Where they are.</param>
/// <param name="Rows">How many they are.</param>
internal sealed record SortedRun(IRangedFile File, long Rows);
