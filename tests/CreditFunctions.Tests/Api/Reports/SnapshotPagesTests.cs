using System.Globalization;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Api.Reports;

/// <summary>Pages of snapshots, which are read from storage and held nowhere.</summary>
public sealed class SnapshotPagesTests
{
    private const string Balances = "/api/reports/credit-balances";
    private const int Customers = 25;
    private const int Patience = 5_000;

    [Theory]
    [InlineData("sort=customer_id&limit=3", "index", "c00 c01 c02")]
    [InlineData("sort=-customer_id&limit=2", "index", "c24 c23")]
    [InlineData("sort=-available&limit=2&offset=1", "index", "c23 c22")]
    [InlineData("sort=available&page=13&page_size=2", "index", "c24")]
    [InlineData("sort=customer_id&offset=25", "index", "")]
    [InlineData("sort=available&available_gte=20&available_lt=22.50", "index", "c19 c20 c21")]
    [InlineData("sort=-customer_id&q=NAME%207", "scan", "c07")]
    [InlineData("sort=-granted&limit=1", "scan", "c24")]
    [InlineData("customer=c05,c03", "index", "c03 c05")]
    [InlineData("customer=c05,c03&unit=USD", "scan", "c03 c05")]
    [InlineData("id_gt=0&sort=unit,-available&limit=1", "scan", "c24")]
    public async Task Data_OfTheLatestSnapshot_AnswersTheRowsAskedAndHowTheyWereFound(string query, string plan, string customers)
    {
        await using var app = await StartAsync();
        await app.MakeAsync("credit-balances");
        await app.GrantAsync("c00", "1000.00");

        var answer = await app.GetAsync($"{Balances}/data?snapshot=latest&{query}");

        Assert.Equal(customers, string.Join(' ', Cells(answer)));
        Assert.Equal(
            ("snapshot 20261121T120000Z", "2026-11-21T12:00:00Z", plan, plan),
            (answer.Header("X-Report-Source"), answer.Header("X-Report-As-Of"), answer.Header("X-Report-Plan"), answer.At("plan")));
    }

    [Theory]
    [InlineData("customer_id")]
    [InlineData("-available")]
    [InlineData("created_at,-customer_id")]
    [InlineData("-granted")]
    public async Task Data_CursorByCursorWhileANewerSnapshotAppears_HasEveryRowOfItsSnapshotOnce(string sort)
    {
        await using var app = await StartAsync();
        await app.MakeAsync("credit-balances");
        var whole = await app.GetAsync($"{Balances}/data?snapshot=latest&sort={sort}");

        var walked = new List<string>();
        for (var next = (string?)$"{Balances}/data?snapshot=latest&sort={sort}&limit=7"; next is not null;)
        {
            var page = await app.GetAsync(next);
            Assert.Equal((200, "20261121T120000Z"), (page.Status, page.At("snapshot")));
            walked.AddRange(Rows(page));
            next = Next(page);
            if (walked.Count == 7)
            {
                await app.GrantAsync("c03", "500.00");
                await app.GrantAsync("a-new-one", "500.00");
                await app.MakeAsync("credit-balances");
            }
        }

        Assert.Equal(Rows(whole), walked);
        Assert.Equal(26, (await app.GetAsync($"{Balances}/data?snapshot=latest")).Json.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Data_WithItsETag_Is304UntilThereIsANewerSnapshot()
    {
        await using var app = await StartAsync();
        await app.MakeAsync("credit-balances");
        const string data = $"{Balances}/data?snapshot=latest&limit=1";
        var tag = (await app.GetAsync(data)).Header("ETag")!;

        var known = await app.GetAsync(data, ("If-None-Match", tag));
        var other = await app.GetAsync(data + "&sort=-available", ("If-None-Match", tag));
        await app.MakeAsync("credit-balances");
        var newer = await app.GetAsync(data, ("If-None-Match", tag));

        Assert.Equal((304, 0, tag, "no-cache, private"), (known.Status, known.Bytes.Length, known.Header("ETag"), known.Header("Cache-Control")));
        Assert.Equal((200, 200), (other.Status, newer.Status));
        Assert.NotEqual(tag, newer.Header("ETag"));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Data_Compressed_HasAnETagOfItsOwn(string encoding)
    {
        await using var app = await StartAsync();
        await app.MakeAsync("credit-balances");
        const string data = $"{Balances}/data?snapshot=latest";

        var packed = await app.GetAsync(data, ("Accept-Encoding", encoding));

        Assert.Equal(encoding, packed.Header("Content-Encoding"));
        Assert.NotEqual((await app.GetAsync(data)).Header("ETag"), packed.Header("ETag"));
        Assert.Equal(304, (await app.GetAsync(data, ("Accept-Encoding", encoding), ("If-None-Match", packed.Header("ETag")!))).Status);
    }

    [Fact]
    public async Task Data_OfANamedSnapshot_MayBeKept()
    {
        await using var app = await StartAsync();
        await app.MakeAsync("credit-balances");

        var answer = await app.GetAsync($"{Balances}/data?snapshot=20261121T120000Z");

        Assert.Equal((200, "max-age=3600, private, immutable", "Authorization, Accept-Encoding"), (answer.Status, answer.Header("Cache-Control"), answer.Header("Vary")));
    }

    [Fact]
    public async Task Data_OfTheThirdNewest_Is410AndSaysWhichFilesThereAre()
    {
        await using var app = await StartAsync();
        var (made, cursor) = (new List<string>(), "");
        for (var i = 0; i < 3; i++)
        {
            made.Add((await app.MakeAsync("credit-balances")).Split('/')[^1]);
            cursor = i == 0 ? (await app.GetAsync($"{Balances}/data?snapshot=latest&limit=1")).At("next_cursor")! : cursor;
        }

        var gone = await RefusedAsync(app, $"{Balances}/data?snapshot={made[0]}");
        var walk = await app.GetAsync($"{Balances}/data?limit=1&cursor={cursor}");

        Assert.Equal(("410 snapshot_not_paged snapshot", "410 snapshot_not_paged snapshot"), (gone.Problem, walk.Problem));
        Assert.Contains($"{Balances}/snapshots/{made[0]}/credit-balances.csv", gone.At("detail"), StringComparison.Ordinal);
        Assert.Equal(200, (await app.GetAsync($"{Balances}/data?snapshot={made[1]}")).Status);
        Assert.Equal(200, (await app.GetAsync($"{Balances}/snapshots/{made[0]}/credit-balances.csv")).Status);
    }

    [Fact]
    public async Task Data_OfASnapshotThatWasRemoved_Is410()
    {
        await using var app = await StartAsync(null, ("SnapshotsKeptDays", "1"), ("SnapshotsKeptMonths", "0"));
        var first = (await app.MakeAsync("credit-balances")).Split('/')[^1];
        app.Clock.Advance(TimeSpan.FromDays(3));
        await app.MakeAsync("credit-balances");

        var removed = await RefusedAsync(app, $"{Balances}/data?snapshot={first}");

        Assert.Equal("410 snapshot_pruned snapshot", removed.Problem);
        Assert.Equal("410 snapshot_pruned snapshot", (await app.GetAsync($"{Balances}/snapshots/{first}/credit-balances.csv")).Problem);
    }

    [Fact]
    public async Task Data_NoSnapshotYet_StartsARunAndSaysSo()
    {
        await using var app = await StartAsync();

        var pending = await app.GetAsync($"{Balances}/data?snapshot=latest");
        var asked = await app.GetAsync($"{Balances}/data?snapshot=20261121T120000Z");

        Assert.Equal(("503 snapshot_pending -", "503 snapshot_pending -"), (pending.Problem, asked.Problem));
        Assert.Equal("15", pending.Header("Retry-After"));
        await app.EndedAsync($"{Balances}/snapshots/20261121T120000Z");
        Assert.Equal(200, (await app.GetAsync($"{Balances}/data?snapshot=latest")).Status);
    }

    [Fact]
    public async Task Data_UnknownSnapshot_Is404()
    {
        await using var app = await StartAsync();

        Assert.Equal("404 snapshot_not_found snapshot", (await app.GetAsync($"{Balances}/data?snapshot=20200101T000000Z")).Problem);
    }

    [Fact]
    public async Task Data_OffsetPastTheEnd_SaysHowManyMatch()
    {
        await using var app = await StartAsync();
        await app.MakeAsync("credit-balances");

        var answer = await app.GetAsync($"{Balances}/data?snapshot=latest&offset=26");

        Assert.Equal("400 offset_past_end offset", answer.Problem);
        Assert.Contains("0 to 25", answer.At("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("page=4&page_size=10", "page", "1 to 3")]
    [InlineData("page=2&page_size=26", "page", "1 to 1")]
    public async Task Data_PagePastTheEnd_NamesThePage(string query, string field, string allowed)
    {
        await using var app = await StartAsync();

        var answer = await app.GetAsync($"{Balances}/data?{query}");

        Assert.Equal($"400 offset_past_end {field}", answer.Problem);
        Assert.Contains(allowed, answer.At("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sort=customer_id&offset=10&limit=5")]
    [InlineData("sort=-available&offset=3&limit=20")]
    public async Task Data_Page_TakesOneReadWarmAndThreeCold(string query)
    {
        var reads = new List<string>();
        var faults = new Faults
        {
            Strike = call =>
            {
                if (call.Operation is StorageOperation.BlobGet or StorageOperation.BlobProperties or StorageOperation.BlobList)
                {
                    lock (reads)
                    {
                        reads.Add(call.Name.Split('/')[^1]);
                    }
                }

                return Fault.None;
            },
        };
        CreditApplication app;
        await using (app = await StartAsync(faults))
        {
            await app.MakeAsync("credit-balances");
        }

        await using var cold = await app.StartAnotherAsync();
        var path = $"{Balances}/data?snapshot=latest&{query}";
        var file = query.Contains("available", StringComparison.Ordinal) ? "credit-balances.by-available.rows" : "credit-balances.by-customer_id.rows";

        string[] Taken()
        {
            lock (reads)
            {
                var taken = reads.ToArray();
                reads.Clear();
                return taken;
            }
        }

        _ = Taken();
        await cold.GetAsync(path);
        Assert.Equal(["latest.json", file, file], Taken());
        await cold.GetAsync(path);
        Assert.Equal([file], Taken());
        cold.Clock.Advance(TimeSpan.FromSeconds(6));
        await cold.GetAsync(path);
        Assert.Equal(["latest.json", file], Taken());
    }

    [Fact]
    public async Task Data_DamagedPages_Are503AndLogged()
    {
        await using var app = await StartAsync();
        await app.MakeAsync("credit-balances");
        await app.DamageRowsAsync("credit-balances.by-available.rows");

        var damaged = await app.GetAsync($"{Balances}/data?snapshot=latest&sort=-available");

        Assert.Equal("503 snapshot_damaged -", damaged.Problem);
        Assert.Equal("2", damaged.Header("Retry-After"));
        Assert.Contains(app.Logged, line => line.StartsWith("1004 Error", StringComparison.Ordinal));
        Assert.Equal(200, (await app.GetAsync($"{Balances}/data?snapshot=latest")).Status);
    }

    private static async Task<CreditApplication> StartAsync(IFaults? faults = null, params (string Name, string Value)[] settings)
    {
        var app = await CreditApplication.StartAsync(faults, settings);
        for (var i = 0; i < Customers; i++)
        {
            var id = i.ToString("D2", CultureInfo.InvariantCulture);
            await app.AddCustomerAsync($"c{id}", $$"""{"name":"Name {{i}}."}""");
            await app.GrantAsync($"c{id}", $"{i + 1}.00");
        }

        return app;
    }

    /// <summary>What is no longer needed is removed soon after the newer snapshot is there.</summary>
    private static async Task<Answer> RefusedAsync(CreditApplication app, string path)
    {
        for (var look = 0; ; look++)
        {
            var answer = await app.GetAsync(path);
            if (answer.Status != 200 || look == Patience)
            {
                return answer;
            }
        }
    }

    private static string? Next(Answer page) =>
        page.Header("Link") is { } link && link.EndsWith("; rel=\"next\"", StringComparison.Ordinal) ? link[1..link.IndexOf('>', StringComparison.Ordinal)] : null;

    private static IEnumerable<string?> Cells(Answer answer) => answer.Json.GetProperty("rows").EnumerateArray().Select(row => row.Cell("customer_id"));

    private static IEnumerable<string> Rows(Answer answer) => answer.Json.GetProperty("rows").EnumerateArray().Select(static row => row.GetRawText());
}
