using CreditFunctions.Ledger;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Tests.Tables;

public abstract partial class TableContract
{
    [Theory]
    [InlineData("it's \"quoted\" \\ back & <tags> % + / # ?")]
    [InlineData("Zoë 日本語 🎟️ \u00a0end")]
    [InlineData("line\r\nbreak\ttab")]
    [InlineData("HTTP/1.1 404 {\"odata.error\"")]
    [InlineData("")]
    public async Task Text_AnyCharacters_ReadBackTheSame(string text)
    {
        var table = await CreateSutAsync();
        await WriteAsync(table, Row.Insert("single", text));
        await CommitAsync(table, Row.Insert("batched", text));
        Assert.Equal(text, (await GetAsync(table, "single"))!.Text);
        Assert.Equal(text, (await GetAsync(table, "batched"))!.Text);
        Assert.Equal(["batched", "single"], await KeysAsync(table, new RowQuery(partition, "a", null) { Where = [new("text", Comparison.Equal, text)] }));
    }

    [Fact]
    public async Task Query_ByWhenRowsWereWritten_FindsThoseSince()
    {
        var table = await CreateSutAsync();
        await WriteAsync(table, Row.Insert("a"));
        var at = (await GetAsync(table, "a"))!.Timestamp!.Value;

        // The service keeps a seventh decimal, which an instant has not.
        Assert.Equal(["a"], await KeysAsync(table, new RowQuery(partition, "a", null) { Where = [new("Timestamp", Comparison.GreaterOrEqual, Time: at)] }));
        Assert.Empty(await KeysAsync(table, new RowQuery(partition, "a", null) { Where = [new("Timestamp", Comparison.Greater, Time: at.Plus(TimeSpan.FromMilliseconds(1)))] }));
    }

    [Theory]
    [InlineData("it's")]
    [InlineData("a!b:c.d_e-f G")]
    [InlineData("50%25 + more & (this) = that, [so] $@;")]
    [InlineData("Zoë 日本")]
    public async Task Keys_AnyAllowedCharacters_FindTheRow(string key)
    {
        var table = await CreateSutAsync();
        var own = partition + key;
        Assert.Equal(WriteOutcome.Done, (await table.WriteAsync(own, Row.Insert(key), Timeout, Token)).Outcome);
        var replaced = await table.WriteAsync(own, new(RowAction.Replace, key, Row.Columns("second")), Timeout, Token);
        Assert.Equal(WriteOutcome.Done, replaced.Outcome);
        var committed = await table.CommitAsync(own, [new(RowAction.Merge, key, Row.Columns(number: 3), replaced.ETag)], Timeout, Token);
        Assert.Equal(WriteOutcome.Done, committed.Outcome);
        var row = await table.GetAsync(own, key, Row.Reader, [], Token);
        Assert.Equal((own, key, "second", 3L), (row!.PartitionKey, row.RowKey, row.Text, row.Number));
        Assert.Equal([key], await KeysAsync(table, new RowQuery(own, key, null)));
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(9_007_199_254_740_993)]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task Number_AnyInt64_ReadBackExactly(long number)
    {
        var table = await CreateSutAsync();
        await WriteAsync(table, Row.Insert("a", number: number));
        Assert.Equal(number, (await GetAsync(table, "a"))!.Number);
        Assert.Equal(["a"], await KeysAsync(table, new RowQuery(partition, "a", null) { Where = [new("number", Comparison.Equal, Number: number)] }));
    }

    [Fact]
    public async Task Columns_OtherTypes_ReadBackTheSame()
    {
        var table = await CreateSutAsync();
        var time = Instant.FromMicroseconds(1_767_225_600_123_456);
        await WriteAsync(table, new(RowAction.Insert, "a", Row.Columns(flag: true, time: time)));
        var row = await GetAsync(table, "a");
        Assert.Equal((true, time, null, null), (row!.Flag, row.Time, row.Text, row.Number));
    }

    [Fact]
    public async Task LongText_ManyChunks_ReadBackTheSame()
    {
        var table = await CreateSutAsync();
        var text = string.Concat(Enumerable.Range(0, 50_000).Select(n => n % 3 == 0 ? "🎟" : "é"));
        await WriteAsync(table, new(RowAction.Insert, "a", Row.Columns(longText: text)));
        Assert.Equal(text, (await GetAsync(table, "a"))!.LongText);
    }

    [Fact]
    public async Task Get_SomeColumns_GivesOnlyThose()
    {
        var table = await CreateSutAsync();
        await WriteAsync(table, Row.Insert("a", "hello", 5));
        var row = await GetAsync(table, "a", "number", "missing");
        Assert.Equal((null, 5L), (row!.Text, row.Number));
    }

    [Fact]
    public async Task Query_Range_IncludesFromAndExcludesToInOrdinalOrder()
    {
        var table = await CreateSutAsync();
        string[] keys = ["a", "B", "b", "a!", "a\"", "aa", "a!z", "é", "z"];
        await CommitAsync(table, [.. keys.Select(key => Row.Insert(key))]);
        Assert.Equal(["B", "a", "a!", "a!z", "a\"", "aa", "b", "z", "é"], await KeysAsync(table, new RowQuery(partition, "", null)));
        Assert.Equal(["a!", "a!z", "a\"", "aa"], await KeysAsync(table, new RowQuery(partition, "a!", "b")));
        Assert.Equal(["a!", "a!z"], await KeysAsync(table, RowQuery.Prefix(partition, "a!")));
        Assert.Empty(await KeysAsync(table, new RowQuery(partition, "zz", "zzz")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(25)]
    [InlineData(1000)]
    public async Task Query_Pages_GiveEachRowOnce(int pageSize)
    {
        var table = await CreateSutAsync();
        var keys = Enumerable.Range(0, 25).Select(n => $"r'{n:D2}!é").ToList();
        await CommitAsync(table, [.. keys.Select(key => Row.Insert(key))]);
        Assert.Equal(keys, await KeysAsync(table, new RowQuery(partition, "r", "s") { PageSize = pageSize }));
    }

    [Theory]
    [InlineData(Comparison.Equal, "3")]
    [InlineData(Comparison.NotEqual, "1,2,4,5")]
    [InlineData(Comparison.Less, "1,2")]
    [InlineData(Comparison.LessOrEqual, "1,2,3")]
    [InlineData(Comparison.Greater, "4,5")]
    [InlineData(Comparison.GreaterOrEqual, "3,4,5")]
    public async Task Query_Condition_GivesRowsThatMeetIt(Comparison comparison, string expected)
    {
        var table = await CreateSutAsync();
        await CommitAsync(table, [.. Enumerable.Range(1, 5).Select(n => Row.Insert($"{n}", $"t'{n}", n - 3))]);
        var keys = expected.Split(',');
        Assert.Equal(keys, await KeysAsync(table, new RowQuery(partition, "", null) { Where = [new("number", comparison, Number: 0)] }));
        Assert.Equal(keys, await KeysAsync(table, new RowQuery(partition, "", null) { Where = [new("text", comparison, "t'3")] }));
    }

    [Theory]
    [InlineData(Comparison.Equal, "3")]
    [InlineData(Comparison.NotEqual, "1,2,4,5")]
    [InlineData(Comparison.Less, "1,2")]
    [InlineData(Comparison.LessOrEqual, "1,2,3")]
    [InlineData(Comparison.Greater, "4,5")]
    [InlineData(Comparison.GreaterOrEqual, "3,4,5")]
    public async Task Query_ConditionOnATime_GivesRowsThatMeetIt(Comparison comparison, string expected)
    {
        var table = await CreateSutAsync();
        var at = Instant.From(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
        // Whole seconds, parts of one, and the year before: no order of texts.
        Instant[] times = [at.Plus(-TimeSpan.FromDays(365)), at.Plus(-TimeSpan.FromMilliseconds(1)), at, at.Plus(TimeSpan.FromMilliseconds(1)), at.Plus(TimeSpan.FromDays(1))];
        await CommitAsync(table, [.. times.Select((time, n) => new RowWrite(RowAction.Insert, $"{n + 1}", Row.Columns(time: time))), Row.Insert("without")]);
        Assert.Equal(expected.Split(','), await KeysAsync(table, new RowQuery(partition, "", null) { Where = [new("time", comparison, Time: at)] }));
    }

    [Fact]
    public async Task Query_TwoConditionsAndSelect_AppliesAll()
    {
        var table = await CreateSutAsync();
        await CommitAsync(table, [.. Enumerable.Range(1, 9).Select(n => Row.Insert($"{n}", n % 2 == 0 ? "even" : "odd", n))]);
        var query = new RowQuery(partition, "", null)
        {
            Where = [new("text", Comparison.Equal, "even"), new("number", Comparison.Greater, Number: 3)],
            Select = ["number"],
            PageSize = 2,
        };
        var rows = await AllAsync(table, query);
        Assert.Equal([4L, 6L, 8L], rows.Select(r => r.Number));
        Assert.All(rows, row => Assert.Equal((null, null), (row.Text, row.RowKey)));
    }

    [Fact]
    public async Task Query_ConditionOnMissingColumn_GivesNone()
    {
        var table = await CreateSutAsync();
        await WriteAsync(table, Row.Insert("a", "x"));
        Assert.Empty(await KeysAsync(table, new RowQuery(partition, "", null) { Where = [new("number", Comparison.GreaterOrEqual, Number: 0)] }));
    }

    [Fact]
    public async Task Query_OtherPartition_IsNotSeen()
    {
        var table = await CreateSutAsync();
        await WriteAsync(table, Row.Insert("a"));
        Assert.Empty(await KeysAsync(table, new RowQuery(partition + "x", "", null)));
        Assert.Null(await table.GetAsync(partition + "x", "a", Row.Reader, [], Token));
    }
}
