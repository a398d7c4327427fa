using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Tests.Application;
using Answer = CreditFunctions.Tests.Application.Answer;

namespace CreditFunctions.Tests.Api.Reports;

/// <summary>Files of a snapshot that are fetched from where they are stored: the files of <see cref="OneSnapshot"/> on Azurite.</summary>
public sealed class FileLinkTests(AzuriteFixture azurite, FileLinkTests.OneSnapshot snapshot) : IClassFixture<FileLinkTests.OneSnapshot>
{
    private const string Business = "biz_file_links";
    private const string Csv = "credit-balances.csv";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_LargeFile_IsARedirectThatNobodyKeeps()
    {
        await using var app = await StartAsync();

        var answer = await app.GetAsync(snapshot.Location + "/" + Csv);

        Assert.Equal((307, "no-store", null, ""), (answer.Status, answer.Header("Cache-Control"), answer.Header("ETag"), answer.Text));
        Assert.StartsWith("http://127.0.0.1:", answer.Header("Location"), StringComparison.Ordinal);
        Assert.DoesNotContain(app.Logged, line => line.Contains("sig=", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Csv, "", "text/csv", null)]
    [InlineData(Csv, "br", "text/csv", null)]
    [InlineData(Csv, "gzip, br", "text/csv", "gzip")]
    [InlineData(Csv + ".gz", "gzip", "application/gzip", null)]
    [InlineData("credit-balances.json", "gzip", "application/json", null)]
    public async Task Get_LargeFile_ComesAsItWouldFromHere(string file, string accepted, string type, string? encoding)
    {
        await using var app = await StartAsync();
        var location = (await app.GetAsync($"{snapshot.Location}/{file}", ("Accept-Encoding", accepted))).Header("Location");
        using var http = new HttpClient();

        var answer = await Answer.ReadAsync(await http.GetAsync(location, Token));

        Assert.Equal((200, type, encoding), (answer.Status, answer.ContentType?.Split(';')[0], answer.Header("Content-Encoding")));
        Assert.Equal($"attachment; filename=\"{file}\"", answer.Header("Content-Disposition"));
        var here = await snapshot.App.GetAsync($"{snapshot.Location}/{file}");
        Assert.Equal(here.Bytes, encoding is null ? answer.Bytes : Unpacked(answer.Bytes));
        Assert.Equal(here.ContentType, answer.ContentType);
    }

    [Fact]
    public async Task Get_LargeFileByAnOrdinaryClient_FollowsWithoutTheKeyAndInRanges()
    {
        await using var app = await StartAsync();
        using var http = new HttpClient { BaseAddress = app.Url, DefaultRequestHeaders = { Authorization = new("Bearer", await app.KeyAsync(CreditFunctions.Storage.Directory.Scopes.All)) } };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{snapshot.Location}/{Csv}", UriKind.Relative)) { Headers = { Range = new RangeHeaderValue(5, 20) } };

        var part = await Answer.ReadAsync(await http.SendAsync(request, Token));

        var whole = (await snapshot.App.GetAsync($"{snapshot.Location}/{Csv}")).Bytes;
        Assert.Equal((206, $"bytes 5-20/{whole.Length}"), (part.Status, part.Header("Content-Range")));
        Assert.Equal(whole[5..21], part.Bytes);
    }

    [Fact]
    public async Task Get_AsLink_SaysWhereItIs()
    {
        await using var app = await StartAsync();

        var answer = await app.GetAsync($"{snapshot.Location}/{Csv}?link=true");

        Assert.Equal((200, "no-store"), (answer.Status, answer.Header("Cache-Control")));
        Assert.True(DateTimeOffset.Parse(answer.At("expires_at")!, System.Globalization.CultureInfo.InvariantCulture) > app.Time.GetUtcNow().AddMinutes(14));
        using var http = new HttpClient();
        Assert.Equal((await snapshot.App.GetAsync($"{snapshot.Location}/{Csv}")).Text, await http.GetStringAsync(answer.At("url"), Token));
    }

    [Fact]
    public async Task Get_FileBelowTheLimit_IsSent()
    {
        await using var app = await StartAsync("4096");

        Assert.Equal(200, (await app.GetAsync($"{snapshot.Location}/{Csv}")).Status);
        (await app.GetAsync($"{snapshot.Location}/{Csv}?link=true")).Is(200, $$"""{"url":"{{snapshot.Location}}/{{Csv}}","expires_at":null}""");
    }

    [Fact]
    public async Task Get_LargeFileTheCallerHas_Is304()
    {
        await using var app = await StartAsync();
        var tag = (await snapshot.App.GetAsync($"{snapshot.Location}/{Csv}")).Header("ETag")!;

        Assert.Equal(304, (await app.GetAsync($"{snapshot.Location}/{Csv}", ("If-None-Match", tag))).Status);
    }

    [Theory]
    [InlineData("bytes=99999999-", "416 range_not_satisfiable Range")]
    public async Task Get_RangeBeyondALargeFile_Is416(string range, string problem)
    {
        await using var app = await StartAsync();

        Assert.Equal(problem, (await app.GetAsync($"{snapshot.Location}/{Csv}", ("Range", range))).Problem);
    }

    [Fact]
    public async Task Get_LargeFileThatIsGone_Is503()
    {
        await using var app = await StartAsync(business: Business + "_gone", delete: Csv);

        Assert.Equal("503 snapshot_damaged -", (await app.GetAsync($"{snapshot.Location}/{Csv}")).Problem);
    }

    [Theory]
    [InlineData("link=")]
    [InlineData("link=false")]
    [InlineData("link=true,true")]
    public async Task Get_LinkThatIsNotTrue_Is400(string query) =>
        Assert.Equal("400 invalid_request link", (await snapshot.App.GetAsync($"{snapshot.Location}/{Csv}?{query}")).Problem);

    [Fact]
    public async Task Get_LargeFileOnAStorageWithoutLinks_IsSent()
    {
        await using var app = await snapshot.App.StartAnotherAsync(settings: ("FileLinksFromBytes", "1"));

        Assert.Equal(200, (await app.GetAsync($"{snapshot.Location}/{Csv}")).Status);
    }

    private static byte[] Unpacked(byte[] packed)
    {
        using var unpacked = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        gzip.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    /// <summary>The program on Azurite, with the snapshot.</summary>
    private async Task<CreditApplication> StartAsync(string fromBytes = "1", string business = Business, string? delete = null)
    {
        var app = await azurite.StartAsync(business, ("FileLinksFromBytes", fromBytes));
        var (from, to) = (snapshot.App.Storage.Container(StoreNames.Reports), app.Storage.Container(StoreNames.Reports));
        await foreach (var blob in from.ListAsync(Business + "/credit-balances/", Token))
        {
            var name = business + blob.Name[Business.Length..];
            await using var content = await from.GetAsync(blob.Name, null, Token);
            using var bytes = new MemoryStream();
            await content!.Content.CopyToAsync(bytes, Token);
            var body = blob.Name.EndsWith("manifest.json", StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes.ToArray()).Replace(Business, business, StringComparison.Ordinal)) : bytes.ToArray();
            await to.PutAsync(name, body, new(blob.ContentType ?? "application/octet-stream", blob.ContentEncoding), BlobCondition.Absent, Token);
            if (delete is not null && name.EndsWith('/' + delete, StringComparison.Ordinal))
            {
                await to.DeleteAsync(name, Token);
            }
        }

        return app;
    }

    /// <summary>A snapshot in memory, of the same business.</summary>
    public sealed class OneSnapshot : IAsyncLifetime
    {
        internal CreditApplication App { get; private set; } = null!;

        internal string Location { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            var clock = new FakeClock();
            App = await CreditApplication.StartAsync(new InMemoryStorage(clock), new(clock), clock, Business, ("ReportFormats", "csv,json,csv.gz"));
            for (var i = 0; i < 10; i++)
            {
                await App.GrantAsync($"c{i}", "10.00");
            }

            Location = await App.MakeAsync("credit-balances");
        }

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }
}
