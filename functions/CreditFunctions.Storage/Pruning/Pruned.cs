namespace CreditFunctions.Storage.Pruning;

/// <summary>What is removed, in the order it is told; its name is the word for one of it.</summary>
public enum Pruned
{
    /// <summary>A snapshot, with all its files.</summary>
    Snapshot,

    /// <summary>Pages of a snapshot that stays, and what runs of reports left that have no snapshot.</summary>
    ReportFile,

    /// <summary>Of shards.</summary>
    ShardFile,

    /// <summary>What a query or a run sorted into blobs and did not remove.</summary>
    SortFile,

    /// <summary>What is leased while something is worked on that has ended by now.</summary>
    Lock,

    /// <summary>The record of one.</summary>
    IdempotencyKey,

    /// <summary>The claim of a request to a key that is unique in the business.</summary>
    KeyClaim,

    /// <summary>What was sent, and what was rejected of it.</summary>
    ImportFile,

    /// <summary>A report that was asked for as a file.</summary>
    Export,

    /// <summary>The row of a run.</summary>
    Run,

    /// <summary>The findings of an audit.</summary>
    FindingFile,
}
