namespace CreditFunctions.Reports;

/// <summary>As many queries go through a snapshot's rows as may at once, and none ended soon enough. It can be asked again.</summary>
public sealed class ReportBusyException : Exception
{
    internal ReportBusyException(int scans)
        : base($"{scans} queries that no index serves are under way, and no more are taken at once.")
    {
    }
}
