using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Tests.Tables;

public abstract partial class TableContract
{
    [Fact]
    public async Task CreateIfMissing_Again_IsNoError()
    {
        var table = await CreateSutAsync();
        await table.CreateIfMissingAsync(Token);
    }

    [Fact]
    public async Task Insert_NewRow_IsReadBack()
    {
        var table = await CreateSutAsync();
        var result = await WriteAsync(table, Row.Insert("a", "hello", 5));
        Assert.Equal(WriteOutcome.Done, result.Outcome);
        Assert.Equal(-1, result.FailedIndex);
        var row = await GetAsync(table, "a");
        Assert.Equal((partition, "a", "hello", 5L, result.ETag), (row!.PartitionKey, row.RowKey, row.Text, row.Number, row.ETag));
        Assert.NotNull(row.Timestamp);
        Assert.NotEmpty(result.ETag!);
    }

    [Fact]
    public async Task Insert_ExistingRow_ExistsAndChangesNothing()
    {
        var table = await CreateSutAsync();
        await WriteAsync(table, Row.Insert("a", "first"));
        Assert.Equal(new WriteResult(WriteOutcome.Exists, 0), await WriteAsync(table, Row.Insert("a", "second")));
        Assert.Equal("first", (await GetAsync(table, "a"))!.Text);
    }

    [Fact]
    public async Task Insert_ManyAtOnce_OneWins()
    {
        var table = await CreateSutAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => WriteAsync(table, Row.Insert("a", number: n))));
        Assert.Single(results, r => r.Outcome == WriteOutcome.Done);
        Assert.Equal(49, results.Count(r => r.Outcome == WriteOutcome.Exists));
    }

    [Fact]
    public async Task Replace_WithETag_DropsOtherColumnsAndGivesNewETag()
    {
        var table = await CreateSutAsync();
        var first = await WriteAsync(table, Row.Insert("a", "first", 1));
        var second = await WriteAsync(table, new(RowAction.Replace, "a", Row.Columns("second"), first.ETag));
        Assert.Equal(WriteOutcome.Done, second.Outcome);
        Assert.NotEqual(first.ETag, second.ETag);
        var row = await GetAsync(table, "a");
        Assert.Equal(("second", null, second.ETag), (row!.Text, row.Number, row.ETag));
    }

    [Fact]
    public async Task Merge_Existing_KeepsOtherColumns()
    {
        var table = await CreateSutAsync();
        await WriteAsync(table, Row.Insert("a", "first", 1));
        var result = await WriteAsync(table, new(RowAction.Merge, "a", Row.Columns(number: 2)));
        Assert.Equal(WriteOutcome.Done, result.Outcome);
        var row = await GetAsync(table, "a");
        Assert.Equal(("first", 2L), (row!.Text, row.Number));
    }

    [Theory]
    [InlineData(RowAction.Replace)]
    [InlineData(RowAction.Merge)]
    [InlineData(RowAction.Delete)]
    public async Task Write_StaleETag_ChangedAndChangesNothing(RowAction action)
    {
        var table = await CreateSutAsync();
        var first = await WriteAsync(table, Row.Insert("a", "first"));
        await WriteAsync(table, new(RowAction.Replace, "a", Row.Columns("second"), first.ETag));
        var columns = action == RowAction.Delete ? default : Row.Columns("third");
        Assert.Equal(new WriteResult(WriteOutcome.Changed, 0), await WriteAsync(table, new(action, "a", columns, first.ETag)));
        Assert.Equal("second", (await GetAsync(table, "a"))!.Text);
    }

    [Theory]
    [InlineData(RowAction.Replace)]
    [InlineData(RowAction.Merge)]
    [InlineData(RowAction.Delete)]
    public async Task Write_AbsentRow_Missing(RowAction action)
    {
        var table = await CreateSutAsync();
        var columns = action == RowAction.Delete ? default : Row.Columns("x");
        Assert.Equal(new WriteResult(WriteOutcome.Missing, 0), await WriteAsync(table, new(action, "a", columns)));
        Assert.Null(await GetAsync(table, "a"));
    }

    [Fact]
    public async Task Upsert_AbsentThenPresent_WritesBothTimes()
    {
        var table = await CreateSutAsync();
        Assert.Equal(WriteOutcome.Done, (await WriteAsync(table, new(RowAction.Upsert, "a", Row.Columns("first", 1)))).Outcome);
        Assert.Equal(WriteOutcome.Done, (await WriteAsync(table, new(RowAction.Upsert, "a", Row.Columns("second")))).Outcome);
        var row = await GetAsync(table, "a");
        Assert.Equal(("second", null), (row!.Text, row.Number));
    }

    [Theory]
    [InlineData(RowAction.Insert)]
    [InlineData(RowAction.Upsert)]
    public async Task Write_ETagWhereNoneBelongs_Throws(RowAction action)
    {
        var table = await CreateSutAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => WriteAsync(table, new(action, "a", Row.Columns("x"), "W/\"1\"")));
    }

    [Fact]
    public async Task Delete_Existing_RemovesRow()
    {
        var table = await CreateSutAsync();
        var first = await WriteAsync(table, Row.Insert("a"));
        Assert.Equal(new WriteResult(WriteOutcome.Done), await WriteAsync(table, new(RowAction.Delete, "a", default, first.ETag)));
        Assert.Null(await GetAsync(table, "a"));
    }

    [Fact]
    public async Task Replace_FiftyWritersWithOneETag_OneWinsEachRound()
    {
        var table = await CreateSutAsync();
        var etag = (await WriteAsync(table, Row.Insert("a", number: 0))).ETag;
        for (var round = 1; round <= 5; round++)
        {
            var seen = etag;
            var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(n =>
                WriteAsync(table, new(RowAction.Replace, "a", Row.Columns(number: (round * 100) + n), seen))));
            Assert.Equal(49, results.Count(r => r.Outcome == WriteOutcome.Changed));
            etag = Assert.Single(results, r => r.Outcome == WriteOutcome.Done).ETag;
            Assert.Equal(etag, (await GetAsync(table, "a"))!.ETag);
        }
    }

    [Fact]
    public async Task Write_NoTimeLeft_ThrowsThatNothingHappened()
    {
        var table = await CreateSutAsync();
        var e = await Assert.ThrowsAsync<StorageException>(() => table.WriteAsync(partition, Row.Insert("a"), TimeSpan.Zero, Token));
        Assert.False(e.MayHaveHappened);
    }

    [Fact]
    public async Task Write_CancelledByCaller_ThrowsCancellation()
    {
        var table = await CreateSutAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => table.WriteAsync(partition, Row.Insert("a"), Timeout, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Calls_TableMissing_ThrowTableNotFound()
    {
        var table = storage.Table("t" + partition);
        var calls = new Func<Task>[]
        {
            () => GetAsync(table, "a"),
            () => table.QueryAsync(new RowQuery(partition, "a", null), Row.Reader, null, Token),
            () => WriteAsync(table, Row.Insert("a")),
            () => CommitAsync(table, Row.Insert("a")),
        };
        foreach (var call in calls)
        {
            var e = await Assert.ThrowsAsync<StorageException>(call);
            Assert.Equal((404, "TableNotFound", false), (e.Status, e.Code, e.MayHaveHappened));
            Assert.Contains("does not exist", e.Message, StringComparison.Ordinal);
        }
    }
}
