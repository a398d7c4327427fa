using CreditFunctions.Storage.InMemory;

namespace CreditFunctions.Storage.Tests.Blobs;

public sealed class InMemoryBlobContract() : BlobContract(new InMemoryStorage(TimeProvider.System));
