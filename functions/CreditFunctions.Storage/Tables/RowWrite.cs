namespace CreditFunctions.Storage.Tables;

/// <summary>What is done to a row.</summary>
public enum RowAction
{
    /// <summary>The row must be new.</summary>
    Insert,

    /// <summary>The row must exist; all its columns are replaced.</summary>
    Replace,

    /// <summary>The row must exist; the given columns are set and the others kept.</summary>
    Merge,

    /// <summary>The row is made, or all its columns replaced.</summary>
    Upsert,

    /// <summary>The row must exist and is removed.</summary>
    Delete,
}

/// <summary>One write to one row.</summary>
/// <param name="Action">What is done.</param>
/// <param name="RowKey">The row.</param>
/// <param name="Columns">A JSON object of columns with their <c>@odata.type</c> notes, as <see cref="ColumnWriter"/> makes; empty for a delete.</param>
/// <param name="IfMatch">The ETag the row must still have; null stands for <c>*</c>. For replace, merge and delete only.</param>
public sealed record RowWrite(RowAction Action, string RowKey, ReadOnlyMemory<byte> Columns, string? IfMatch = null);

/// <summary>How a write ended.</summary>
public enum WriteOutcome
{
    /// <summary>Written.</summary>
    Done,

    /// <summary>Nothing was written: a row to insert exists already (409 EntityAlreadyExists).</summary>
    Exists,

    /// <summary>Nothing was written: the row has another ETag by now (412 UpdateConditionNotSatisfied).</summary>
    Changed,

    /// <summary>Nothing was written: the row to replace, merge or delete is not there (404).</summary>
    Missing,
}

/// <summary>How a write ended.</summary>
/// <param name="Outcome">What happened.</param>
/// <param name="FailedIndex">Which write of a transaction failed; 0 for a single write; -1 if none did.</param>
/// <param name="ETag">The new ETag of a single write; null for transactions and deletes.</param>
public readonly record struct WriteResult(WriteOutcome Outcome, int FailedIndex = -1, string? ETag = null);
