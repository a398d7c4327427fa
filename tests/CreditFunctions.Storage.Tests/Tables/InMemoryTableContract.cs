using CreditFunctions.Storage.InMemory;

namespace CreditFunctions.Storage.Tests.Tables;

public sealed class InMemoryTableContract() : TableContract(new InMemoryStorage(TimeProvider.System));
