namespace CreditFunctions.Reports.Tests;

public sealed class CursorTests
{
    private static readonly ReportDefinition Report = CustomerCredits.Definition;
    private static readonly ReportData Live = new(Report, SampleRows.Time("2026-11-21T12:00:00.000001Z"), null, 1000, [], []);
    private static readonly ReportData Snapshot = Live with { AsOf = SampleRows.Noon, Snapshot = new(SampleRows.Noon) };

    [Theory]
    [InlineData("")]
    [InlineData("sort=-amount&customer=c1,c2&q=lane&amount_gt=5&timeframe=this_year&limit=20")]
    public void Next_OfSnapshot_GoesOnInItAfterThePage(string text)
    {
        var next = QueryText.Parse(Report, $"{text}&cursor={Cursor(text, Snapshot)}");
        Assert.Equal(10, next.Offset);
        Assert.Equal((Snapshot.Snapshot, null), (next.Moment.Snapshot, next.Moment.LiveAsOf));
    }

    [Fact]
    public void Next_OfLiveRows_GoesOnAsOfTheirInstant()
    {
        var next = QueryText.Parse(Report, $"cursor={Cursor("", Live)}");
        Assert.Equal((null, Live.AsOf), (next.Moment.Snapshot, next.Moment.LiveAsOf));
    }

    [Fact]
    public void Next_OfAPageGoneOnTo_IsAfterThatPage()
    {
        var first = Cursor("", Snapshot);
        Assert.Equal(20, QueryText.Parse(Report, $"cursor={Cursor("cursor=" + first, Snapshot)}").Offset);
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(10, 10)]
    public void Next_LastPage_IsNone(int rows, long total) =>
        Assert.Null(ReportCursor.Next("acme", new(Report), Snapshot, Page(rows, total)));

    [Theory]
    [InlineData("limit=3")]
    [InlineData("columns=amount")]
    [InlineData("format=csv")]
    [InlineData("snapshot=latest")]
    [InlineData("snapshot=20261121T120000Z")]
    [InlineData("customer=c2&customer=c1")]
    public void Parse_CursorWithWhatMayDiffer_IsRead(string more)
    {
        var of = more.StartsWith("customer", StringComparison.Ordinal) ? "customer=c1,c2" : "";
        Assert.Equal(10, QueryText.Parse(Report, $"{more}&cursor={Cursor(of, Snapshot)}").Offset);
    }

    [Theory]
    [InlineData("", "sort=amount")]
    [InlineData("sort=amount", "sort=-amount")]
    [InlineData("sort=amount,type", "sort=type,amount")]
    [InlineData("", "customer=c1")]
    [InlineData("customer=c1", "entitlement=c1")]
    [InlineData("unit=c1", "entitlement=c1")]
    [InlineData("type=c1", "unit=c1")]
    [InlineData("q=a", "q=b")]
    [InlineData("amount_gt=5", "amount_lt=5")]
    [InlineData("amount_gt=5", "balance_gt=5")]
    [InlineData("timeframe=today", "timeframe=yesterday")]
    [InlineData("id_gt=5", "id_gt=6")]
    public void Parse_CursorOfAnotherSortOrFilter_IsRefused(string of, string with) => AssertRefused(Report, $"{with}&cursor={Cursor(of, Snapshot)}", QueryProblem.CursorOfAnotherQuery);

    [Fact]
    public void Parse_CursorOfAnotherReport_IsRefused() =>
        AssertRefused(CreditBalances.Definition, $"sort=-created_at&cursor={Cursor("sort=-created_at", Snapshot)}", QueryProblem.CursorOfAnotherQuery);

    [Fact]
    public void Parse_CursorOfAnotherBusiness_IsRefused() =>
        AssertRefused(Report, $"cursor={ReportCursor.Next("other", new(Report), Snapshot, Page(10, 100))}", QueryProblem.CursorOfAnotherQuery);

    [Fact]
    public void Parse_CursorOfAnotherSnapshotThanAsked_IsRefused() =>
        AssertRefused(Report, $"snapshot=20261120T120000Z&cursor={Cursor("", Snapshot)}", QueryProblem.Contradictory);

    [Fact]
    public void Parse_CursorOfLiveRowsForASnapshot_IsRefused() =>
        AssertRefused(Report, $"snapshot=latest&cursor={Cursor("", Live)}", QueryProblem.Contradictory);

    [Fact]
    public void Parse_CursorWithAnyCharacterChanged_IsInvalid()
    {
        var cursor = Cursor("", Snapshot);
        for (var at = 0; at < cursor.Length; at++)
        {
            var changed = cursor.ToCharArray();
            changed[at] = changed[at] == 'A' ? 'B' : 'A';
            AssertRefused(Report, "cursor=" + new string(changed), QueryProblem.CursorInvalid);
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("                                                ")]
    [InlineData("é")]
    public void Parse_NoCursor_IsInvalid(string text)
    {
        Assert.False(QueryText.TryParse(Report, "cursor=" + text, out _, out var problems));
        Assert.Equal("cursor", Assert.Single(problems).Parameter);
    }

    private static string Cursor(string query, ReportData data) => ReportCursor.Next("acme", QueryText.Parse(Report, query), data, Page(10, 100))!;

    private static ReportPageRows Page(int rows, long total)
    {
        var batch = new RowBatch();
        for (var row = 0; row < rows; row++)
        {
            batch.Add([0]);
        }

        return new(total, batch, ReportPlan.Scan);
    }

    private static void AssertRefused(ReportDefinition report, string query, string code)
    {
        Assert.False(QueryText.TryParse(report, query, out _, out var problems));
        Assert.Equal(code, Assert.Single(problems).Code);
    }
}
