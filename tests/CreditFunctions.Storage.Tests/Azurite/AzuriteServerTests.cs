using System.Net;
using System.Net.Sockets;
using CreditFunctions.Azurite;
using CreditFunctions.Storage.Azure;
using CreditFunctions.Storage.Tests.Tables;

namespace CreditFunctions.Storage.Tests.Azurite;

public sealed class AzuriteServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_PortTaken_SaysWhich()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var e = await Assert.ThrowsAsync<AzuriteException>(() => AzuriteServer.StartAsync(new AzuriteOptions { TablePort = port }, Token));
        Assert.Contains($"Port {port} is taken", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithLocation_KeepsDataOverARestart()
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("azurite-test-");
        try
        {
            var options = new AzuriteOptions { Location = directory.FullName };
            await using (var first = await AzuriteServer.StartAsync(options, Token))
            {
                var table = new AzureStorage(StorageConnection.Parse(first.ConnectionString)).Table("kept");
                await table.CreateIfMissingAsync(Token);
                await table.WriteAsync("p", Row.Insert("a", "kept"), TimeSpan.FromSeconds(10), Token);
            }

            await using var second = await AzuriteServer.StartAsync(options, Token);
            var again = new AzureStorage(StorageConnection.Parse(second.ConnectionString)).Table("kept");
            Assert.Equal("kept", (await again.GetAsync("p", "a", Row.Reader, [], Token))!.Text);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Dispose_Running_FreesThePortsAndIsNoUnexpectedDeath()
    {
        var server = await AzuriteServer.StartAsync(new AzuriteOptions(), Token);
        await server.DisposeAsync();
        await server.DisposeAsync();
        using var port = new TcpListener(IPAddress.Loopback, server.TablePort);
        port.Start();
        Assert.False(server.Died.IsCompleted);
    }
}
