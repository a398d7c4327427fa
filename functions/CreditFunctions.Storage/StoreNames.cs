namespace CreditFunctions.Storage;

/// <summary>The tables, containers and queues everything is in.</summary>
public static class StoreNames
{
    /// <summary>The table of customers, accounts, entries and all that belongs to them.</summary>
    public const string Credits = "credits";

    /// <summary>The table of businesses, API keys, entitlements, runs and imports.</summary>
    public const string Directory = "directory";

    /// <summary>The container of snapshots.</summary>
    public const string Reports = "reports";

    /// <summary>The container of imports.</summary>
    public const string Imports = "imports";

    /// <summary>The queue of shards that any instance may scan.</summary>
    public const string Shards = "shards";

    /// <summary>Where messages go that failed too often: the name the Functions host gives it.</summary>
    public const string ShardsPoison = "shards-poison";

    /// <summary>Creates whichever is missing.</summary>
    public static Task CreateAllAsync(this IStorage storage, CancellationToken cancellationToken) => Task.WhenAll(
        storage.Table(Credits).CreateIfMissingAsync(cancellationToken),
        storage.Table(Directory).CreateIfMissingAsync(cancellationToken),
        storage.Container(Reports).CreateIfMissingAsync(cancellationToken),
        storage.Container(Imports).CreateIfMissingAsync(cancellationToken),
        storage.Queue(Shards).CreateIfMissingAsync(cancellationToken),
        storage.Queue(ShardsPoison).CreateIfMissingAsync(cancellationToken));
}
