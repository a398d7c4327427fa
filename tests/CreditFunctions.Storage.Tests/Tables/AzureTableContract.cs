using CreditFunctions.Storage.Tests.Azurite;

namespace CreditFunctions.Storage.Tests.Tables;

public sealed class AzureTableContract(AzuriteFixture azurite) : TableContract(azurite.Storage);
