using System.Text;
using System.Text.Json.Nodes;
using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Api.Reports;

/// <summary>Blobs of a snapshot that are not what they were: whoever reads them is told so, and gets nothing wrong.</summary>
public sealed class DamagedSnapshotTests
{
    private const string Balances = "/api/reports/credit-balances";
    private const string Latest = $"{Balances}/data?snapshot=latest";
    private const string Csv = "credit-balances.csv";
    private const string Damaged = "503 snapshot_damaged -";

    [Theory]
    [InlineData("Accept-Encoding", "identity")]
    [InlineData("Accept-Encoding", "gzip")]
    [InlineData("Range", "bytes=0-3")]
    public async Task File_OfAnotherLength_Is503AndLogged(string header, string value)
    {
        var (app, location) = await StartAsync();
        await using var _ = app;
        await app.ReplaceAsync(Csv, static bytes => bytes[..^1]);

        Assert.Equal(Damaged, (await app.GetAsync($"{location}/{Csv}", (header, value))).Problem);
        Assert.Contains(app.Logged, static line => line.StartsWith("1004 Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task File_OfOtherBytes_Is503WhereNothingIsSentYet()
    {
        var (app, location) = await StartAsync();
        await using var _ = app;
        await app.DamageRowsAsync(Csv);

        Assert.Equal(Damaged, (await app.GetAsync($"{location}/{Csv}")).Problem);
    }

    [Theory]
    [DirectOnly("A host reads an answer to its end before it sends any of it: one that breaks off is its own 500.")]
    [InlineData("identity")]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task File_OfOtherBytes_BreaksOffAndIsLogged(string encoding)
    {
        var (app, location) = await StartAsync(customers: 800);
        await using var _ = app;
        await app.DamageRowsAsync(Csv);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => app.GetAsync($"{location}/{Csv}", ("Accept-Encoding", encoding)));
        Assert.Contains(app.Logged, static line => line.StartsWith("1004 Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task File_NotThereThoughItsManifestIs_Is503()
    {
        var (app, location) = await StartAsync();
        await using var _ = app;
        await app.ReplaceAsync(Csv, static _ => null);

        Assert.Equal(Damaged, (await app.GetAsync($"{location}/{Csv}")).Problem);
    }

    [Theory]
    [InlineData("pages", "[]")]
    [InlineData("rows", "2")]
    [InlineData("as_of", "\"2026-11-21T11:00:00Z\"")]
    [InlineData("pages.0.column", "\"secret\"")]
    [InlineData("pages.0.column", "\"available\"")]
    [InlineData("pages.0.file.rows", "9223372036854775807")]
    [InlineData("pages.0.file.index_offset", "9223372036854775807")]
    [InlineData("pages.0.file.bytes", "9223372036854775807")]
    [InlineData("unknown", "1")]
    public async Task Data_LatestSaysWhatCannotBe_Is503AndLogged(string field, string value)
    {
        var (app, _) = await StartAsync();
        await using var __ = app;
        await app.ReplaceAsync("latest.json", bytes => Changed(bytes, field, value));

        Assert.Equal(Damaged, (await app.GetAsync(Latest)).Problem);
        Assert.Contains(app.Logged, static line => line.StartsWith("1004 Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Data_LatestHasExtremesThroughout_Is503()
    {
        var (app, _) = await StartAsync();
        await using var __ = app;
        await app.ReplaceAsync("latest.json", static bytes => new[] { "rows", "index_offset", "bytes" }.Aggregate(
            Changed(bytes, "rows", "9223372036854775807"), static (changed, field) => Enumerable.Range(0, 4).Aggregate(changed, (one, page) => Changed(one, $"pages.{page}.file.{field}", "9223372036854775807"))));

        Assert.Equal(Damaged, (await app.GetAsync(Latest)).Problem);
    }

    [Fact]
    public async Task Data_LatestIsNoJson_Is503UntilTheNextSnapshot()
    {
        var (app, _) = await StartAsync();
        await using var __ = app;
        await app.ReplaceAsync("latest.json", static bytes => bytes[..10]);

        Assert.Equal((Damaged, Damaged), ((await app.GetAsync(Latest)).Problem, (await app.GetAsync($"{Balances}/data")).Problem));
        await app.MakeAsync("credit-balances");
        Assert.Equal(200, (await app.GetAsync(Latest)).Status);
    }

    [Fact]
    public async Task Data_LatestOfAnEarlierSchema_IsNone()
    {
        var (app, _) = await StartAsync();
        await using var __ = app;
        await app.ReplaceAsync("latest.json", static _ => """{"snapshot":"20261121T020000Z"}"""u8.ToArray());

        Assert.Equal(("live", "503 snapshot_pending -"), ((await app.GetAsync($"{Balances}/data")).Header("X-Report-Source"), (await app.GetAsync(Latest)).Problem));
    }

    [Theory]
    [InlineData("business", "\"biz_other\"")]
    [InlineData("report", "\"customer-credits\"")]
    [InlineData("snapshot", "\"20261121T020000Z\"")]
    public async Task Snapshot_ManifestOfAnother_Is503(string field, string value)
    {
        var (app, location) = await StartAsync();
        await using var _ = app;
        await app.ReplaceAsync("manifest.json", bytes => Changed(bytes, field, value));

        Assert.Equal((Damaged, Damaged), ((await app.GetAsync(location)).Problem, (await app.GetAsync($"{location}/{Csv}")).Problem));
    }

    [Fact]
    public async Task Snapshot_OfAnEarlierSchema_Is410()
    {
        var (app, location) = await StartAsync();
        await using var _ = app;
        await app.ReplaceAsync("manifest.json", static bytes => Changed(bytes, "schema_version", "1"));

        var answer = await app.GetAsync($"{location}/{Csv}");

        Assert.Equal(("410 snapshot_unsupported -", null), (answer.Problem, answer.Header("Retry-After")));
    }

    [Fact]
    public async Task Data_SomePagesOfANamedSnapshotAreRemoved_Is410()
    {
        var (app, location) = await StartAsync();
        await using var _ = app;
        await app.ReplaceAsync("credit-balances.by-available.rows", static _ => null);
        await app.MakeAsync("credit-balances");

        Assert.Equal("410 snapshot_not_paged snapshot", (await app.GetAsync($"{Balances}/data?sort=available&snapshot={location.Split('/')[^1]}")).Problem);
    }

    [Fact]
    public async Task Data_DamageThatWasRepaired_IsReadAtOnce()
    {
        var (app, _) = await StartAsync();
        await using var __ = app;
        Assert.Equal(200, (await app.GetAsync($"{Latest}&sort=available")).Status);
        await app.DamageRowsAsync("credit-balances.by-available.rows");
        Assert.Equal(Damaged, (await app.GetAsync($"{Latest}&sort=available")).Problem);
        await app.DamageRowsAsync("credit-balances.by-available.rows");

        Assert.Equal(200, (await app.GetAsync($"{Latest}&sort=available")).Status);
    }

    private static byte[] Changed(byte[] json, string path, string value)
    {
        var all = JsonNode.Parse(json)!;
        var (steps, at) = (path.Split('.'), all);
        foreach (var step in steps[..^1])
        {
            at = at is JsonArray array ? array[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]! : at[step]!;
        }

        at[steps[^1]] = JsonNode.Parse(value);
        return Encoding.UTF8.GetBytes(all.ToJsonString());
    }

    private static async Task<(CreditApplication App, string Location)> StartAsync(int customers = 3)
    {
        var app = await CreditApplication.StartAsync();
        await Parallel.ForAsync(0, customers, async (customer, _) => await app.GrantAsync($"c{customer}", "1.00"));

        return (app, await app.MakeAsync("credit-balances"));
    }
}
