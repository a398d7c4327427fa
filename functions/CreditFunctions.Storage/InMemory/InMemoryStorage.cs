using System.Collections.Concurrent;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Queues;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.InMemory;

/// <summary>A storage account in memory. One name is always one table, container or queue.</summary>
/// <param name="clock">What the service's times are taken from.</param>
/// <param name="faults">What goes wrong; null for nothing.</param>
public sealed class InMemoryStorage(TimeProvider clock, IFaults? faults = null) : IStorage
{
    private readonly ConcurrentDictionary<string, InMemoryTable> tables = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, InMemoryBlobContainer> containers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, InMemoryQueue> queues = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ITable Table(string name) => tables.GetOrAdd(NameRules.CheckTable(name), n => new(clock, faults, n));

    /// <inheritdoc/>
    public IBlobContainer Container(string name) => containers.GetOrAdd(NameRules.CheckContainer(name), n => new(clock, faults, n));

    /// <inheritdoc/>
    public IQueue Queue(string name) => queues.GetOrAdd(NameRules.CheckQueue(name), n => new(clock, faults, n));
}
