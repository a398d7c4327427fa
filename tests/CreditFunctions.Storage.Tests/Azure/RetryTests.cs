using Azure.Core;
using CreditFunctions.Storage.Azure;
using CreditFunctions.Storage.Azure.Http;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Tables;
using CreditFunctions.Storage.Tests.Tables;

namespace CreditFunctions.Storage.Tests.Azure;

public sealed class RetryTests
{
    private const string Busy = """{"odata.error":{"code":"ServerBusy","message":{"lang":"en-US","value":"Slow down."}}}""";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly StubAnswer GoodRow = new(200, """{"odata.metadata":"x","odata.etag":"W/1","RowKey":"a","text":"found"}""");
    private static readonly Row Found = new(null, "a", "W/1", null, "found", null, null, null, "");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static AzureStorage CreateSut(StubServer server) =>
        new(StorageConnection.Parse(server.ConnectionString), TimeProvider.System, DelayStrategy.CreateFixedDelayStrategy(TimeSpan.FromMilliseconds(1)));

    private static Task<Row?> GetAsync(AzureStorage storage) => storage.Table("credits").GetAsync("p", "a", Row.Reader, [], Token);

    private static Task<WriteResult> InsertAsync(AzureStorage storage) => storage.Table("credits").WriteAsync("p", Row.Insert("a"), Timeout, Token);

    public static TheoryData<string> Failures => ["500", "503", "429", "drop", "cut"];

    private static StubAnswer Failure(string kind) => kind switch
    {
        "drop" => StubAnswer.Drop,
        // Breaks off in the middle of the body.
        "cut" => new(200, "{\"value\":", Length: 1000),
        "500" => new(500),
        _ => new(int.Parse(kind, System.Globalization.CultureInfo.InvariantCulture), Busy),
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Read_FailsTwice_IsRetriedUntilItSucceeds(string kind)
    {
        await using var server = new StubServer(Failure(kind), Failure(kind), GoodRow);
        Assert.Equal(Found, await GetAsync(CreateSut(server)));
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Read_AlwaysFails_ThrowsAfterFourTries(string kind)
    {
        await using var server = new StubServer(Failure(kind));
        var e = await Assert.ThrowsAsync<StorageException>(() => GetAsync(CreateSut(server)));
        Assert.False(e.MayHaveHappened);
        // The HTTP handler by itself sends a request without a body up to four times when the connection is closed on it.
        var sent = server.Requests.Count;
        Assert.Equal(1 + ReadRetryPolicy.MaxRetries, kind == "drop" ? sent / 4 : sent);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task Read_Refused_IsNotRetried(int status)
    {
        await using var server = new StubServer(new StubAnswer(status, """{"odata.error":{"code":"TableNotFound"}}"""));
        var e = await Assert.ThrowsAsync<StorageException>(() => GetAsync(CreateSut(server)));
        Assert.Equal((status, "TableNotFound"), (e.Status, e.Code));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Read_AskedToWaitTooLong_IsNotRetried()
    {
        await using var server = new StubServer(new StubAnswer(503, Busy, "Retry-After: 60\r\n"), GoodRow);
        await Assert.ThrowsAsync<StorageException>(() => GetAsync(CreateSut(server)));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("500", true)]
    [InlineData("503", false)]
    [InlineData("429", false)]
    [InlineData("drop", true)]
    public async Task Write_Fails_IsSentOnceAndSaysWhetherItMayHaveHappened(string kind, bool mayHaveHappened)
    {
        await using var server = new StubServer(Failure(kind));
        var storage = CreateSut(server);
        var table = storage.Table("credits");
        var writes = new Func<Task>[]
        {
            () => InsertAsync(storage),
            () => table.WriteAsync("p", new(RowAction.Upsert, "a", Row.Columns()), Timeout, Token),
            () => table.WriteAsync("p", new(RowAction.Delete, "a", default), Timeout, Token),
            () => table.CommitAsync("p", [Row.Insert("a")], Timeout, Token),
            () => table.CreateIfMissingAsync(Token),
        };
        foreach (var (write, sent) in writes.Select((write, n) => (write, n + 1)))
        {
            var e = await Assert.ThrowsAsync<StorageException>(write);
            Assert.Equal(mayHaveHappened, e.MayHaveHappened);
            Assert.Equal(sent, server.Requests.Count);
        }
    }

    [Theory]
    [InlineData("500", true)]
    [InlineData("drop", true)]
    public async Task BlobWrite_Fails_IsSentOnceAndSaysWhetherItMayHaveHappened(string kind, bool mayHaveHappened)
    {
        await using var server = new StubServer(Failure(kind));
        var container = CreateSut(server).Container("reports");
        var writes = new Func<Task>[]
        {
            () => container.PutAsync("a", new byte[3], new("text/plain"), BlobCondition.None, Token),
            () => container.DeleteAsync("a", Token),
            () => container.AcquireLeaseAsync("a", BlobLeaseLimits.Shortest, Token),
            () => container.CreateIfMissingAsync(Token),
        };
        foreach (var (write, sent) in writes.Select((write, n) => (write, n + 1)))
        {
            var e = await Assert.ThrowsAsync<StorageException>(write);
            Assert.Equal(mayHaveHappened, e.MayHaveHappened);
            Assert.Equal(sent, server.Requests.Count);
        }
    }

    [Fact]
    public async Task Write_KeptAliveConnectionBreaks_IsSentOnce()
    {
        // The HTTP handler would by itself repeat a request without a body on a connection that was used before.
        await using var server = new StubServer(GoodRow, StubAnswer.Drop);
        var storage = CreateSut(server);
        await GetAsync(storage);
        var e = await Assert.ThrowsAsync<StorageException>(() => storage.Table("credits").WriteAsync("p", new(RowAction.Delete, "a", default), Timeout, Token));
        Assert.True(e.MayHaveHappened);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Write_NoAnswerInTime_MayHaveHappened()
    {
        await using var server = new StubServer(StubAnswer.Silence);
        var table = CreateSut(server).Table("credits");
        var e = await Assert.ThrowsAsync<StorageException>(() => table.WriteAsync("p", Row.Insert("a"), TimeSpan.FromMilliseconds(300), Token));
        Assert.True(e.MayHaveHappened);
        Assert.Contains("timed out", e.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Write_CallerCancels_ThrowsCancellation()
    {
        await using var server = new StubServer(StubAnswer.Silence);
        var table = CreateSut(server).Table("credits");
        using var cancel = new CancellationTokenSource();
        var write = table.WriteAsync("p", Row.Insert("a"), Timeout, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write);
    }

    [Fact]
    public async Task Write_NobodyListens_DidNotHappen()
    {
        var server = new StubServer(GoodRow);
        var storage = CreateSut(server);
        await server.DisposeAsync();
        var e = await Assert.ThrowsAsync<StorageException>(() => InsertAsync(storage));
        Assert.False(e.MayHaveHappened);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n")]
    [InlineData("HTTP/1.1 x")]
    public async Task Commit_AnswerIsNotWhole_MayHaveHappened(string body)
    {
        await using var server = new StubServer(new StubAnswer(202, body));
        var table = CreateSut(server).Table("credits");
        var e = await Assert.ThrowsAsync<StorageException>(() => table.CommitAsync("p", [Row.Insert("a"), Row.Insert("b")], Timeout, Token));
        Assert.True(e.MayHaveHappened);
    }

    [Fact]
    public async Task Write_Timeout_IsToldToTheService()
    {
        await using var server = new StubServer(new StubAnswer(204));
        var table = CreateSut(server).Table("credits");
        await table.WriteAsync("p", Row.Insert("a"), TimeSpan.FromSeconds(4.9), Token);
        Assert.Contains("?timeout=4 ", server.Requests[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_ServiceClockIsAhead_CorrectsTheClock()
    {
        await using var server = new StubServer(GoodRow with { Headers = "Date: Tue, 01 Jan 2030 00:00:00 GMT\r\n" });
        var storage = CreateSut(server);
        await GetAsync(storage);
        Assert.False(storage.Clock.IsTrusted);
        Assert.Equal(2030, (storage.Clock.GetUtcNow() + TimeSpan.FromSeconds(1)).Year);
    }
}
