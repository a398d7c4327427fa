namespace CreditFunctions.Reports;

/// <summary>A snapshot does not follow from the one before it and the entries posted between: rows are missing, or counted twice. Its message says in which units, and by how much.</summary>
public sealed class RollForwardException : Exception
{
    /// <summary>What disagrees.</summary>
    public RollForwardException(IReadOnlyList<string> problems)
        : base("The roll-forward does not agree. " + string.Join(' ', problems)) => Problems = problems;

    /// <summary>What disagrees, a sentence each.</summary>
    public IReadOnlyList<string> Problems { get; }
}
