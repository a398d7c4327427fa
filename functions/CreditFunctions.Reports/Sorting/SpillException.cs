namespace CreditFunctions.Reports;

/// <summary>There is no room for sorted runs, or what is read back of one is not what was written. Nothing is lost but the sort: it can be done again.</summary>
public sealed class SpillException : Exception
{
    internal SpillException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>Is a run not what was written, or not to be read? Else there was no room for it.</summary>
    public bool IsDamage { get; internal init; }
}
