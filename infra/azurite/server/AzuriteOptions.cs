namespace CreditFunctions.Azurite;

/// <summary>How Azurite is to run. Port 0 takes any free one.</summary>
public sealed record AzuriteOptions
{
    /// <summary>The Blob service's port; 0 for any.</summary>
    public int BlobPort { get; init; }

    /// <summary>The Queue service's port; 0 for any.</summary>
    public int QueuePort { get; init; }

    /// <summary>The Table service's port; 0 for any.</summary>
    public int TablePort { get; init; }

    /// <summary>The directory the data is kept in; null keeps it in memory and forgets it.</summary>
    public string? Location { get; init; }

    /// <summary>Told of what takes long, one line each.</summary>
    public Action<string>? Progress { get; init; }

    /// <summary>The ports Azurite has by default, which <c>UseDevelopmentStorage=true</c> stands for: 10000, 10001, 10002.</summary>
    public static AzuriteOptions WellKnownPorts => new() { BlobPort = 10000, QueuePort = 10001, TablePort = 10002 };
}

/// <summary>Azurite could not be started; the message says what to do in one line, then what Azurite itself said.</summary>
public sealed class AzuriteException(string message, Exception? innerException = null) : Exception(message, innerException);
