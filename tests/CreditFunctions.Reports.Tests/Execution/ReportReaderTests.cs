using System.Globalization;
using CreditFunctions.Reports.Tests.Sorting;

namespace CreditFunctions.Reports.Tests;

public sealed class ReportReaderTests
{
    private static readonly ReportSample Credits = ReportSample.Of(SampleRows.RandomCredits(seed: 31, count: 600));
    private static readonly ReportSample Balances = ReportSample.Of(SampleRows.RandomBalances(seed: 32, count: 600));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task Page_LiveCredits_IsWhatTheQueryMeans() => AssertPagesAsync(CustomerCredits.Definition, Credits, Credits.Live(), seed: 1);

    [Fact]
    public Task Page_LiveBalances_IsWhatTheQueryMeans() => AssertPagesAsync(CreditBalances.Definition, Balances, Balances.Live(), seed: 2);

    [Theory]
    [InlineData("created_at")]
    [InlineData("customer_id,created_at,amount,posted_at")]
    [InlineData("memo,unit,balance,entry_number")]
    [InlineData("amount,customer_number,type")]
    public async Task Page_SnapshotOfCredits_IsWhatTheQueryMeans(string indexes) =>
        await AssertPagesAsync(CustomerCredits.Definition, Credits, await Credits.SnapshotAsync(indexes.Split(',')), seed: 3);

    [Theory]
    [InlineData("customer_id")]
    [InlineData("customer_id,available,created_at,updated_at")]
    [InlineData("customer_number,granted,entitlement")]
    [InlineData("customer_name,pending,unit")]
    public async Task Page_SnapshotOfBalances_IsWhatTheQueryMeans(string indexes) =>
        await AssertPagesAsync(CreditBalances.Definition, Balances, await Balances.SnapshotAsync(indexes.Split(',')), seed: 4);

    [Theory]
    [InlineData("sort=-available&limit=10000")]
    [InlineData("sort=available&offset=300&limit=100")]
    [InlineData("sort=-available&available_gt=5&available_lt=1000&offset=7")]
    [InlineData("available_gte=0.0000000001&sort=available")]
    [InlineData("customer=c8,c7,c70&sort=-customer_id")]
    [InlineData("sort=customer_id,entitlement,unit&offset=500")]
    [InlineData("sort=-customer_id,-entitlement&offset=500")]
    public async Task Page_OneColumnThatIsIndexed_IsReadFromItsPlace(string text)
    {
        var data = await Balances.SnapshotAsync("customer_id", "available");
        await AssertPageAsync(Balances, data, Parameters(text), ReportFilter.None, ReportPlan.Index);
    }

    [Theory]
    [InlineData("sort=-available,customer_id")]
    [InlineData("sort=granted")]
    [InlineData("sort=available&q=ann")]
    [InlineData("sort=available&customer=c7")]
    [InlineData("sort=available&unit=USD")]
    public async Task Page_WhatNoIndexServes_IsScannedFor(string text)
    {
        var data = await Balances.SnapshotAsync("customer_id", "available");
        await AssertPageAsync(Balances, data, Parameters(text), ReportFilter.None, ReportPlan.Scan);
    }

    [Theory]
    [InlineData("sort=-available&offset=450&limit=100")]
    [InlineData("sort=available&offset=3&limit=60")]
    public async Task Page_AnyPlaceInAnIndex_TakesTwoReads(string text)
    {
        MemoryFile? file = null;
        var data = await Balances.SnapshotAsync(content => file = new(content), ["available"]);
        await ReportSample.Reader().PageAsync(data, QueryText.Parse(CreditBalances.Definition, text), Token);
        Assert.Equal(2, file!.Reads);
    }

    [Fact]
    public async Task Page_OneCustomerInAnotherOrder_ReadsItsRowsAlone()
    {
        var sample = ReportSample.Of(SampleRows.RandomBalances(seed: 33, count: 20_000));
        var files = new List<MemoryFile>();
        var data = await sample.SnapshotAsync(
            content =>
            {
                files.Add(new(content));
                return files[^1];
            },
            ["available", "customer_id"]);
        var page = await ReportSample.Reader().PageAsync(data, QueryText.Parse(CreditBalances.Definition, "customer=c77&sort=-available"), Token);
        Assert.Equal(3, page.Total);
        Assert.Equal(0, files[0].Reads);
        Assert.InRange(files[1].Reads, 1, 50);
    }

    [Fact]
    public async Task Page_LimitZero_CountsAndShowsNone()
    {
        var query = new ReportQuery(CustomerCredits.Definition) { Limit = 0, Filter = new() { Types = ["grant"] } };
        foreach (var data in new[] { Credits.Live(), await Credits.SnapshotAsync("amount"), await Credits.SnapshotAsync("type") })
        {
            var page = await ReportSample.Reader().PageAsync(data, query, Token);
            Assert.Equal(Credits.Naive.All.Count(row => (string)row.Cells["type"] == "grant"), page.Total);
            Assert.Equal(0, page.Rows.Count);
        }
    }

    [Fact]
    public async Task Page_BeginsAfterTheLastRow_IsEmptyWithTheTotal()
    {
        foreach (var data in new[] { Credits.Live(), await Credits.SnapshotAsync("created_at") })
        {
            var page = await ReportSample.Reader().PageAsync(data, QueryText.Parse(CustomerCredits.Definition, "offset=9007199254740991"), Token);
            Assert.Equal((600, 0), (page.Total, page.Rows.Count));
        }
    }

    [Fact]
    public async Task Page_NumberAboveAllThatACellCanHold_IsEmpty()
    {
        var query = new ReportQuery(CustomerCredits.Definition) { Filter = new() { Ranges = [ColumnRange.From(CustomerCredits.Definition["entry_number"], (Int128)long.MaxValue + 1)] } };
        var page = await ReportSample.Reader().PageAsync(await Credits.SnapshotAsync("entry_number"), query, Token);
        Assert.Equal(0, page.Total);
    }

    [Theory]
    [InlineData("STRASSE", "Hauptstraße", false)]
    [InlineData("STRAßE", "Hauptstraße 5", true)]
    [InlineData("ΣΊΣΥΦΟΣ", "σίσυφοσ", true)]
    [InlineData("𐐀", "a 𐐨 b", true)]
    [InlineData("e", "É", false)]
    [InlineData("i", "İ", false)]
    public async Task Page_FreeText_KnowsSimpleCasesOfAllScripts(string text, string memo, bool matches)
    {
        var sample = ReportSample.Of([SampleRows.Credit(memo: memo)]);
        var page = await ReportSample.Reader().PageAsync(sample.Live(), QueryText.Parse(CustomerCredits.Definition, "q=" + text), Token);
        Assert.Equal(matches ? 1 : 0, page.Total);
    }

    [Fact]
    public async Task Page_FreeTextInALongMemo_IsFound()
    {
        var sample = ReportSample.Of([SampleRows.Credit(memo: new string('é', 3000) + "NEEDLE")]);
        var page = await ReportSample.Reader().PageAsync(sample.Live(), QueryText.Parse(CustomerCredits.Definition, "q=needle"), Token);
        Assert.Equal(1, page.Total);
    }

    [Fact]
    public async Task Rows_AnyQuery_AreAllThatMatchInOrder()
    {
        var random = new Random(5);
        ReportData[] sources = [Credits.Live(), await Credits.SnapshotAsync("created_at", "amount", "customer_id")];
        for (var run = 0; run < 100; run++)
        {
            var parameters = RandomQuery.Of(random, CustomerCredits.Definition, Credits.Naive.All);
            var expected = Credits.Naive.Matching(parameters, ReportFilter.None).Select(row => Convert.ToHexString(row.Bytes));
            foreach (var data in sources)
            {
                var rows = new List<string>();
                await foreach (var part in ReportSample.Reader().RowsAsync(data, Parse(data, parameters), Token))
                {
                    rows.AddRange(ReportSample.TextOf(part));
                }

                Assert.Equal(expected, rows);
            }
        }
    }

    [Fact]
    public async Task Page_DeepInASortThatMemoryHasNoRoomFor_IsTheSame()
    {
        var sample = ReportSample.Of(SampleRows.RandomBalances(seed: 34, count: 30_000));
        var parameters = Parameters("sort=-granted,unit&offset=29500&limit=100&voided_gte=0");
        var spill = new MemorySpill();
        var data = await sample.SnapshotAsync("customer_id");
        var page = await new ReportReader(new(SortLimits.MinMemoryBytes, 1), () => spill, new ScanGate()).PageAsync(data, Parse(data, parameters), Token);
        Assert.Equal(sample.Naive.Matching(parameters, ReportFilter.None).Skip(29_500).Take(100).Select(row => Convert.ToHexString(row.Bytes)), ReportSample.TextOf(page.Rows));
        Assert.Equal(30_000, page.Total);
        Assert.NotEmpty(spill.Files);
        Assert.True(spill.IsDisposed);
    }

    [Fact]
    public async Task Page_BeginsAfterAllRows_IsCountedAndNotSorted()
    {
        var data = await ReportSample.Of(SampleRows.RandomBalances(seed: 35, count: 30_000)).SnapshotAsync("customer_id");
        var page = await new ReportReader(new(SortLimits.MinMemoryBytes, 1), static () => throw new InvalidOperationException("Nothing is to be sorted."), new ScanGate())
            .PageAsync(data, QueryText.Parse(CreditBalances.Definition, "sort=-granted&offset=30000&unit=USD"), Token);
        Assert.Equal((true, 0), (page.Total > 0, page.Rows.Count));
    }

    [Fact]
    public async Task Page_TotalNotWanted_IsReadUpToItsEnd()
    {
        var sample = ReportSample.Of(SampleRows.RandomBalances(seed: 36, count: 20_000));
        MemoryFile? file = null;
        var data = await sample.SnapshotAsync(content => file = new(content), ["available"]);
        var query = QueryText.Parse(CreditBalances.Definition, "sort=-available&unit=USD&offset=5&limit=10");
        var whole = await ReportSample.Reader().PageAsync(data, query, Token);
        var reads = file!.Reads;
        var page = await ReportSample.Reader().PageAsync(data, query with { CountsTotal = false }, Token);
        Assert.Equal(ReportSample.TextOf(whole.Rows), ReportSample.TextOf(page.Rows));
        Assert.InRange(file.Reads - reads, 1, reads / 10);
    }

    [Fact]
    public async Task Page_IndexOfItsOrderHasJustItsRows_LooksAtNoOther()
    {
        var files = new List<MemoryFile>();
        var data = await Balances.SnapshotAsync(
            content =>
            {
                files.Add(new(content));
                return files[^1];
            },
            ["customer_id", "available"]);
        await ReportSample.Reader().PageAsync(data, QueryText.Parse(CreditBalances.Definition, "sort=available&available_gte=1"), Token);
        Assert.Equal(0, files[0].Reads);
    }

    [Theory]
    [InlineData("sort=created_at&limit=1000")]
    [InlineData("sort=created_at&unit=USD")]
    [InlineData("sort=-granted")]
    public async Task Page_RowThatIsNone_IsTheSnapshotsDamage(string text)
    {
        var file = await RowFileSample.OfAsync([[2, 1, 1]]);
        var data = new ReportData(
            CreditBalances.Definition, SampleRows.Noon, new(SampleRows.Noon), 1, [new(CreditBalances.Definition["created_at"], file.Reader())], []);
        await Assert.ThrowsAsync<SnapshotException>(() => ReportSample.Reader().PageAsync(data, QueryText.Parse(CreditBalances.Definition, text), Token));
    }

    [Fact]
    public async Task Page_MoreScansThanMayBe_IsRefusedUnlessAnIndexServes()
    {
        using var gate = new ScanGate(1, TimeSpan.Zero);
        var data = await Balances.SnapshotAsync("customer_id");
        using (await gate.EnterAsync(Token))
        {
            await Assert.ThrowsAsync<ReportBusyException>(() => ReportSample.Reader(gate).PageAsync(data, QueryText.Parse(CreditBalances.Definition, "sort=granted"), Token));
            await ReportSample.Reader(gate).PageAsync(data, QueryText.Parse(CreditBalances.Definition, "sort=customer_id"), Token);
            await ReportSample.Reader(gate).PageAsync(Balances.Live(), QueryText.Parse(CreditBalances.Definition, "sort=granted"), Token);
        }

        await ReportSample.Reader(gate).PageAsync(data, QueryText.Parse(CreditBalances.Definition, "sort=granted"), Token);
    }

    [Fact]
    public async Task Page_RowsOfAnotherReport_IsRefused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => ReportSample.Reader().PageAsync(Balances.Live(), new(CustomerCredits.Definition), Token));

    [Theory]
    [InlineData("sort=created_at&q=ann")]
    [InlineData("sort=memo")]
    public async Task Page_CancelledScan_Stops(string text)
    {
        using var cancelled = new CancellationTokenSource();
        var data = await Credits.SnapshotAsync("created_at");
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ReportSample.Reader().PageAsync(data, QueryText.Parse(CustomerCredits.Definition, text), cancelled.Token));
    }

    private static async Task AssertPagesAsync(ReportDefinition report, ReportSample sample, ReportData data, int seed)
    {
        var random = new Random(seed);
        for (var run = 0; run < 100; run++)
        {
            var more = random.Next(6) switch
            {
                0 => new ReportFilter { CurrenciesOnly = true },
                1 => new ReportFilter { CustomerNumbers = [.. Enumerable.Range(0, random.Next(1, 25)).Select(_ => random.NextInt64(250))] },
                _ => ReportFilter.None,
            };
            await AssertPageAsync(sample, data, RandomQuery.Of(random, report, sample.Naive.All), more, null);
        }
    }

    private static async Task AssertPageAsync(ReportSample sample, ReportData data, Dictionary<string, string> parameters, ReportFilter more, ReportPlan? plan)
    {
        var query = Parse(data, parameters);
        query = query with { Filter = query.Filter with { CurrenciesOnly = more.CurrenciesOnly, CustomerNumbers = more.CustomerNumbers } };
        var page = await ReportSample.Reader().PageAsync(data, query, Token);
        var all = sample.Naive.Matching(parameters, more);
        var shown = string.Create(CultureInfo.InvariantCulture, $"{string.Join('&', parameters)} {more}");
        Assert.True(all.Count == page.Total, $"{page.Total} rows, not {all.Count}: {shown}");
        Assert.True(
            all.Skip((int)query.Offset).Take(query.Limit).Select(row => Convert.ToHexString(row.Bytes)).SequenceEqual(ReportSample.TextOf(page.Rows)), $"{page.Plan}: {shown}");
        Assert.Equal(plan ?? page.Plan, page.Plan);
    }

    private static ReportQuery Parse(ReportData data, Dictionary<string, string> parameters) =>
        QueryText.Parse(data.Report, string.Join('&', parameters.Select(parameter => $"{parameter.Key}={parameter.Value}")));

    private static Dictionary<string, string> Parameters(string text) =>
        text.Split('&').Select(part => part.Split('=')).ToDictionary(part => part[0], part => part[1], StringComparer.Ordinal);
}
