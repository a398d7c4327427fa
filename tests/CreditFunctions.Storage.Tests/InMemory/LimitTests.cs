using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Tables;
using CreditFunctions.Storage.Tests.Clock;
using CreditFunctions.Storage.Tests.Tables;

namespace CreditFunctions.Storage.Tests.InMemory;

/// <summary>Limits of the service that an emulator may be lax about, and what depends on the clock.</summary>
public sealed class LimitTests
{
    private readonly ManualTime time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<InMemoryTable> CreateSutAsync()
    {
        var table = new InMemoryTable(time);
        await table.CreateIfMissingAsync(Token);
        return table;
    }

    [Theory]
    [InlineData(32 * 1024, null)]
    [InlineData((32 * 1024) + 1, "PropertyValueTooLarge")]
    public async Task Text_AtItsLimit_IsTakenOrRefused(int length, string? code) =>
        Assert.Equal(code, await CodeAsync(new ColumnWriter().Text("text", new string('é', length))));

    [Theory]
    [InlineData(500_000, null)]
    [InlineData(524_288, "EntityTooLarge")]
    public async Task Row_AtItsLimit_IsTakenOrRefused(int length, string? code) =>
        Assert.Equal(code, await CodeAsync(new ColumnWriter().LongText("text", new string('é', length))));

    [Theory]
    [InlineData(252, null)]
    [InlineData(253, "TooManyProperties")]
    public async Task Columns_AtTheirLimit_AreTakenOrRefused(int count, string? code) =>
        Assert.Equal(code, await CodeAsync(Enumerable.Range(0, count).Aggregate(new ColumnWriter(), (columns, n) => columns.Number($"n{n}", n))));

    [Theory]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a\tb")]
    public async Task Key_ForbiddenCharacter_IsRefused(string key) =>
        Assert.Equal("OutOfRangeInput", await CodeAsync(new ColumnWriter(), key));

    [Fact]
    public async Task Key_TooLong_IsRefused() => Assert.Equal("KeyValueTooLarge", await CodeAsync(new ColumnWriter(), new string('k', 513)));

    [Fact]
    public async Task Merge_GrowsRowBeyondItsLimit_IsRefusedAndChangesNothing()
    {
        var table = await CreateSutAsync();
        await WriteAsync(table, new(RowAction.Insert, "a", new ColumnWriter().LongText("long", new string('x', 400_000)).ToMemory()));
        var grow = new RowWrite(RowAction.Merge, "a", new ColumnWriter().LongText("more", new string('x', 400_000)).ToMemory());
        var e = await Assert.ThrowsAsync<StorageException>(() => WriteAsync(table, grow));
        Assert.Equal((400, "EntityTooLarge", false), (e.Status, e.Code, e.MayHaveHappened));
        Assert.Equal(400_000, (await table.GetAsync("p", "a", Row.Reader, [], Token))!.LongText.Length);
    }

    [Fact]
    public async Task Timestamp_Write_IsTheClocks()
    {
        var table = await CreateSutAsync();
        await WriteAsync(table, Row.Insert("a"));
        time.Pass(TimeSpan.FromSeconds(3));
        await WriteAsync(table, new(RowAction.Merge, "a", Row.Columns(number: 1)));
        Assert.Equal(Ledger.Instant.Now(time), (await table.GetAsync("p", "a", Row.Reader, [], Token))!.Timestamp);
    }

    [Fact]
    public async Task Query_ManyRowsMeetNoCondition_GivesAnEmptyPageThatIsNotTheLast()
    {
        var table = await CreateSutAsync();
        for (var batch = 0; batch < 11; batch++)
        {
            var writes = Enumerable.Range(0, 100).Select(n => Row.Insert($"{batch:D2}{n:D2}", number: batch)).ToArray();
            await table.CommitAsync("p", writes, TimeSpan.FromSeconds(5), Token);
        }

        var query = new RowQuery("p", "", null) { Where = [new("number", Comparison.Equal, Number: 10)] };
        var first = await table.QueryAsync(query, Row.Reader, null, Token);
        Assert.Empty(first.Rows);
        Assert.NotNull(first.Continuation);
        var second = await table.QueryAsync(query, Row.Reader, first.Continuation, Token);
        Assert.Equal((100, null), (second.Rows.Count, second.Continuation));
    }

    [Fact]
    public async Task Lease_ItsTimePassed_CanBeTakenByAnother()
    {
        var container = new InMemoryBlobContainer(time);
        await container.CreateIfMissingAsync(Token);
        await container.PutAsync("a", default, new("text/plain"), BlobCondition.None, Token);
        var first = await container.AcquireLeaseAsync("a", TimeSpan.FromSeconds(15), Token);
        time.Pass(TimeSpan.FromSeconds(14));
        Assert.True(await container.RenewLeaseAsync("a", first!, Token));
        time.Pass(TimeSpan.FromSeconds(14));
        Assert.Null(await container.AcquireLeaseAsync("a", TimeSpan.FromSeconds(15), Token));
        time.Pass(TimeSpan.FromSeconds(1));
        Assert.NotNull(await container.AcquireLeaseAsync("a", TimeSpan.FromSeconds(15), Token));
        Assert.False(await container.RenewLeaseAsync("a", first!, Token));
    }

    private static Task<WriteResult> WriteAsync(InMemoryTable table, RowWrite write) => table.WriteAsync("p", write, TimeSpan.FromSeconds(5), Token);

    private async Task<string?> CodeAsync(ColumnWriter columns, string key = "a")
    {
        var table = await CreateSutAsync();
        try
        {
            await WriteAsync(table, new(RowAction.Insert, key, columns.ToMemory()));
            return null;
        }
        catch (StorageException e)
        {
            Assert.False(e.MayHaveHappened);
            return e.Code;
        }
    }
}
