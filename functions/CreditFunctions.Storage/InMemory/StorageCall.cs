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

    /// <summary>Makes a queue.</summary>
    QueueCreate,

    /// <summary>Sends a message.</summary>
    QueueSend,

    /// <summary>Receives messages, and hides them from others.</summary>
    QueueReceive,

    /// <summary>Hides a message for longer, or no longer.</summary>
    QueueHide,

    /// <summary>Removes a message.</summary>
    QueueDelete,

    /// <summary>Counts messages.</summary>
    QueueCount,
}

/// <summary>One call to a table, a container or a queue.</summary>
/// <param name="Operation">What it does.</param>
/// <param name="Store">The table's, the container's or the queue's name.</param>
/// <param name="Name">The partition key, the blob's name, the prefix listed, the message's id or, of one that is sent, its text; empty for the making of the store itself, and where messages are received.</param>
/// <param name="Rows">The row keys read or written, in their order; empty for blobs and messages. For a page of rows, where it starts.</param>
public sealed record StorageCall(StorageOperation Operation, string Store, string Name, IReadOnlyList<string> Rows)
{
    /// <summary>Does it change anything?</summary>
    public bool IsWrite => Operation
        is not (StorageOperation.RowGet or StorageOperation.RowQuery or StorageOperation.BlobGet or StorageOperation.BlobProperties or StorageOperation.BlobList or StorageOperation.QueueCount);
}
