using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Tests.Tables;

public abstract partial class TableContract
{
    [Fact]
    public async Task Commit_EveryAction_HappensWhole()
    {
        var table = await CreateSutAsync();
        var a = await WriteAsync(table, Row.Insert("a", "old", 1));
        await CommitAsync(table, Row.Insert("b", "old", 1), Row.Insert("c", "old", 1), Row.Insert("d"));
        var result = await CommitAsync(
            table,
            new(RowAction.Replace, "a", Row.Columns("new"), a.ETag),
            new(RowAction.Merge, "b", Row.Columns("new")),
            new(RowAction.Upsert, "c", Row.Columns("new")),
            new(RowAction.Delete, "d", default),
            new(RowAction.Upsert, "e", Row.Columns("new")),
            Row.Insert("f", "new"));
        Assert.Equal(new WriteResult(WriteOutcome.Done), result);
        var rows = await AllAsync(table, new RowQuery(partition, "a", null));
        Assert.Equal(["a", "b", "c", "e", "f"], rows.Select(r => r.RowKey!));
        Assert.All(rows, row => Assert.Equal("new", row.Text));
        Assert.Equal([null, 1L, null, null, null], rows.Select(r => r.Number));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Commit_OneExists_RollsBackWholeAndNamesIt(int place)
    {
        var table = await CreateSutAsync();
        await WriteAsync(table, Row.Insert($"r{place}", "before"));
        var writes = Enumerable.Range(0, 5).Select(n => Row.Insert($"r{n}")).ToArray();
        Assert.Equal(new WriteResult(WriteOutcome.Exists, place), await CommitAsync(table, writes));
        var row = Assert.Single(await AllAsync(table, new RowQuery(partition, "r", null)));
        Assert.Equal("before", row.Text);
    }

    [Fact]
    public async Task Commit_OneChanged_RollsBackWholeAndNamesIt()
    {
        var table = await CreateSutAsync();
        var first = await WriteAsync(table, Row.Insert("a"));
        await WriteAsync(table, new(RowAction.Replace, "a", Row.Columns("second"), first.ETag));
        var result = await CommitAsync(table, Row.Insert("b"), new(RowAction.Replace, "a", Row.Columns("third"), first.ETag), Row.Insert("c"));
        Assert.Equal(new WriteResult(WriteOutcome.Changed, 1), result);
        Assert.Equal(["a"], await KeysAsync(table, new RowQuery(partition, "a", null)));
    }

    [Fact]
    public async Task Commit_OneMissing_RollsBackWholeAndNamesIt()
    {
        var table = await CreateSutAsync();
        var result = await CommitAsync(table, Row.Insert("b"), new(RowAction.Merge, "a", Row.Columns("x")));
        Assert.Equal(new WriteResult(WriteOutcome.Missing, 1), result);
        Assert.Empty(await KeysAsync(table, new RowQuery(partition, "a", null)));
    }

    [Fact]
    public async Task Commit_HundredRows_AllWritten()
    {
        var table = await CreateSutAsync();
        var writes = Enumerable.Range(0, TransactionLimits.MaxRows).Select(n => Row.Insert($"r{n:D3}")).ToArray();
        Assert.Equal(WriteOutcome.Done, (await CommitAsync(table, writes)).Outcome);
        Assert.Equal(100, (await KeysAsync(table, new RowQuery(partition, "r", null))).Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public async Task Commit_TooFewOrManyRows_Throws(int count)
    {
        var table = await CreateSutAsync();
        var writes = Enumerable.Range(0, count).Select(n => Row.Insert($"r{n}")).ToArray();
        await Assert.ThrowsAsync<ArgumentException>(() => CommitAsync(table, writes));
    }

    [Fact]
    public async Task Commit_SameRowTwice_Throws()
    {
        var table = await CreateSutAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => CommitAsync(table, Row.Insert("a"), Row.Insert("b"), new(RowAction.Upsert, "a", Row.Columns())));
        Assert.Empty(await KeysAsync(table, new RowQuery(partition, "a", null)));
    }

    [Fact]
    public async Task Commit_MoreThanFourMebibytes_ThrowsThatNothingHappened()
    {
        var table = await CreateSutAsync();
        var text = new string('x', 400_000);
        var writes = Enumerable.Range(0, 11).Select(n => new RowWrite(RowAction.Insert, $"r{n}", Row.Columns(longText: text))).ToArray();
        var e = await Assert.ThrowsAsync<StorageException>(() => CommitAsync(table, writes));
        Assert.Equal((413, "RequestBodyTooLarge", false), (e.Status, e.Code, e.MayHaveHappened));
        Assert.Empty(await KeysAsync(table, new RowQuery(partition, "r", null)));
    }

    [Fact]
    public async Task Commit_JustUnderFourMebibytes_AllWritten()
    {
        var table = await CreateSutAsync();
        var text = new string('x', 410_000);
        var writes = Enumerable.Range(0, 10).Select(n => new RowWrite(RowAction.Insert, $"r{n}", Row.Columns(longText: text))).ToArray();
        Assert.Equal(WriteOutcome.Done, (await CommitAsync(table, writes)).Outcome);
        Assert.All(await AllAsync(table, new RowQuery(partition, "r", null)), row => Assert.Equal(text, row.LongText));
    }

    [Fact]
    public async Task Commit_FiftyWritersOfOneRow_OneWinsEachRound()
    {
        var table = await CreateSutAsync();
        await WriteAsync(table, Row.Insert("account"));
        for (var seq = 0; seq < 3; seq++)
        {
            var seen = (await GetAsync(table, "account"))!.ETag;
            var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => CommitAsync(
                table,
                new(RowAction.Replace, "account", Row.Columns(number: n), seen),
                Row.Insert($"entry{seq}", number: n),
                Row.Insert($"key{seq}-{n}", number: n))));
            Assert.Single(results, r => r.Outcome == WriteOutcome.Done);
            Assert.Equal(49, results.Count(r => r.Outcome is WriteOutcome.Changed or WriteOutcome.Exists));
            var winner = (await GetAsync(table, "account"))!.Number;
            Assert.Equal(winner, (await GetAsync(table, $"entry{seq}"))!.Number);
            Assert.Equal([$"key{seq}-{winner}"], await KeysAsync(table, new RowQuery(partition, $"key{seq}-", $"key{seq}.")));
        }
    }
}
