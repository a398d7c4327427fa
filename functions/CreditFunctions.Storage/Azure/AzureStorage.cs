using Azure.Core;
using Azure.Core.Pipeline;
using CreditFunctions.Storage.Azure.Blobs;
using CreditFunctions.Storage.Azure.Http;
using CreditFunctions.Storage.Azure.Queues;
using CreditFunctions.Storage.Azure.Tables;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Clock;
using CreditFunctions.Storage.Queues;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Azure;

/// <summary>An Azure storage account, or Azurite. Make one and keep it; it opens no connection before the first call.</summary>
public sealed class AzureStorage : IStorage
{
    private const string TokenScope = "https://storage.azure.com/.default";

    private readonly AzureService tables;
    private readonly AzureService blobs;
    private readonly AzureService queues;
    private readonly BlobLinks links;

    /// <summary>The account behind <paramref name="connection"/>.</summary>
    /// <param name="connection">Where it is and what opens it.</param>
    /// <param name="time">The local clock, which <see cref="Clock"/> corrects and which deadlines run by; the system's if null.</param>
    public AzureStorage(StorageConnection connection, TimeProvider? time = null)
        : this(connection, time ?? TimeProvider.System, ReadRetryPolicy.DefaultDelays)
    {
    }

    /// <summary>For tests, which have no patience.</summary>
    internal AzureStorage(StorageConnection connection, TimeProvider time, DelayStrategy delays)
    {
        ArgumentNullException.ThrowIfNull(connection);
        Clock = new StorageClock(time);
        tables = new(Pipeline(connection, delays, key => new TableSharedKeyPolicy(key)), connection.Tables, Clock, "table");
        blobs = new(Pipeline(connection, delays, key => new BlobSharedKeyPolicy(key)), connection.Blobs, Clock, "blob");
        queues = new(Pipeline(connection, delays, key => new BlobSharedKeyPolicy(key)), connection.Queues, Clock, "queue");
        links = new(blobs, connection.Blobs, connection.Key, Clock);
    }

    /// <summary>The clock of this account: the local one, corrected by every answer of the service.</summary>
    public StorageClock Clock { get; }

    /// <inheritdoc/>
    public ITable Table(string name) => new AzureTable(tables, NameRules.CheckTable(name));

    /// <inheritdoc/>
    public IBlobContainer Container(string name) => new AzureBlobContainer(blobs, links, NameRules.CheckContainer(name));

    /// <inheritdoc/>
    public IQueue Queue(string name) => new AzureQueue(queues, NameRules.CheckQueue(name));

    private HttpPipeline Pipeline(StorageConnection connection, DelayStrategy delays, Func<SharedKey, HttpPipelinePolicy> sign)
    {
        var options = new PipelineOptions { Transport = SharedHttp.Transport, RetryPolicy = new ReadRetryPolicy(Clock, delays) };
        // Policies that would cost every request an id, a scope and strings, for logs that nobody reads: what goes wrong is in the StorageException.
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        options.Diagnostics.IsTelemetryEnabled = false;
        options.AddPolicy(new ServerTimePolicy(Clock), HttpPipelinePosition.BeforeTransport);
        var authentication = connection.Key is { } key ? sign(key) : new BearerTokenAuthenticationPolicy(connection.Credential!, TokenScope);
        return HttpPipelineBuilder.Build(options, [], [new StorageHeadersPolicy(Clock), authentication, new RentedBodyPolicy()], ResponseClassifier);
    }

    private static readonly ResponseClassifier ResponseClassifier = new();

    /// <summary>Nothing of its own: Azure.Core only takes options of a derived type.</summary>
    private sealed class PipelineOptions : ClientOptions;
}
