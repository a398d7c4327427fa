using CreditFunctions.Storage.InMemory;

namespace CreditFunctions.Storage.Tests.Queues;

public sealed class InMemoryQueueContract() : QueueContract(new InMemoryStorage(TimeProvider.System));
