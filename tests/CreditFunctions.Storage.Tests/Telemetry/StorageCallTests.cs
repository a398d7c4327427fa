using Azure.Core;
using CreditFunctions.Storage.Azure;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Tables;
using CreditFunctions.Storage.Telemetry;
using CreditFunctions.Storage.Tests.Azure;
using CreditFunctions.Storage.Tests.Tables;

namespace CreditFunctions.Storage.Tests.Telemetry;

[Collection(Alone.Name)]
public sealed class StorageCallTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly StubAnswer GoodRow = new(200, """{"odata.metadata":"x","odata.etag":"W/1","RowKey":"a","text":"found"}""");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static AzureStorage CreateSut(StubServer server) =>
        new(StorageConnection.Parse(server.ConnectionString), TimeProvider.System, DelayStrategy.CreateFixedDelayStrategy(TimeSpan.FromMilliseconds(1)));

    [Fact]
    public async Task Read_SentAgainTwice_IsOneCallWithTwoRetries()
    {
        await using var server = new StubServer(new StubAnswer(500), new StubAnswer(500), GoodRow);
        using var heard = new Heard();

        await CreateSut(server).Table("credits").GetAsync("p", "customer!cus_secret", Row.Reader, [], Token);

        Assert.Equal(
            ["creditfunctions.storage.call.duration operation=table GET http.response.status_code=200", "creditfunctions.storage.retries 2 operation=table GET"], heard.Measured);
        Assert.Equal(["table GET operation=table GET http.response.status_code=200 retries=2"], heard.Of(Spans.StorageCall));
    }

    [Fact]
    public async Task Write_NoAnswer_IsAnErrorOfItsOwnKind()
    {
        await using var server = new StubServer(StubAnswer.Silence);
        using var heard = new Heard();

        await Assert.ThrowsAsync<StorageException>(() => CreateSut(server).Table("credits").CommitAsync("p", [Row.Insert("a")], TimeSpan.FromMilliseconds(50), Token));

        Assert.Equal(["creditfunctions.storage.call.duration operation=table POST batch error.type=no_answer"], heard.Measured);
        Assert.Equal(System.Diagnostics.ActivityStatusCode.Error, Assert.Single(heard.Spans).Status);
    }

    [Fact]
    public async Task Operations_OfAllKinds_AreNamedWithoutWhatTheyAreOn()
    {
        await using var server = new StubServer(new StubAnswer(400));
        using var heard = new Heard();
        var storage = CreateSut(server);
        var (table, container) = (storage.Table("credits"), storage.Container("reports"));

        foreach (var call in new Func<Task>[]
        {
            () => table.CreateIfMissingAsync(Token),
            () => table.QueryAsync(new RowQuery("p", "a", "b"), Row.Reader, null, Token),
            () => table.WriteAsync("p", Row.Insert("secret"), Timeout, Token),
            () => table.WriteAsync("p", new(RowAction.Delete, "secret", default), Timeout, Token),
            () => container.GetPropertiesAsync("secret", Token),
            () => container.PutAsync("secret", new byte[3], new("text/plain"), BlobCondition.None, Token),
            () => container.AcquireLeaseAsync("secret", BlobLeaseLimits.Shortest, Token),
        })
        {
            await Assert.ThrowsAsync<StorageException>(call);
        }

        Assert.Equal(
            ["table POST", "table GET query", "table POST", "table DELETE", "blob HEAD", "blob PUT", "blob PUT lease"], heard.Spans.Select(static span => span.DisplayName));
    }
}
