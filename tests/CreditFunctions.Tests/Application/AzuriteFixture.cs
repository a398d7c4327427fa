using CreditFunctions.Azurite;
using CreditFunctions.Storage.Azure;
using CreditFunctions.Tests.Application;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]

namespace CreditFunctions.Tests.Application;

/// <summary>One Azurite in memory for all tests that want real storage; started by the first of them.</summary>
public sealed class AzuriteFixture : IAsyncDisposable
{
    private readonly Lazy<Task<AzuriteServer>> server = new(() => AzuriteServer.StartAsync(new()));

    public async Task<string> ConnectionStringAsync() => (await server.Value).ConnectionString;

    /// <summary>The program on Azurite and the real clock, with a business of its own.</summary>
    internal async Task<CreditApplication> StartAsync(string business, params (string Name, string Value)[] settings)
    {
        var storage = new AzureStorage(StorageConnection.Parse(await ConnectionStringAsync()));
        return await CreditApplication.StartAsync(storage, storage.Clock, storage.Clock, business, settings);
    }

    public async ValueTask DisposeAsync()
    {
        if (server.IsValueCreated)
        {
            await (await server.Value).DisposeAsync();
        }
    }
}
