using CreditFunctions.Azurite;
using CreditFunctions.Storage.Azure;
using CreditFunctions.Storage.Tests.Azurite;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]

namespace CreditFunctions.Storage.Tests.Azurite;

/// <summary>One Azurite, in memory, for all tests of the assembly.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private AzuriteServer? server;

    public AzureStorage Storage { get; private set; } = null!;

    public AzuriteServer Server => server!;

    public async ValueTask InitializeAsync()
    {
        server = await AzuriteServer.StartAsync(new AzuriteOptions { Progress = Console.Error.WriteLine });
        Storage = new AzureStorage(StorageConnection.Parse(server.ConnectionString));
    }

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? default;
}
