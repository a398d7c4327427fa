using CreditFunctions.Storage.Tests.Azurite;

namespace CreditFunctions.Storage.Tests.Blobs;

public sealed class AzureBlobContract(AzuriteFixture azurite) : BlobContract(azurite.Storage);
