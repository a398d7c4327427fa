namespace CreditFunctions.Storage.InMemory;

/// <summary>What a call does.</summary>
public enum StorageOperation
{
    /// <summary>Makes a table.</summary>
    TableCreate,

    /// <summary>Reads a row.</summary>
    RowGet,

    /// <summary>Reads a page of rows.</summary>
    RowQuery,

    /// <summary>Writes a row.</summary>
    RowWrite,

    /// <summary>Writes rows as a transaction.</summary>
    RowCommit,

    /// <summary>Makes a container.</summary>
    ContainerCreate,

    /// <summary>Writes a whole blob.</summary>
    BlobPut,

    /// <summary>Sends a block of an upload.</summary>
    BlobBlock,

    /// <summary>Makes a blob of the blocks sent.</summary>
    BlobCommit,

    /// <summary>Reads a blob.</summary>
    BlobGet,

    /// <summary>Reads a blob's properties.</summary>
    BlobProperties,

    /// <summary>Lists blobs.</summary>
    BlobList,

    /// <summary>Removes a blob.</summary>
    BlobDelete,

    /// <summary>Takes a lease.</summary>
    LeaseAcquire,

    /// <summary>Holds on to a lease.</summary>
    LeaseRenew,

    /// <summary>Gives a lease back.</summary>
    LeaseRelease,
}

/// <summary>One call to a table or a container.</summary>
/// <param name="Operation">What it does.</param>
/// <param name="Store">The table's or the container's name.</param>
/// <param name="Name">The partition key, the blob's name, or the prefix listed; empty for the making of the store itself.</param>
/// <param name="Rows">The row keys read or written, in their order; empty for blobs. For a page of rows, where it starts.</param>
public sealed record StorageCall(StorageOperation Operation, string Store, string Name, IReadOnlyList<string> Rows)
{
    /// <summary>Does it change anything?</summary>
    public bool IsWrite => Operation
        is not (StorageOperation.RowGet or StorageOperation.RowQuery or StorageOperation.BlobGet or StorageOperation.BlobProperties or StorageOperation.BlobList);
}
