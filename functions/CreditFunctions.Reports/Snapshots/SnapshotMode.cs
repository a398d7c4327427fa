namespace CreditFunctions.Reports;

/// <summary>What a run read. What it wrote is the same either way.</summary>
public enum SnapshotMode
{
    /// <summary>Every account and entry.</summary>
    Full,

    /// <summary>What changed since an earlier snapshot.</summary>
    Incremental,
}
