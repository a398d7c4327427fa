using CreditFunctions.Ledger;

namespace CreditFunctions.Storage.Directory;

/// <summary>A report that was asked for as a file, by somebody whose jobs have integer ids. No file is kept: it is made when it is fetched.</summary>
/// <param name="Business">Whose report.</param>
/// <param name="Number">Its id, from 1; no other export of the business has it.</param>
/// <param name="Query">What was asked for, as the one who asked understands it; at most 32,768 characters.</param>
/// <param name="CreatedAt">When.</param>
public sealed record ReportExport(string Business, long Number, string Query, Instant CreatedAt);
