using System.Text;
using CreditFunctions.Storage.Azure;
using CreditFunctions.Storage.Blobs;

namespace CreditFunctions.Storage.Tests.Azure;

public sealed class ResumeTests
{
    private static readonly StubAnswer Broken = new(200, "0123", "ETag: \"0x1\"\r\n", Length: 10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static IBlobContainer CreateSut(StubServer server) => new AzureStorage(StorageConnection.Parse(server.ConnectionString)).Container("reports");

    private static async Task<string> ReadAsync(IBlobContainer container, BlobRange? range = null)
    {
        await using var download = await container.GetAsync("a", range, Token);
        using var bytes = new MemoryStream();
        await download!.Content.CopyToAsync(bytes, Token);
        return Encoding.ASCII.GetString(bytes.ToArray());
    }

    [Fact]
    public async Task Download_ConnectionBreaks_IsResumedOnTheSameVersion()
    {
        var rest = new StubAnswer(206, "456789", "ETag: \"0x1\"\r\nContent-Range: bytes 4-9/10\r\n");
        await using var server = new StubServer(Broken, rest);
        Assert.Equal("0123456789", await ReadAsync(CreateSut(server)));
        Assert.Equal(2, server.Requests.Count);
        Assert.Contains("x-ms-range: bytes=4-9\r\n", server.Requests[1], StringComparison.Ordinal);
        Assert.Contains("If-Match: \"0x1\"\r\n", server.Requests[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_RangeBreaks_ResumesWithinTheRange()
    {
        var first = new StubAnswer(206, "23", "ETag: \"0x1\"\r\nContent-Range: bytes 2-6/10\r\n", Length: 5);
        var rest = new StubAnswer(206, "456", "ETag: \"0x1\"\r\nContent-Range: bytes 4-6/10\r\n");
        await using var server = new StubServer(first, rest);
        Assert.Equal("23456", await ReadAsync(CreateSut(server), new BlobRange(2, 5)));
        Assert.Contains("x-ms-range: bytes=2-6\r\n", server.Requests[0], StringComparison.Ordinal);
        Assert.Contains("x-ms-range: bytes=4-6\r\n", server.Requests[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_ReplacedMeanwhile_Throws()
    {
        await using var server = new StubServer(Broken, new StubAnswer(412, "", "x-ms-error-code: ConditionNotMet\r\n"));
        var e = await Assert.ThrowsAsync<StorageException>(() => ReadAsync(CreateSut(server)));
        Assert.Contains("replaced meanwhile", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_BreaksAgainAndAgain_ThrowsInTheEnd()
    {
        await using var server = new StubServer(Broken, new StubAnswer(206, "", "ETag: \"0x1\"\r\nContent-Range: bytes 4-9/10\r\n", Length: 6));
        var e = await Assert.ThrowsAsync<StorageException>(() => ReadAsync(CreateSut(server)));
        Assert.Contains("broke", e.Message, StringComparison.Ordinal);
        Assert.Equal(6, server.Requests.Count);
    }
}
